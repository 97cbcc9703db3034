#ifndef BACKENDS_KFP_SPEC_H
#define BACKENDS_KFP_SPEC_H

#include "backends/backend.h"

/*
 * PipelineSpec 2.1.0, which the targets kfp and vertex share. They differ in
 * what stands around it and in how an accelerator is named.
 */

/* Names and one component per distinct pair of component and pod settings. */
extern const pass lower_kfp_names;
/* Artifact parameters given by uri become importer tasks. */
extern const pass lower_kfp_import;

/* The first document of a KFP package, `pipelineSpec` of a PipelineJob. */
doc *kfp_spec(const emitter *out, const ir_module *m);
/* The second document, or NULL when no task needs it. */
doc *kfp_platform(const emitter *out, const ir_module *m);
/* Texts the platform would expand, and values it cannot build. */
void kfp_check(const emitter *out, const ir_module *m);
/* "NUMBER_INTEGER" */
const char *kfp_parameter_type(ir_type t);
/* A constant as the platform's typed value for a port of type t. */
doc *kfp_constant(arena *a, const doc *value, ir_type t);

#endif
