#include "backends/tekton.h"

/*
 * Tekton: a Pipeline with embedded tasks and a PipelineRun that refers to it.
 * A run with an embedded Pipeline would put the parameters of the run, the
 * Pipeline and all tasks into one name space.
 */

static const semantics can[CONSTRUCT_COUNT] = {
    [C_PARAMS] = { CAN_HOW, "all of type string; lists and structs are JSON" },
    [C_PARAM_REQUIRED] = { CAN_HOW,
                           "a PipelineRun needs a value, else error; a "
                           "Pipeline leaves it to the caller" },
    [C_PARAM_OPTIONAL] = { CAN_HOW, "without a value absent for good, with a "
                                    "note for a Pipeline" },
    [C_PARAM_DESCRIPTION] = { CAN_NATIVE, "" },
    [C_PIPELINE_DESCRIPTION] = { CAN_NATIVE, "" },
    [C_PARAM_ENUM] = { CAN_WARN,
                       "a value is checked when compiling, not when a run of "
                       "the Pipeline is made by hand" },
    [C_PARAM_ARTIFACT] = { CAN_HOW,
                           "Pipeline: a parameter, the path in the workspace "
                           "(or the uri, where that is read); PipelineRun: "
                           "error" },
    [C_OUTPUTS] = { CAN_HOW,
                    "results of the Pipeline; artifacts stay in the workspace; a list of results is written by a task of `helper-image`; what no task gives: error" },
    [C_ROOT_GS] = { CAN_WARN,
                    "artifacts stay in the workspace; only uris use the root" },
    [C_ROOT_S3] = { CAN_WARN,
                    "artifacts stay in the workspace; only uris use the root" },
    [C_ROOT_ABSENT] = { CAN_NATIVE,
                        "artifacts stay in the workspace; uris need "
                        "one: in a Pipeline the parameter "
                        "`pipeline-root`, else error" },
    [C_VALUE_STRING] = { CAN_HOW, "a result; about 4 KiB for all of a task" },
    [C_VALUE_NUMBER] = { CAN_HOW, "the text in a result" },
    [C_VALUE_STRUCT] = { CAN_HOW, "JSON text in a result" },
    [C_VALUE_FIELD] = { CAN_ERROR, "make the field a value of its own" },
    [C_VALUE_JOINED] = { CAN_NATIVE, "" },
    [C_VALUE_TREE] = { CAN_HOW,
                       "JSON text; a string leaf known only at run time is quoted by a task of `helper-image`, without the image: error" },
    [C_LITERAL] = { CAN_HOW, "written so that Tekton and the kubelet leave it "
                             "alone; where nothing protects it: error" },
    [C_ARTIFACT] = { CAN_HOW, "the file TASK--NAME of the workspace" },
    [C_ARTIFACT_TYPE] = { CAN_HOW, "nothing is written: files have no types" },
    [C_ARTIFACT_LIST] = { CAN_HOW, "a folder with the entries 0, 1, 2, ..." },
    [C_ARTIFACT_CONSTANT] = { CAN_ERROR,
                              "read the input by value, or let a task write "
                              "the file" },
    [C_INPUT_FILE] = { CAN_ERROR,
                       "read the input by value, or declare an artifact" },
    [C_OUTPUT_BOTH] = { CAN_ERROR,
                        "give the output a type, and read it in one way" },
    [C_FILE_OUTPUT] = { CAN_HOW, "`sh` in the image copies the file; without "
                                 "`command`: error" },
    [C_INPUT_URI] = { CAN_HOW, "the text ROOT/RUN/TASK/NAME" },
    [C_URI_MIXED] = { CAN_ERROR, "use the path, or the uri, on both sides" },
    [C_METADATA] = { CAN_ERROR, "pass what is needed as a parameter" },
    [C_EXECUTOR_INPUT] = { CAN_ERROR,
                           "name the inputs and outputs one by one" },
    [C_OPTIONAL_INPUT] = { CAN_HOW, "decided when compiling" },
    [C_OPTIONAL_LEVELS] = { CAN_HOW, "decided when compiling, for each call" },
    [C_AFTER] = { CAN_NATIVE, "" },
    [C_WORKING_DIR] = { CAN_NATIVE, "" },
    [C_RUN_ID] = { CAN_NATIVE, "" },
    [C_RUN_TIME] = { CAN_ERROR, "let the program ask the clock" },
    [C_RUN_STATUS] = { CAN_HOW,
                       "Succeeded, Completed (some tasks were skipped), Failed or None; compared with Succeeded it stands for Completed, too" },
    [C_COMMAND_ABSENT] = { CAN_HOW,
                           "warning: the controller must reach the image's "
                           "registry" },
    [C_ENV_TEXT] = { CAN_NATIVE, "" },
    [C_ENV_INPUT] = { CAN_NATIVE, "" },
    [C_ENV_SECRET] = { CAN_NATIVE, "" },
    [C_ENV_CONFIG_MAP] = { CAN_NATIVE, "" },
    [C_VOLUME] = { CAN_NATIVE, "over a folder of Tekton's: error" },
    [C_HOST_PATH] = { CAN_NATIVE, "" },
    [C_EMPTY_DIR] = { CAN_NATIVE, "" },
    [C_RESOURCES] = { CAN_NATIVE, "`computeResources` of the step" },
    [C_REQUESTS] = { CAN_NATIVE, "" },
    [C_EPHEMERAL] = { CAN_NATIVE, "" },
    [C_GPU] = { CAN_HOW, "a limit; the type is a node selector of the run" },
    [C_GPU_UNTYPED] = { CAN_NATIVE, "" },
    [C_GPU_RESOURCE] = { CAN_NATIVE, "" },
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
    [C_GROUP] = { CAN_HOW, "its tasks stand in the Pipeline side by side" },
    [C_GROUP_RETRIES] = { CAN_ERROR, "say `retries` at the tasks in it" },
    [C_GROUP_ON_FAILURE] = { CAN_ERROR, "say `on-failure` at the tasks in it" },
    [C_GROUP_DISPLAY_NAME] = { CAN_WARN, "name the tasks in it" },
    [C_AFTER_GROUP] = { CAN_HOW, "`runAfter` the last tasks in it" },
    [C_CAPTURE] = { CAN_NATIVE, "" },
    [C_IF] = { CAN_HOW,
               "`when` on every task of it; what is known when compiling is decided then; a float: `helper-image`, without it an error" },
    [C_IF_ELSE] = { CAN_HOW,
                    "`when` with `notin`; where that cannot say it a task of `helper-image` finds the arm, without the image: error" },
    [C_IF_ORDER] = { CAN_HOW,
                     "a task of `tekton: {helper-image}` finds the arm; without the image: error" },
    [C_IF_COMPLEX] = { CAN_HOW,
                       "several `when` entries, or several values of one; else a task of `helper-image` finds the arm, without the image: error" },
    [C_IF_PARAM_NULL] = { CAN_HOW, "decided when compiling" },
    [C_IF_RUNTIME_NULL] = { CAN_HOW,
                            "decided when compiling where that is known; else error" },
    [C_IF_NESTED] = { CAN_HOW, "the `when` of both on every task" },
    [C_FOREACH_EMPTY] = { CAN_HOW, "no task; what `collect` gives is `[]`" },
    [C_FOREACH_CONSTANT] = { CAN_HOW,
                             "a copy of the tasks for each element: NAME-0, NAME-1, ...; at most 10000 tasks" },
    [C_FOREACH_SWEEP] = { CAN_HOW,
                          "a copy of the tasks for each job, its values as "
                          "constants" },
    [C_FOREACH_VALUES] = { CAN_HOW, "a copy of the tasks for each element" },
    [C_FOREACH_PARAM] = { CAN_HOW,
                          "a matrix over what a task of `helper-image` makes of it: one task, the item as it is for one input; else error. Of a pipeline that is used, bound to a list: copies" },
    [C_FOREACH_RUNTIME] = { CAN_HOW,
                            "a matrix over what a task of `helper-image` makes of it: one task, the item as it is for one input, no artifact written, no `collect`; else error" },
    [C_FOREACH_ITEM] = { CAN_HOW,
                         "a copy of the tasks for each element, when the list is known" },
    [C_FOREACH_ARTIFACTS] = { CAN_HOW,
                              "over what `collect` gives: a copy of the tasks for each; else error" },
    [C_FOREACH_NESTED] = { CAN_HOW,
                           "copies of copies: NAME-0-0, NAME-0-1, ...; a matrix may stand in a copy" },
    [C_FOREACH_INDEX] = { CAN_HOW,
                          "a constant of each copy; of a matrix: instead of the item" },
    [C_FOREACH_FIELD] = { CAN_HOW,
                          "a constant of each copy; of a matrix: error" },
    [C_FOREACH_PARALLELISM] = { CAN_HOW,
                                "copy i waits for copy i - L by `runAfter`; of a matrix: warning" },
    [C_LOOP_IN_BRANCH] = { CAN_HOW, "`when` on every copy" },
    [C_BRANCH_IN_LOOP] = { CAN_HOW,
                           "`when` on the tasks of each copy; decided when compiling where the item decides" },
    [C_COLLECT] = { CAN_HOW,
                    "JSON text with the results of all copies; texts are quoted by a task of `helper-image`, without the image: error; of a matrix: error, its results have no order" },
    [C_COLLECT_ARTIFACT] = { CAN_HOW,
                             "a folder with the entries 0, 1, 2, ..., made by a task of `helper-image`; without the image: error" },
    [C_COLLECT_NESTED] = { CAN_HOW, "a list of lists; artifacts: error" },
    [C_COLLECT_ONEOF] = { CAN_HOW,
                          "both together; nothing but `collect` where the item decides the branch" },
    [C_ONEOF] = { CAN_HOW,
                  "a task in each arm keeps the value in the workspace, one more takes it out (`helper-image` and `workspace`, without them: error); nothing of it where compiling decides the branch" },
    [C_ONEOF_ARTIFACT] = { CAN_HOW,
                           "a task in each arm makes a link to its file (`helper-image`, without it: error); nothing of it where compiling decides the branch" },
    [C_SUB_PIPELINE] = { CAN_HOW,
                         "its tasks stand in the Pipeline: CALL-TASK" },
    [C_GROUP_EXIT] = { CAN_ERROR,
                       "say `on-exit` in the pipeline that uses it" },
    [C_ON_EXIT] = { CAN_NATIVE, "`finally`" },
    [C_ON_EXIT_IF] = { CAN_HOW,
                       "`when`, where it can say the condition; else error" },
    [C_ON_EXIT_AFTER] = { CAN_ERROR, "make one exit task of the two" },
    [C_RUN_FAILED] = { CAN_HOW,
                       "in `if`: the status `Failed`; a task with `on-failure: continue` that failed counts; elsewhere error" },
    [C_SCHEDULE] = { CAN_HOW,
                     "a CronJob that creates the PipelineRun of a ConfigMap, when `tekton: {schedule: {image, service-account}}` names both; else, and in a Pipeline alone, warning" },
    [C_SCHEDULE_KEYS] = { CAN_HOW, "in the CronJob, one for each cron; "
                                   "`concurrency`: warning" },
    [C_KUBERNETES_POD] = { CAN_HOW, "`env` and `volumes` in every task, the "
                                    "rest in the PipelineRun" },
    [C_KUBERNETES_ACCOUNT] = { CAN_HOW, "in the PipelineRun; a Pipeline alone: "
                                        "warning" },
    [C_ARGO_BLOCK] = { CAN_SILENT, "" },
    [C_TEKTON_BLOCK] = { CAN_NATIVE,
                         "`spec` is the PipelineRun's, a Pipeline alone "
                         "has none: warning; what pipec writes "
                         "itself: error" },
    [C_VERTEX_BLOCK] = { CAN_SILENT, "" },
};

/* ---- the plan and the names --------------------------------------------- */

static bool uses_workspace(tekton_tasks tasks)
{
    for (uint32_t i = 0; i < tasks.count; i++)
        if (tekton_first_path(tasks.items[i]))
            return true;
    return false;
}

tekton_plan tekton_plan_of(const emitter *out, const ir_module *m)
{
    tekton_tasks tasks = tekton_tasks_of(out->arena, m);

    return (tekton_plan){ .arena = out->arena,
                          .out = out,
                          .module = m,
                          .all = &m->kubernetes.pod,
                          .tasks = tasks,
                          .run = str_eq(out->kind, STR("PipelineRun")),
                          .root_param = tekton_without_root(out->arena, m),
                          .workspace = uses_workspace(tasks) };
}

/* ---- the Pipeline ------------------------------------------------------- */

doc *tekton_metadata(const tekton_plan *plan, const char *key, str name)
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
    doc_put_some(a, d, "labels",
                 emit_labels(plan->out, k8s_pairs(a, k->pod.labels)));
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

static doc *task_list(const tekton_plan *plan, const ir_region *region)
{
    doc *list = doc_seq(plan->arena);

    for (const ir_node *n = region ? region->first : NULL; n; n = n->next)
        doc_push(plan->arena, list, tekton_task(plan, n));
    return list;
}

static doc *pipeline_spec(const tekton_plan *plan)
{
    arena *a = plan->arena;
    const ir_module *m = plan->module;
    doc *d = doc_map(a);
    doc *workspaces = doc_seq(a);

    if (m->description.len)
        doc_put_text(a, d, "description", m->description);
    doc_put_some(a, d, "params", pipeline_params(plan));
    if (plan->workspace)
        doc_put_text(a, doc_push(a, workspaces, doc_map(a)), "name",
                     str_of(tekton_workspace));
    doc_put_some(a, d, "workspaces", workspaces);
    doc_put(a, d, STR("tasks"), task_list(plan, m->body));
    doc_put_some(a, d, "finally", task_list(plan, m->on_exit));
    doc_put_some(a, d, "results", pipeline_results(plan));
    return d;
}

static doc *pipeline(const tekton_plan *plan)
{
    arena *a = plan->arena;
    str release = plan->out->options.release;
    str version = STR("app.kubernetes.io/version");
    doc *meta = tekton_metadata(plan, "name",
                                emit_template_name(plan->out, plan->module));

    if (release.len && !doc_get(plan->out->options.labels, version))
        doc_put(a, doc_child_map(a, meta, "labels"), version,
                doc_string(a, release));
    return object(a, "Pipeline", meta, pipeline_spec(plan));
}

/* ---- the run ------------------------------------------------------------ */

/* The hash in a run's name is made over both documents, before the run has a
 * name: a changed pipeline is a new run. */
static doc *pipeline_run(const tekton_plan *plan, emitter *out,
                         const doc *template)
{
    arena *a = plan->arena;
    doc *run = object(a, "PipelineRun", tekton_metadata(plan, "name", STR("")),
                      tekton_run_spec(plan));
    str name;

    if (out->options.generate_name || tekton_is_scheduled(plan)) {
        name = arena_join(a, emit_name(out, plan->module), STR("-"));
        doc_put(a, run, STR("metadata"),
                tekton_metadata(plan, "generateName", name));
        return run;
    }
    name = emit_run_name(out, emit_name(out, plan->module), template, run);
    doc_put(a, run, STR("metadata"), tekton_metadata(plan, "name", name));
    emit_run_hint(out);
    return run;
}

static void emit_cron(const tekton_plan *plan, emitter *out,
                      const doc *template)
{
    const doc *crons = plan->module->schedule->crons;
    doc *run = pipeline_run(plan, out, template);
    uint32_t number = 0;

    doc_push(out->arena, out->docs, tekton_cron_map(plan, run));
    doc_each (cron, crons)
        doc_push(out->arena, out->docs,
                 tekton_cron_job(plan, cron->text, number++));
}

static void emit(emitter *out, const ir_module *m)
{
    tekton_plan plan = tekton_plan_of(out, m);
    doc *template = doc_push(out->arena, out->docs, pipeline(&plan));

    if (tekton_is_scheduled(&plan))
        emit_cron(&plan, out, template);
    else if (plan.run)
        doc_push(out->arena, out->docs, pipeline_run(&plan, out, template));
}

static const char *const kinds[] = { "PipelineRun", "Pipeline", NULL };

static const pass *const lower[] = {
    &lower_files, &lower_tekton_flow,      &lower_tekton_lists,
    &lower_shape, &lower_tekton_constants, &lower_tekton_names,
    NULL
};

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
    .program = tekton_program,
    .hazards = HAZARDS_TEKTON,
};
