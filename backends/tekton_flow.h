#ifndef BACKENDS_TEKTON_FLOW_H
#define BACKENDS_TEKTON_FLOW_H

#include "base/doc.h"
#include "base/session.h"
#include "ir/ir.h"
#include "ir/pass.h"
#include "ir/unfold.h"

/*
 * Control flow on Tekton: tasks with `when`, and helper tasks (tasks that the
 * user did not write, in the image that `tekton: helper-image` names).
 */

/* True when `when` entries can say the condition. */
bool tekton_when_fits(arena *a, const ir_condition *c);
/* The entries of the task's condition, which fits; all of them must hold. */
doc *tekton_when(arena *a, const ir_node *n);

/* ---- helper tasks -------------------------------------------------------- */

/* A component that runs a program of templates/shims by awk or sh. */
typedef struct tekton_helper {
    arena *arena;
    ir_component *component;
    ir_binding *bindings, *last; /* for the task */
} tekton_helper;

tekton_helper tekton_helper_new(arena *a, ir_module *m, str name,
                                const char *runner, const char *program,
                                span at);
/* Its one output, whose path is the next argument. */
ir_port *tekton_helper_output(tekton_helper *to, ir_type type);
void tekton_helper_word(tekton_helper *to, str text);
/* A word that is known at run time only; constants become words. */
void tekton_helper_value(tekton_helper *to, const ir_value *v);
/* The path of an artifact that a task writes. */
void tekton_helper_file(tekton_helper *to, const ir_value *v);
/* True when a value that is no constant needs no escape as a part of JSON. */
bool tekton_is_plain_json(const ir_value *v);

/* Where helpers are added: to the tasks of a lowered module. */
typedef struct tekton_lister {
    arena *arena;
    ir_module *module;
    ir_node *task; /* who reads; NULL: an output of the pipeline */
    map keepers;   /* what keeps the values of arms */
} tekton_lister;

/* The task of a helper, which stands before the one who reads. */
ir_node *tekton_helper_task(const tekton_lister *in, const tekton_helper *h,
                            str name, ir_condition *when);
/* Adds an edge that is not there. */
void tekton_need(arena *a, ir_node *task, ir_node *wanted, span at);
/* Takes out the edges to the tasks that v reads, where no other value of the
 * task reads them: it waits for who reads them for it. */
void tekton_drop_needs(ir_node *task, const ir_value *v);
/* Puts what helpers keep in the place of each oneof in v. */
void tekton_take_one_of(tekton_lister *in, ir_value *v);

/* ---- loops over lists known only at run time ------------------------------ */

/* What stands for the element of an empty list; its round does nothing. */
extern const char *const tekton_no_element;

/* The input that gets an element in each round, or NULL. */
const ir_port *tekton_each(const ir_node *n);
/* A task that takes a list apart; its output has the type IR_LIST with `list`:
 * Tekton's array of texts. NULL after a finding. */

ir_value *tekton_split(unfolding *u, unfold_scope *in, const ir_node *loop,
                       const ir_value *list);

/* ---- lowerings ----------------------------------------------------------- */

/* Loops, branches, groups and calls become tasks. */
extern const pass lower_tekton_flow;
/* Lists and maps with run-time texts in them are written by helpers. */
extern const pass lower_tekton_lists;

#endif
