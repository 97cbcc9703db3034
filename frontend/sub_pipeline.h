#ifndef FRONTEND_SUB_PIPELINE_H
#define FRONTEND_SUB_PIPELINE_H

#include "base/session.h"
#include "ir/ir.h"

/*
 * A pipeline that another one uses, as a component of module `to`: its
 * parameters are the inputs, its tasks the graph, its exit tasks the handler of
 * a group around them. m is the pipeline as its front end lowered it from
 * `from`; it is used up.
 */
ir_component *sub_pipeline_of(session *s, ir_module *to, const source *from,
                              ir_module *m);

/* D_OWN_SETTING for keys of a pipeline that hold only where it is compiled
 * itself; its doc must be there. */
void sub_pipeline_warn(session *s, const source *from);

#endif
