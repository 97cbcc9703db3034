#ifndef BACKENDS_ARGO_H
#define BACKENDS_ARGO_H

#include "backends/argo_text.h"
#include "backends/backend.h"

/*
 * The parts of the Argo back end. A pipeline becomes one object: a DAG template
 * with a task for each task, and a container template for each component in
 * use; tasks that need other pod settings get a template of their own.
 */

/* ---- ports (argo_ports.c) ------------------------------------------------ */

/* Inputs come as parameter, as file, or both ways. */
bool argo_input_is_parameter(const ir_port *input);
bool argo_input_is_file(const ir_port *input);
/* Outputs of a task are read back as parameter or file, or both. */
bool argo_output_is_parameter(const ir_port *output);
bool argo_output_is_file(const ir_node *task, const ir_port *output);
/* True when uris are used and the pipeline says no root. */
bool argo_wants_root(const ir_module *m);
/* True when files are passed on or kept. */
bool argo_keeps_files(const ir_module *m);
/* Adds `gcs` or `s3` with bucket and key for "gs://…" or "s3://…". */
void argo_put_location(arena *a, doc *onto, str uri);

/* ---- templates ----------------------------------------------------------- */

/* The container template of a task, without name when that is empty; alone:
 * without what the user laid under it. */
doc *argo_template_alone(arena *a, const ir_module *m, const ir_node *task,
                         str name);
doc *argo_template(arena *a, const ir_module *m, const ir_node *task, str name);
/* True when the text can be a node's name in Argo's user interface. */
bool argo_can_display(str text);
/* True when the task's results can be found again by its parameters. */
bool argo_can_cache(const ir_node *task);
/* "90s", "2h": a duration as Go reads it. */
str argo_duration(arena *a, int64_t seconds);

/* What a task waits for. */
typedef struct argo_flow argo_flow;
argo_flow *argo_flow_new(arena *a, const ir_module *m);
/* The text of `depends`; empty when it waits for nothing. */
str argo_depends(const argo_flow *in, const ir_node *n);
/* What a last task that does nothing depends on, so that tasks which may fail
 * do not decide the run; empty when there is none. */
str argo_gate(const argo_flow *in);

/* The name of the DAG template. */
str argo_entry(arena *a, const ir_module *m);
/* The DAG template, named after the pipeline. */
doc *argo_dag(arena *a, const ir_module *m);
/* The name of the template that does nothing; empty when there is no gate. */
str argo_gate_name(arena *a, const ir_module *m);

/* ---- the object ---------------------------------------------------------- */

bool argo_is_run(const emitter *out); /* a Workflow, not a template */
/* spec, without what the user wrote to be laid under it. */
doc *argo_spec_alone(const emitter *out, const ir_module *m);
/* backend_argo.check */
void argo_check(const emitter *out, const ir_module *m);

/* The back end's own lowering. */
extern const pass lower_argo_constants, lower_argo_names;
extern const semantics argo_can[CONSTRUCT_COUNT];

#endif
