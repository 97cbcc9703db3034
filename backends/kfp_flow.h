#ifndef BACKENDS_KFP_FLOW_H
#define BACKENDS_KFP_FLOW_H

#include "backends/backend.h"

/*
 * Control flow in KFP's IR. The passes leave a module whose every node is a
 * task of some component's dag, with all that a dag task says about itself
 * (iterator, condition) in the terms of its own inputs.
 */

/* Before lower_close_whole: a body with an exit handler becomes one group with
 * the exit tasks behind it; rounds that are counted are in the items. */
extern const pass lower_kfp_exit, lower_kfp_index;
/* After it: lists that are looped over, and operands, become inputs. */
extern const pass lower_kfp_loops, lower_kfp_conditions;

/* A call to a graph of its own, while values become its inputs. */
typedef struct kfp_taking {
    arena *arena;
    ir_node *node;
    map known; /* what its inputs have */
    ir_binding **last;
} kfp_taking;

kfp_taking kfp_taking_of(arena *a, ir_node *n);
/* The input that has the value; made and bound when none has it yet. */
ir_port *kfp_take(kfp_taking *in, const ir_value *v, ir_type type);
/* A further input of a graph, with a name like the wanted one. */
ir_port *kfp_new_input(arena *a, ir_component *c, str wanted, ir_type type);
/* Calls fn for every node of the body and of all graphs. */
void kfp_each_node(const ir_module *m, void (*fn)(ir_node *n, void *context),
                   void *context);

/* The condition of a task in CEL. */
str kfp_condition(arena *a, const ir_condition *c);
/* What the rows of the table cannot say: counted rounds of run-time lists, a
 * failure as a value, lists of artifacts in a program's words. */
void kfp_check_flow(session *s, const ir_module *m);
/* The tasks and outputs of a region. */
doc *kfp_dag(arena *a, const ir_region *region);
/* "comp-train" */
str kfp_component_key(arena *a, const ir_node *n);

#endif
