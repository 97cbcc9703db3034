#ifndef BACKENDS_KFP_RESOURCES_H
#define BACKENDS_KFP_RESOURCES_H

#include "backends/backend.h"

/* The executor's `resources`, or NULL when nothing was said. Vertex names an
 * accelerator by its model, KFP by the resource of the node. */
doc *kfp_resources(arena *a, const emitter *out, const ir_pod *pod);
/*
 * A Kubernetes quantity as a JSON number, in units of 10^unit: "500m" is 0.5,
 * "16Gi" with unit 9 is 17.179869184. Empty when it has no short exact form.
 */
str quantity_decimal(arena *a, str quantity, int unit);

#endif
