#ifndef FRONTEND_COMPONENT_GRAPH_H
#define FRONTEND_COMPONENT_GRAPH_H

#include "base/session.h"
#include "ir/ir.h"

/* The parts of a graph component's reader. */

/* One graph on its way into a component. */
typedef struct graph {
    session *session;
    arena *arena;
    ir_module *module;
    ir_component *component; /* its ports are read */
    map tasks;               /* graph_task by id, all of them */
    map made;                /* components by what names them */
} graph;

typedef struct graph_task {
    str id;         /* as the file says it; the node has a name made of it */
    const doc *doc; /* NULL: it is no mapping */
    const doc *component, *arguments, *enabled, *options;
    ir_node *node;   /* the task itself, NULL until it is made */
    span enabled_at; /* of a condition; NOWHERE: it always runs */
} graph_task;

/* ---- component_argument.c ------------------------------------------------ */

/*
 * A constant, {graphInput: …} or {taskOutput: …} for a port of `reader`, or
 * (reader NULL) for an output of the graph; port may be NULL.
 * IR_BAD after a finding; NULL for a null, which gives nothing.
 */
typedef struct graph_taker {
    const graph_task *reader;
    const ir_port *port;
} graph_taker;
ir_value *graph_argument(graph *g, const doc *d, graph_taker to);

/* The predicate of isEnabled; never NULL. */
ir_condition *graph_predicate(graph *g, const graph_task *of);
/* True when it is a constant that holds. */
bool graph_always(const doc *d);

#endif
