#include "backends/tekton.h"

/*
 * Tekton: a Pipeline with embedded tasks and a PipelineRun that refers to it.
 * A run with an embedded Pipeline would put the parameters of the run, the
 * Pipeline and all tasks into one name space.
 */

static const semantics can[CONSTRUCT_COUNT] = {
    [C_PARAMS] = { CAN_HOW, "all of type string; lists and structs are JSON" },
    [C_PARAM_ENUM] = { CAN_WARN,
                       "a value is checked when compiling, not when a run of "
                       "the Pipeline is made by hand" },
    [C_PARAM_ARTIFACT] = { CAN_HOW,
                           "Pipeline: a parameter, the path in the workspace "
                           "(or the uri, where that is read); PipelineRun: "
                           "error" },
    [C_OUTPUTS] = { CAN_HOW, "results of the Pipeline; artifacts stay in the "
                             "workspace; what no task gives: error" },
    [C_ROOT_GS] = { CAN_WARN,
                    "artifacts stay in the workspace; only uris use the root" },
    [C_ROOT_S3] = { CAN_WARN,
                    "artifacts stay in the workspace; only uris use the root" },
    [C_VALUE_STRING] = { CAN_HOW, "a result; about 4 KiB for all of a task" },
    [C_VALUE_NUMBER] = { CAN_HOW, "the text in a result" },
    [C_VALUE_STRUCT] = { CAN_HOW,
                         "JSON text in a result; a field of one: error" },
    [C_VALUE_JOINED] = { CAN_NATIVE, "" },
    [C_VALUE_TREE] = { CAN_HOW,
                       "JSON text; a string leaf known only at run time: "
                       "error" },
    [C_ARTIFACT] = { CAN_HOW, "the file TASK--NAME of the workspace" },
    [C_ARTIFACT_LIST] = { CAN_HOW, "a folder with the entries 0, 1, 2, ..." },
    [C_ARTIFACT_CONSTANT] = { CAN_ERROR,
                              "read the input by value, or let a task write "
                              "the file" },
    [C_INPUT_FILE] = { CAN_ERROR,
                       "read the input by value, or declare an artifact" },
    [C_OUTPUT_BOTH] = { CAN_ERROR,
                        "give the output a type, and read it in one way" },
    [C_FILE_OUTPUT] = { CAN_HOW, "`sh` in the image copies the file" },
    [C_INPUT_URI] = { CAN_HOW, "the text ROOT/RUN/TASK/NAME" },
    [C_URI_MIXED] = { CAN_ERROR, "use the path, or the uri, on both sides" },
    [C_METADATA] = { CAN_ERROR, "pass what is needed as a parameter" },
    [C_EXECUTOR_INPUT] = { CAN_ERROR,
                           "name the inputs and outputs one by one" },
    [C_OPTIONAL_INPUT] = { CAN_HOW, "decided when compiling" },
    [C_AFTER] = { CAN_NATIVE, "" },
    [C_WORKING_DIR] = { CAN_NATIVE, "" },
    [C_RUN_ID] = { CAN_NATIVE, "" },
    [C_RUN_TIME] = { CAN_ERROR, "let the program ask the clock" },
    [C_RUN_STATUS] = { CAN_ERROR, "only an exit handler knows it" },
    [C_COMMAND_ABSENT] = { CAN_HOW,
                           "warning: the controller must reach the image's "
                           "registry" },
    [C_ENV_TEXT] = { CAN_NATIVE, "" },
    [C_ENV_INPUT] = { CAN_NATIVE, "" },
    [C_ENV_SECRET] = { CAN_NATIVE, "" },
    [C_ENV_CONFIG_MAP] = { CAN_NATIVE, "" },
    [C_VOLUME] = { CAN_NATIVE, "" },
    [C_EMPTY_DIR] = { CAN_NATIVE, "" },
    [C_RESOURCES] = { CAN_NATIVE, "`computeResources` of the step" },
    [C_REQUESTS] = { CAN_NATIVE, "" },
    [C_EPHEMERAL] = { CAN_NATIVE, "" },
    [C_GPU] = { CAN_HOW, "a limit; the type is a node selector of the run" },
    [C_GPU_UNTYPED] = { CAN_NATIVE, "" },
    [C_NODE_SELECTOR] = { CAN_HOW,
                          "in the PipelineRun; a Pipeline alone: warning" },
    [C_TOLERATIONS] = { CAN_HOW,
                        "in the PipelineRun; a Pipeline alone: warning" },
    [C_LABELS] = { CAN_NATIVE, "" },
    [C_SECURITY_CONTEXT] = { CAN_HOW,
                             "the step has what belongs to a container, the "
                             "PipelineRun the rest; a Pipeline alone: "
                             "warning" },
    [C_RETRIES] = { CAN_NATIVE, "" },
    [C_RETRY_BACKOFF] = { CAN_WARN, "Tekton tries again at once" },
    [C_TIMEOUT] = { CAN_NATIVE, "" },
    [C_CACHE_SWITCH] = { CAN_ERROR, "Tekton keeps no results: drop `cache`" },
    [C_CACHE_OFF] = { CAN_HOW, "Tekton never takes an older result" },
    [C_CACHE_AGE] = { CAN_ERROR, "Tekton keeps no results: drop `cache`" },
    [C_ON_FAILURE] = { CAN_HOW,
                       "`onError: continue`; with `retries`, or when a task "
                       "reads an output of it: error" },
    [C_DISPLAY_NAME] = { CAN_NATIVE, "" },
    [C_DESCRIPTION] = { CAN_NATIVE, "" },
    [C_KUBERNETES_ACCOUNT] = { CAN_HOW, "in the PipelineRun; a Pipeline alone: "
                                        "warning" },
    [C_ARGO_BLOCK] = { CAN_SILENT, "" },
    [C_TEKTON_BLOCK] = { CAN_NATIVE, "`spec` is the PipelineRun's" },
    [C_VERTEX_BLOCK] = { CAN_SILENT, "" },
};

/* ---- the plan and the names --------------------------------------------- */

static bool uses_workspace(const ir_module *m)
{
    for (const ir_node *n = m->body->first; n; n = n->next)
        if (n->component && tekton_first_path(n))
            return true;
    return false;
}

tekton_plan tekton_plan_of(const emitter *out, const ir_module *m)
{
    return (tekton_plan){ .arena = out->arena,
                          .out = out,
                          .module = m,
                          .all = &m->kubernetes.pod,
                          .run = str_eq(out->kind, STR("PipelineRun")),
                          .root_param = tekton_without_root(out->arena, m),
                          .workspace = uses_workspace(m) };
}

/* ---- the Pipeline ------------------------------------------------------- */

static doc *metadata(const tekton_plan *plan, const char *key, str name)
{
    arena *a = plan->arena;
    const ir_kubernetes *k = &plan->module->kubernetes;
    str namespace = plan->out->options.namespace;
    doc *d = doc_map(a);

    if (name.len)
        doc_put_text(a, d, key, name);
    if (!namespace.len)
    namespace = k->namespace;
    if (namespace.len)
        doc_put_text(a, d, "namespace", namespace);
    if (k->pod.labels)
        doc_put(a, d, STR("labels"), k8s_pairs(a, k->pod.labels));
    if (k->pod.annotations)
        doc_put(a, d, STR("annotations"), k8s_pairs(a, k->pod.annotations));
    return d;
}

static doc *object(arena *a, const char *kind, doc *meta, doc *spec)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "apiVersion", STR("tekton.dev/v1"));
    doc_put_text(a, d, "kind", str_of(kind));
    doc_put(a, d, STR("metadata"), meta);
    doc_put(a, d, STR("spec"), spec);
    return d;
}

/* A Pipeline alone takes the values of the command line as its defaults. */
static doc *pipeline_param(const tekton_plan *plan, const ir_port *p)
{
    arena *a = plan->arena;
    const doc *value = p->given && !plan->run ? p->given : p->fallback;
    doc *d = doc_map(a);

    doc_put_text(a, d, "name", p->emitted);
    doc_put_text(a, d, "type", STR("string"));
    if (p->description.len)
        doc_put_text(a, d, "description", p->description);
    if (value && value->kind != DOC_NULL)
        doc_put_text(a, d, "default", ir_constant_text(a, value));
    return d;
}

static doc *pipeline_params(const tekton_plan *plan)
{
    arena *a = plan->arena;
    doc *list = doc_seq(a);

    for (const ir_port *p = plan->module->body->inputs.first; p; p = p->next)
        doc_push(a, list, pipeline_param(plan, p));
    if (plan->root_param) {
        doc *root = doc_push(a, list, doc_map(a));

        doc_put_text(a, root, "name", str_of(tekton_root_param));
        doc_put_text(a, root, "type", STR("string"));
    }
    return list;
}

static doc *pipeline_results(const tekton_plan *plan)
{
    arena *a = plan->arena;
    doc *list = doc_seq(a);

    for (const ir_port *p = plan->module->body->outputs.first; p; p = p->next) {
        doc *d;

        if (!ir_is_parameter(p) || !p->value)
            continue;
        d = doc_push(a, list, doc_map(a));
        doc_put_text(a, d, "name", p->emitted);
        doc_put_text(a, d, "type", STR("string"));
        if (p->description.len)
            doc_put_text(a, d, "description", p->description);
        doc_put_text(a, d, "value", tekton_value(a, p->value));
    }
    return list;
}

static doc *pipeline_spec(const tekton_plan *plan)
{
    arena *a = plan->arena;
    const ir_module *m = plan->module;
    doc *d = doc_map(a);
    doc *workspaces = doc_seq(a);
    doc *tasks = doc_seq(a);

    if (m->description.len)
        doc_put_text(a, d, "description", m->description);
    doc_put_some(a, d, "params", pipeline_params(plan));
    if (plan->workspace)
        doc_put_text(a, doc_push(a, workspaces, doc_map(a)), "name",
                     str_of(tekton_workspace));
    doc_put_some(a, d, "workspaces", workspaces);
    for (const ir_node *n = m->body->first; n; n = n->next)
        doc_push(a, tasks, tekton_task(plan, n));
    doc_put(a, d, STR("tasks"), tasks);
    doc_put_some(a, d, "results", pipeline_results(plan));
    return d;
}

static doc *pipeline(const tekton_plan *plan)
{
    arena *a = plan->arena;
    str release = plan->out->options.release;
    doc *meta =
        metadata(plan, "name", emit_template_name(plan->out, plan->module));

    if (release.len)
        doc_put_text(a, doc_child_map(a, meta, "labels"),
                     "app.kubernetes.io/version", release);
    return object(a, "Pipeline", meta, pipeline_spec(plan));
}

/* ---- the run ------------------------------------------------------------ */

/* The hash in a run's name is made over both documents, before the run has a
 * name: a changed pipeline is a new run. */
static doc *pipeline_run(const tekton_plan *plan, emitter *out,
                         const doc *template)
{
    arena *a = plan->arena;
    doc *run = object(a, "PipelineRun", metadata(plan, "name", STR("")),
                      tekton_run_spec(plan));
    str name;

    if (out->options.generate_name) {
        name = arena_join(a, emit_name(out, plan->module), STR("-"));
        doc_put(a, run, STR("metadata"), metadata(plan, "generateName", name));
        return run;
    }
    name = emit_run_name(out, emit_name(out, plan->module), template, run);
    doc_put(a, run, STR("metadata"), metadata(plan, "name", name));
    emit_run_hint(out);
    return run;
}

static void emit(emitter *out, const ir_module *m)
{
    tekton_plan plan = tekton_plan_of(out, m);
    doc *template = doc_push(out->arena, out->docs, pipeline(&plan));

    if (plan.run)
        doc_push(out->arena, out->docs, pipeline_run(&plan, out, template));
}

static const char *const kinds[] = { "PipelineRun", "Pipeline", NULL };

static const pass *const lower[] = { &lower_files, &lower_shape,
                                     &lower_tekton_constants,
                                     &lower_tekton_names, NULL };

/* The annotation of client-side apply, etcd's object, the kernel's argument. */
static const size_limits sizes = { .warn_object = 262144,
                                   .max_object = 1048576,
                                   .max_argument = 102400 };

const backend backend_tekton = {
    .name = "tekton",
    .summary = "Tekton Pipelines: PipelineRun with its Pipeline, or Pipeline",
    .suffix = ".tekton.yaml",
    .form = FORM_YAML,
    .kinds = kinds,
    .can = can,
    .lower = lower,
    .sizes = &sizes,
    .check = tekton_check,
    .emit = emit,
};
