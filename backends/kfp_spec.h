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

/* What the documents are made of, while they are written. */
typedef struct kfp_plan {
    const emitter *out;
    const ir_module *module;
    /* The first task of each component, in order; NULL ends. */
    const ir_node **firsts;
} kfp_plan;

const kfp_plan *kfp_plan_of(const emitter *out, const ir_module *m);
/* The entry of `firsts` behind *at, as a doc_make's *at; NULL at the end. */
const ir_node *kfp_next_first(const kfp_plan *plan, const void **at);
/* The first document of a KFP package, `pipelineSpec` of a PipelineJob. */
doc *kfp_spec(const kfp_plan *plan);
/* The second document, or NULL when no task needs it. */
doc *kfp_platform(const kfp_plan *plan);
/* backend.program of both. */
doc *kfp_program(const emitter *out, const ir_module *m, const ir_node *task);
/* Texts the platform would expand, and values it cannot build. */
void kfp_check(const emitter *out, const ir_module *m);
/* Settings of pods for which kfp has no field; nothing on Vertex, whose table
 * of semantics says it all. */
void kfp_check_pods(const emitter *out, const ir_module *m);
/* Whether the platform document has this key of a security context. */
bool kfp_has_security(str key);
/* What the `kubernetes` block says of every pod; NULL on Vertex. */
const ir_pod *kfp_all_pods(const emitter *out, const ir_module *m);
/* The task's variables, each name once: the settings of all pods (or NULL)
 * give way to the component's, these to the task's. */
ir_env *kfp_env(arena *a, const ir_node *n, const ir_pod *all);
/* The text of a constant; empty for all else. */
str kfp_literal(const ir_value *v);
/* The task's volumes: what all pods mount gives way to its own at one path. */
ir_volume *kfp_volumes(arena *a, const ir_node *n, const ir_pod *all);
/* "NUMBER_INTEGER" */
const char *kfp_parameter_type(ir_type t);
/* A constant as the platform's typed value for a port of type t. */
doc *kfp_constant(arena *a, const doc *value, ir_type t);

#endif
