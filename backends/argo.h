#ifndef BACKENDS_ARGO_H
#define BACKENDS_ARGO_H

#include "backends/argo_text.h"
#include "backends/backend.h"

/*
 * The parts of the Argo back end. A pipeline becomes one object: a DAG template
 * for the pipeline and for each group, branch, loop and used pipeline, and a
 * container template for each component in use; tasks that need other pod
 * settings get a template of their own.
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
/* `default` of an input that has one. */
void argo_put_default(arena *a, doc *param, const ir_port *p);
/* `retryStrategy` */
void argo_put_retries(arena *a, doc *onto, const ir_policy *p);

/* ---- templates ----------------------------------------------------------- */

/* The container template of a task, without name when that is empty; alone:
 * without what the user laid under it. */
doc *argo_template_alone(arena *a, const ir_module *m, const ir_node *task,
                         str name);
doc *argo_template(arena *a, const ir_module *m, const ir_node *task, str name);
/* backend_argo.program */
doc *argo_program(const emitter *out, const ir_module *m, const ir_node *task);
/* True when the text can be a node's name in Argo's user interface. */
bool argo_can_display(str text);
/* True when the task's results can be found again by its parameters. */
bool argo_can_cache(const ir_node *task);
/* "90s", "2h": a duration as Go reads it. */
str argo_duration(arena *a, int64_t seconds);

/* ---- graphs -------------------------------------------------------------- */

/* Calls fn for every task and call of the pipeline, of its exit handlers and
 * of the graphs in use. */
void argo_each_task(const ir_module *m, void (*fn)(ir_node *n, void *context),
                    void *context);
typedef struct argo_value_visit {
    void (*fn)(ir_value *v, void *context);
    void *context;
} argo_value_visit;
/* The same for their values (not for parts) and those of graphs' outputs. */
void argo_each_value(const ir_module *m, const argo_value_visit *visit);
/* True of components in use whose graph is not that of another one. */
bool argo_has_own_graph(const ir_component *c);

/* Parts of graphs that lowering makes. The port's name is unique. */
ir_port *argo_add_port(arena *a, ir_ports *to, str wanted, ir_type type);
ir_binding *argo_bind(arena *a, ir_port *port, ir_value *v);
void argo_push_binding(ir_node *n, ir_binding *b);
ir_value *argo_input(arena *a, ir_port *port, span at);
ir_component *argo_graph(arena *a, ir_module *m, str name, ir_region *graph);
void argo_settle_graphs(ir_module *m); /* after ports were added */

/* What a task waits for. */
typedef struct argo_flow argo_flow;
argo_flow *argo_flow_new(arena *a, ir_region *region);
/* The text of `depends`; empty when it waits for nothing. */
str argo_depends(const argo_flow *in, const ir_node *n);
/* What a last task that does nothing depends on, so that tasks which may fail
 * do not decide the run; empty when there is none. */
str argo_gate(const argo_flow *in);
/* True when the region may end well without the task having run. */
bool argo_may_lack(const argo_flow *in, const ir_node *n);

/* A condition as an expression, without braces. */
str argo_condition(arena *a, const ir_condition *c, argo_scope scope);
/* withItems or withSequence of a task that is iterated. */
void argo_put_loop(arena *a, doc *task, const ir_node *n);
/* What an iterated task's input gets; empty when it is a common input. */
str argo_item(arena *a, const ir_node *n, const ir_port *input);
/* The same as contents of a raw artifact. */
str argo_raw_item(arena *a, const ir_node *n, const ir_port *input);
/* A collected parameter, as an expression for an output. */
str argo_collected(arena *a, const ir_value *v);
/* The input of a task that brings the key of one of its outputs, or NULL. */
const ir_port *argo_key_of(const ir_component *c, const ir_port *output);
/* The key for one round of a loop. */
str argo_key_text(arena *a, const ir_module *m, const ir_port *key);
/* `gcs` or `s3` with the root's bucket and a key. */
void argo_put_key(arena *a, doc *onto, const ir_module *m, str key);
/* The key of the folder where the files of a list of keys are. */
str argo_folder_key(arena *a, const ir_value *list, argo_scope scope);
/* The task hook that runs a call's exit handler. */
doc *argo_exit_hook(arena *a, const ir_module *m, const ir_node *n,
                    argo_scope scope);

/* The names of the DAG template and that of the exit handler. */
str argo_entry(arena *a, const ir_module *m);
str argo_exit_name(arena *a, const ir_module *m);
/* name and settings of the template of a call. */
doc *argo_group_head(arena *a, const ir_node *call, str name);
/* The DAG templates of the pipeline, its exit handler, and a call. */
doc *argo_entry_dag(arena *a, const ir_module *m);
doc *argo_exit_dag(arena *a, const ir_module *m);
doc *argo_dag(arena *a, const ir_module *m, const ir_node *call);
/* arguments of a task or hook. */
doc *argo_arguments(arena *a, const ir_module *m, const ir_node *n,
                    argo_scope scope);
/* The name of the template that does nothing; empty when there is no gate. */
str argo_gate_name(arena *a, const ir_module *m);

/* ---- the object ---------------------------------------------------------- */

bool argo_is_run(const emitter *out); /* a Workflow */
bool argo_is_cron(const emitter *out);
/* The spec of a CronWorkflow around that of its workflows. */
doc *argo_cron_spec(const emitter *out, const ir_schedule *from, doc *workflow);
void argo_check_schedule(const emitter *out, const ir_module *m);
/* spec, without what the user wrote to be laid under it. */
doc *argo_spec_alone(const emitter *out, const ir_module *m);
/* Findings about graphs. */
void argo_check_graphs(const emitter *out, const ir_module *m);
/* backend_argo.check */
void argo_check(const emitter *out, const ir_module *m);

/* The back end's own lowering. */
extern const pass lower_argo_split, lower_argo_loops, lower_argo_keys,
    lower_argo_exits;
extern const pass lower_argo_constants, lower_argo_names;
extern const semantics argo_can[CONSTRUCT_COUNT];

#endif
