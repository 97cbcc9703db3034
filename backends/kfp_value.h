#ifndef BACKENDS_KFP_VALUE_H
#define BACKENDS_KFP_VALUE_H

#include "ir/ir.h"

/* The inputs of one task while they are written. */
typedef struct kfp_inputs {
    arena *arena;
    const ir_node *task;
    doc *parameters; /* gets an extra input for each value inside a text */
} kfp_inputs;

/* What a task's input parameter is bound to: InputParameterSpec. */
doc *kfp_parameter(kfp_inputs *in, const ir_value *v, const ir_port *to);
/* What a task's input artifact is bound to. */
doc *kfp_artifact(arena *a, const ir_value *v);

#endif
