#include "backends/kfp_flow.h"
#include "backends/kfp_spec.h"

/* IR YAML for Kubeflow Pipelines: the pipeline spec, and the platform
 * document when a task says something about its pod. */

static const semantics can[CONSTRUCT_COUNT] = {
#include "backends/kfp_can.def"
    [C_PARAM_ARTIFACT] = { CAN_NATIVE, "an importer when a uri is given" },
    [C_PARAM_REQUIRED] = { CAN_NATIVE, "" },
    [C_ROOT_ABSENT] = { CAN_NATIVE, "the installation's own place" },
    [C_ROOT_GS] = { CAN_NATIVE, "`defaultPipelineRoot`" },
    [C_ROOT_S3] = { CAN_NATIVE, "`defaultPipelineRoot`" },
    [C_ENV_SECRET] = { CAN_NATIVE, "platform document" },
    [C_ENV_CONFIG_MAP] = { CAN_NATIVE, "platform document" },
    [C_VOLUME] = { CAN_HOW, "platform document; one name twice: error; "
                            "`read-only` of a claim: warning" },
    [C_HOST_PATH] = { CAN_ERROR, "mount a claim" },
    [C_EMPTY_DIR] = { CAN_NATIVE, "platform document" },
    [C_REQUESTS] = { CAN_NATIVE, "" },
    [C_EPHEMERAL] = { CAN_WARN, "the platform has no such amount" },
    [C_GPU_UNTYPED] = { CAN_NATIVE, "" },
    [C_GPU_RESOURCE] = { CAN_NATIVE, "" },
    [C_NODE_SELECTOR] = { CAN_NATIVE, "platform document" },
    [C_TOLERATIONS] = { CAN_NATIVE, "platform document" },
    [C_LABELS] = { CAN_NATIVE, "platform document" },
    [C_SECURITY_CONTEXT] = { CAN_HOW,
                             "platform document: `runAsUser`, `runAsGroup`, "
                             "`runAsNonRoot`; other keys: error" },
    [C_KUBERNETES_POD] = { CAN_HOW, "platform document, of every task; what a "
                                    "task cannot say there, neither can this" },
    [C_KUBERNETES_ACCOUNT] = { CAN_HOW,
                               "pull secrets in the platform document; account "
                               "and namespace are chosen for each run" },
    [C_FOREACH_ARTIFACTS] = { CAN_HOW,
                              "`artifactIterator`, which not every engine runs" },
    [C_COLLECT_NESTED] = { CAN_HOW,
                           "lists of lists; not every engine keeps them apart" },
    [C_VERTEX_BLOCK] = { CAN_SILENT, "" },
};

static const pass *const lower[] = { &lower_variables,      &lower_files,
                                     &lower_kfp_import,     &lower_kfp_exit,
                                     &lower_kfp_index,      &lower_close_whole,
                                     &lower_kfp_conditions, &lower_kfp_loops,
                                     &lower_kfp_names,      NULL };
static const char *const kinds[] = { "PipelineSpec", NULL };

/* A value from the command line is the default of the template. */
static void put_given(arena *a, doc *spec, const ir_module *m)
{
    doc *inputs = doc_get(doc_get(spec, STR("root")), STR("inputDefinitions"));
    doc *parameters = inputs ? doc_get(inputs, STR("parameters")) : NULL;

    if (!parameters)
        return;
    for (const ir_port *p = m->body->inputs.first; p; p = p->next) {
        doc *d = doc_get(parameters, p->emitted);

        if (!d || !p->given)
            continue;
        doc_put(a, d, STR("defaultValue"), kfp_constant(a, p->given, p->type));
        doc_put(a, d, STR("isOptional"), doc_bool(a, true));
    }
}

static void emit(emitter *out, const ir_module *m)
{
    const kfp_plan *plan = kfp_plan_of(out, m);
    doc *spec = kfp_spec(plan), *platform = kfp_platform(plan);

    put_given(out->arena, spec, m);
    if (m->root.len)
        doc_put_text(out->arena, spec, "defaultPipelineRoot", m->root);
    doc_push(out->arena, out->docs, spec);
    if (platform)
        doc_push(out->arena, out->docs, platform);
}

const backend backend_kfp = {
    .name = "kfp",
    .summary = "Kubeflow Pipelines IR (PipelineSpec YAML)",
    .suffix = ".kfp.yaml",
    .form = FORM_YAML,
    .kinds = kinds,
    .can = can,
    .lower = lower,
    .check = kfp_check,
    .emit = emit,
    .program = kfp_program,
    .hazards = HAZARDS_KFP,
};
