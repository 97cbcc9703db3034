#ifndef IR_SHAPE_H
#define IR_SHAPE_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * Twins of components. A template of Argo or Tekton is made per component, so
 * tasks that need other words than their fellows get a component of their own:
 * a copy with the same name whose `twin_of` tells where it came from.
 */

/* A copy of c, right after it in the module; ports are new. */
ir_component *ir_component_twin(arena *a, ir_component *c, ir_module *in);

/*
 * Gives a task another component made by ir_component_twin: its bindings and
 * task-level env follow by port name. Values of other nodes that read its
 * outputs do not; ir_rewire_outputs does that for the whole module, once.
 */
void ir_node_move(ir_node *n, ir_component *to);
void ir_rewire_outputs(ir_module *m);

/*
 * Keeps the words that stand when the ports with a mark are absent and all
 * others are there: conditions are decided, words and env entries that read an
 * absent port go, and so do the ports. Clears the marks.
 */
void ir_component_shape(arena *a, ir_component *c);

/*
 * For a constant that the engine would expand on its way to the template: the
 * task gets a twin for itself in which the constant's text stands in the place
 * of the port's value; port and binding go. When the port is also read in
 * another way than by value, nothing is changed. After lower_shape.
 */
void ir_inline_constant(session *s, ir_module *m, ir_node *n, ir_binding *b);

/* Sets `used` anew from the tasks and takes components without a task out. */
void ir_drop_unused(ir_module *m);

#endif
