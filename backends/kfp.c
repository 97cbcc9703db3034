#include "backends/kfp_spec.h"

/* IR YAML for Kubeflow Pipelines: the pipeline spec, and the platform
 * document when a task says something about its pod. */

static const semantics can[CONSTRUCT_COUNT] = {
    [C_PARAMS] = { CAN_NATIVE, "" },
    [C_PARAM_ENUM] = { CAN_NATIVE, "" },
    [C_PARAM_ARTIFACT] = { CAN_NATIVE, "an importer when a uri is given" },
    [C_OUTPUTS] = { CAN_NATIVE, "what no task gives: error" },
    [C_ROOT_GS] = { CAN_NATIVE, "`defaultPipelineRoot`" },
    [C_ROOT_S3] = { CAN_NATIVE, "`defaultPipelineRoot`" },
    [C_VALUE_STRING] = { CAN_NATIVE, "" },
    [C_VALUE_NUMBER] = { CAN_NATIVE, "the platform's double" },
    [C_VALUE_STRUCT] = { CAN_NATIVE, "" },
    [C_VALUE_JOINED] = { CAN_HOW, "a text with placeholders" },
    [C_VALUE_TREE] = { CAN_HOW,
                       "leaves are text; other leaves known only at run time: error" },
    [C_ARTIFACT] = { CAN_NATIVE, "" },
    [C_ARTIFACT_LIST] = { CAN_ERROR,
                          "give the program one artifact, or a folder" },
    [C_ARTIFACT_CONSTANT] = { CAN_ERROR,
                              "read the input by value instead of as a file" },
    [C_INPUT_FILE] = { CAN_ERROR,
                       "declare the input as an artifact, or read it by value" },
    [C_OUTPUT_BOTH] = { CAN_ERROR,
                        "give the output a type, and read it in one way" },
    [C_FILE_OUTPUT] = { CAN_HOW, "`sh` in the image copies the file" },
    [C_INPUT_URI] = { CAN_NATIVE, "" },
    [C_URI_MIXED] = { CAN_NATIVE, "" },
    [C_METADATA] = { CAN_NATIVE, "" },
    [C_EXECUTOR_INPUT] = { CAN_NATIVE, "" },
    [C_OPTIONAL_INPUT] = { CAN_NATIVE, "" },
    [C_AFTER] = { CAN_NATIVE, "" },
    [C_WORKING_DIR] = { CAN_ERROR, "set WORKDIR in the image" },
    [C_RUN_ID] = { CAN_NATIVE, "" },
    [C_RUN_TIME] = { CAN_NATIVE, "" },
    [C_RUN_STATUS] = { CAN_ERROR, "only an exit handler knows it" },
    [C_COMMAND_ABSENT] = { CAN_NATIVE, "the image's entry point runs" },
    [C_ENV_TEXT] = { CAN_NATIVE, "" },
    [C_ENV_INPUT] = { CAN_ERROR, "pass the input as an argument" },
    [C_ENV_SECRET] = { CAN_NATIVE, "platform document" },
    [C_ENV_CONFIG_MAP] = { CAN_NATIVE, "platform document" },
    [C_VOLUME] = { CAN_HOW,
                   "platform document; `host-path`, one name twice: error; "
                   "`read-only` of a claim: warning" },
    [C_EMPTY_DIR] = { CAN_NATIVE, "platform document" },
    [C_RESOURCES] = { CAN_NATIVE, "" },
    [C_REQUESTS] = { CAN_NATIVE, "" },
    [C_EPHEMERAL] = { CAN_WARN, "the platform has no such amount" },
    [C_GPU] = { CAN_NATIVE, "" },
    [C_GPU_UNTYPED] = { CAN_NATIVE, "" },
    [C_NODE_SELECTOR] = { CAN_NATIVE, "platform document" },
    [C_TOLERATIONS] = { CAN_NATIVE, "platform document" },
    [C_LABELS] = { CAN_NATIVE, "platform document" },
    [C_SECURITY_CONTEXT] = { CAN_HOW,
                             "platform document: `runAsUser`, `runAsGroup`, "
                             "`runAsNonRoot`; other keys: error" },
    [C_RETRIES] = { CAN_NATIVE, "" },
    [C_RETRY_BACKOFF] = { CAN_NATIVE, "" },
    [C_TIMEOUT] = { CAN_WARN, "the task may run without a limit" },
    [C_CACHE_SWITCH] = { CAN_NATIVE, "" },
    [C_CACHE_OFF] = { CAN_NATIVE, "" },
    [C_CACHE_AGE] = { CAN_WARN, "cached results do not expire there" },
    [C_ON_FAILURE] = { CAN_ERROR, "let the program end with status 0" },
    [C_DISPLAY_NAME] = { CAN_NATIVE, "" },
    [C_DESCRIPTION] = { CAN_HOW, "nothing shows it" },
    [C_KUBERNETES_ACCOUNT] = { CAN_HOW,
                               "pull secrets in the platform document; account "
                               "and namespace are chosen for each run" },
    [C_ARGO_BLOCK] = { CAN_SILENT, "" },
    [C_TEKTON_BLOCK] = { CAN_SILENT, "" },
    [C_VERTEX_BLOCK] = { CAN_SILENT, "" },
};

static const pass *const lower[] = { &lower_files, &lower_kfp_import,
                                     &lower_kfp_names, NULL };
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
    doc *spec = kfp_spec(out, m), *platform = kfp_platform(out, m);

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
};
