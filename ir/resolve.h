#ifndef IR_RESOLVE_H
#define IR_RESOLVE_H

/*
 * The parts of pass_resolve: pass_resolve.c (scopes, tasks), resolve_value.c
 * (what a name means), resolve_flow.c (collect, oneof, what leaves a loop or
 * a branch).
 */

#include "base/session.h"
#include "ir/ir.h"
#include "ir/reach.h"

/*
 * A document: its parameters, and the names of all its tasks, at whatever depth
 * they stand. A task with `if` or `foreach` is found under its name, not the
 * branch or loop around it.
 */
typedef struct scope {
    session *session;
    ir_region *root; /* inputs: the parameters */
    map nodes;
    map items;    /* a loop by the name of its variable */
    bool on_exit; /* where run.status may be asked for */
    const struct scope *run;
    /* What is being resolved. */
    const ir_region *region;
    ir_node *node; /* NULL for a region's outputs */
} scope;

/* Nearest names are looked for only while few mistakes were found: a hostile
 * file must not make it a search of everything for everything. */
bool resolve_may_suggest(const scope *in, uint32_t names);
/* Names what the ports of a component are. */
void resolve_note_ports(const scope *in, diag *about, const ir_component *c,
                        const ir_ports *ports, const char *what);

/* A value, its parts included. context: the scope. */
void resolve_value(ir_value *v, void *context);
/* A mere name; an output of a task is not asked how it is reached. */
void resolve_name(const scope *in, ir_value *v);
void resolve_spoil(ir_value *v);

/* Whether an output may be read as it is; reports it when not. */
bool resolve_bare(const scope *in, const ir_value *v);
/* IR_COLLECT and IR_ONE_OF, their parts being names. */
void resolve_collect(const scope *in, ir_value *v);
void resolve_one_of(const scope *in, ir_value *v, bool collected);

#endif
