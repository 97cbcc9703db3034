#include "backends/kfp_flow.h"
#include "backends/kfp_spec.h"

/* PipelineJob JSON for Vertex AI Pipelines, ready to be submitted. */

static const semantics can[CONSTRUCT_COUNT] = {
#include "backends/kfp_can.def"
    [C_PARAM_ARTIFACT] = { CAN_NATIVE, "an importer" },
    [C_PARAM_REQUIRED] = { CAN_HOW, "a value must be given, else error" },
    [C_ROOT_ABSENT] = { CAN_ERROR, "say `root`, or `--root`" },
    [C_ROOT_GS] = { CAN_NATIVE, "`gcsOutputDirectory`" },
    [C_ROOT_S3] = { CAN_ERROR, "Vertex keeps artifacts in gs:// buckets" },
    [C_ENV_SECRET] = { CAN_ERROR,
                       "read it in the program from Secret Manager" },
    [C_ENV_CONFIG_MAP] = { CAN_ERROR, "write the value as text" },
    [C_VOLUME] = { CAN_ERROR, "read the data from its gs:// path" },
    [C_HOST_PATH] = { CAN_ERROR, "read the data from its gs:// path" },
    [C_EMPTY_DIR] = { CAN_ERROR, "use the container's own disk" },
    [C_REQUESTS] = { CAN_WARN, "the limits choose the machine" },
    [C_EPHEMERAL] = { CAN_WARN, "the machine type decides the disk" },
    [C_GPU_UNTYPED] = { CAN_ERROR, "name the model: `gpu: {count: 1, type: "
                                   "nvidia-tesla-t4}`" },
    [C_GPU_RESOURCE] = { CAN_HOW, "the type alone names the accelerator" },
    [C_NODE_SELECTOR] = { CAN_WARN, "Vertex chooses the machine" },
    [C_TOLERATIONS] = { CAN_WARN, "Vertex chooses the machine" },
    [C_LABELS] = { CAN_WARN, "`vertex: {labels: …}` labels the whole job" },
    [C_SECURITY_CONTEXT] = { CAN_ERROR, "set USER in the image" },
    [C_KUBERNETES_POD] = { CAN_SILENT, "" },
    [C_KUBERNETES_ACCOUNT] = { CAN_SILENT, "" },
    [C_FOREACH_ARTIFACTS] = { CAN_NATIVE, "`artifactIterator`" },
    [C_COLLECT_NESTED] = { CAN_NATIVE, "" },
    [C_VERTEX_BLOCK] = { CAN_NATIVE, "" },
};

static const pass *const lower[] = { &lower_variables,      &lower_files,
                                     &lower_kfp_import,     &lower_kfp_exit,
                                     &lower_kfp_index,      &lower_close_whole,
                                     &lower_kfp_conditions, &lower_kfp_loops,
                                     &lower_kfp_names,      NULL };
static const char *const kinds[] = { "PipelineJob", NULL };

static const doc *value_of(const ir_port *p)
{
    return p->given ? p->given : p->fallback;
}

static void check_param(session *s, const ir_port *p)
{
    diag *d;

    if (value_of(p) || p->optional)
        return;
    d = REPORT(s, D_MISSING_PARAM, p->at, "parameter '%.*s' has no value",
               STR_ARG(p->name));
    diag_help(&s->diags, d, "give it one: %.*s=%s", STR_ARG(p->id),
              ir_is_parameter(p) ? "VALUE" : "gs://BUCKET/PATH");
}

/* Empty or NULL: none. */
static doc *labels_of(const emitter *out, const ir_module *m)
{
    const doc *own = m->vertex.labels;

    return emit_labels(out, own ? doc_copy(out->arena, own) : NULL);
}

static void check_labels(const emitter *out, const ir_module *m)
{
    enum { MOST = 64 };
    const doc *all = labels_of(out, m);

    emit_check_labels(out->session, out->kind, m->vertex.labels);
    if (all && all->count > MOST)
        REPORT(out->session, D_CANNOT_EXPRESS, m->vertex.at,
               "the job has %u labels, but Vertex takes %d", all->count, MOST);
}

/* Of the id that the job is submitted with. */
static void check_name(const emitter *out, const ir_module *m)
{
    enum { LONGEST = 128 };
    const doc *none = doc_map(out->arena);

    emit_check_name(out, m, emit_run_name(out, emit_name(out, m), none, NULL),
                    LONGEST);
}

static void check(const emitter *out, const ir_module *m)
{
    session *s = out->session;
    diag *d;

    kfp_check(out, m);
    for (const ir_port *p = m->body->inputs.first; p; p = p->next)
        check_param(s, p);
    check_name(out, m);
    check_labels(out, m);
    if (m->root.len)
        return;
    d = REPORT(s, D_NO_ROOT, m->at, "vertex needs a place for artifacts");
    diag_help(&s->diags, d,
              "add `root: gs://BUCKET/PATH`, or `--root` for a component "
              "file alone");
}

static doc *runtime_config(arena *a, const ir_module *m)
{
    doc *d = doc_map(a), *values = doc_map(a);

    doc_put_text(a, d, "gcsOutputDirectory", m->root);
    if (m->vertex.failure_policy.len)
        doc_put_text(a, d, "failurePolicy",
                     str_eq(m->vertex.failure_policy, STR("fast"))
                         ? STR("PIPELINE_FAILURE_POLICY_FAIL_FAST")
                         : STR("PIPELINE_FAILURE_POLICY_FAIL_SLOW"));
    for (const ir_port *p = m->body->inputs.first; p; p = p->next)
        if (ir_is_parameter(p) && value_of(p) && value_of(p)->kind != DOC_NULL)
            doc_put(a, values, p->emitted,
                    kfp_constant(a, value_of(p), p->type));
    if (values->count)
        doc_put(a, d, STR("parameterValues"), values);
    return d;
}

static void emit(emitter *out, const ir_module *m)
{
    arena *a = out->arena;
    const ir_vertex *v = &m->vertex;
    str name = emit_name(out, m);
    doc *job = doc_push(a, out->docs, doc_map(a));

    doc_put_text(a, job, "displayName", name);
    doc_put_some(a, job, "labels", labels_of(out, m));
    if (v->service_account.len)
        doc_put_text(a, job, "serviceAccount", v->service_account);
    if (v->network.len)
        doc_put_text(a, job, "network", v->network);
    if (v->kms_key.len)
        doc_put_text(a, doc_put(a, job, STR("encryptionSpec"), doc_map(a)),
                     "kmsKeyName", v->kms_key);
    doc_put(a, job, STR("runtimeConfig"), runtime_config(a, m));
    doc_put(a, job, STR("pipelineSpec"), kfp_spec(kfp_plan_of(out, m)));
    out->job_id = emit_run_name(out, name, job, NULL);
}

const backend backend_vertex = {
    .name = "vertex",
    .summary = "Vertex AI Pipelines (PipelineJob JSON)",
    .suffix = ".vertex.json",
    .form = FORM_JSON,
    .kinds = kinds,
    .can = can,
    .lower = lower,
    .check = check,
    .emit = emit,
    .program = kfp_program,
    .hazards = HAZARDS_KFP,
};
