#ifndef IR_SHAPE_H
#define IR_SHAPE_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * Twins of components. A template of Argo or Tekton is made per component, so
 * tasks that need other words than their fellows get a component of their own:
 * a copy with the same name whose `twin_of` tells where it came from. Twins
 * share their output ports, so that who reads an output need not care.
 */

/* A copy of c, right after it in the module; its inputs are new. */
ir_component *ir_component_twin(arena *a, ir_component *c, ir_module *in);

/* A copy of a component with a graph, at the end of the module. What its tasks
 * are made of is shared; ports, outputs too, are its own. */
ir_component *ir_graph_twin(arena *a, const ir_component *c, ir_module *in);

/* Gives a task another component made by ir_component_twin: its bindings and
 * its own env follow by port name. A component without tasks is not `used`. */
void ir_node_move(ir_node *n, ir_component *to);

/*
 * Makes c what it is when the inputs with a mark are absent and all others are
 * there: conditions are decided, words and env entries that read an absent
 * input go, and so do the inputs.
 */
void ir_component_shape(arena *a, ir_component *c);

/* The entries of an env that read no input with a mark. */
ir_env *ir_env_shape(ir_env *env);

/*
 * For a constant that the engine would expand on its way to the template: the
 * task gets a twin for itself in which the constant's text stands in the place
 * of the input's value; input and binding go. When the input is also read in
 * another way than by value, nothing is changed. Runs after lower_shape.
 */
void ir_inline_constant(session *s, ir_module *m, ir_node *n, ir_binding *b);

#endif
