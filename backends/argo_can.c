#include "backends/argo.h"

#define NATIVE         \
    {                  \
        CAN_NATIVE, "" \
    }

const semantics argo_can[CONSTRUCT_COUNT] = {
    [C_PARAMS] = { CAN_HOW, "`spec.arguments.parameters`, as text" },
    [C_PARAM_ENUM] = NATIVE,
    [C_PARAM_ARTIFACT] = { CAN_HOW, "`spec.arguments.artifacts` with the "
                                    "bucket and key of the uri" },
    [C_OUTPUTS] = { CAN_HOW, "outputs of the entry template" },
    [C_ROOT_GS] = { CAN_HOW, "`gcs` bucket and key of every output artifact" },
    [C_ROOT_S3] = { CAN_HOW, "`s3` bucket and key; endpoint and credentials "
                             "are those of the artifact repository, which must "
                             "have the same bucket" },
    [C_VALUE_STRING] = NATIVE,
    [C_VALUE_NUMBER] = { CAN_HOW, "as text, in its own spelling" },
    [C_VALUE_STRUCT] = { CAN_HOW, "as JSON text" },
    [C_VALUE_JOINED] = NATIVE,
    [C_VALUE_TREE] = { CAN_HOW, "JSON text with an expression for each leaf" },
    [C_ARTIFACT] = NATIVE,
    [C_ARTIFACT_LIST] = { CAN_ERROR, "give each artifact an input of its own" },
    [C_ARTIFACT_CONSTANT] = { CAN_HOW, "a `raw` artifact" },
    [C_INPUT_FILE] = { CAN_HOW, "a `raw` artifact with the value in it" },
    [C_OUTPUT_BOTH] = { CAN_HOW, "an output parameter and an artifact" },
    [C_FILE_OUTPUT] = { CAN_NATIVE,
                        "a relative path: `sh` in the image copies the file" },
    [C_INPUT_URI] = { CAN_HOW, "the text ROOT/RUN/TASK/NAME; nothing is "
                               "copied" },
    [C_URI_MIXED] = { CAN_ERROR, "use the path, or the uri, on both sides" },
    [C_METADATA] = { CAN_ERROR, "pass what is needed as an output parameter" },
    [C_EXECUTOR_INPUT] = { CAN_ERROR, "name inputs and outputs one by one" },
    [C_OPTIONAL_INPUT] = { CAN_HOW, "decided when compiling" },
    [C_AFTER] = { CAN_HOW, "`depends`" },
    [C_WORKING_DIR] = NATIVE,
    [C_RUN_ID] = { CAN_HOW, "`workflow.uid`, `workflow.name`" },
    [C_RUN_TIME] = { CAN_HOW, "`workflow.creationTimestamp.RFC3339`" },
    [C_RUN_STATUS] = { CAN_ERROR, "only tasks of `on-exit` know how the run "
                                  "ended" },
    [C_COMMAND_ABSENT] = { CAN_HOW, "with warning W0506: the controller asks "
                                    "the image's registry" },
    [C_ENV_TEXT] = NATIVE,
    [C_ENV_INPUT] = NATIVE,
    [C_ENV_SECRET] = NATIVE,
    [C_ENV_CONFIG_MAP] = NATIVE,
    [C_VOLUME] = NATIVE,
    [C_EMPTY_DIR] = NATIVE,
    [C_RESOURCES] = NATIVE,
    [C_REQUESTS] = NATIVE,
    [C_EPHEMERAL] = NATIVE,
    [C_GPU] = { CAN_HOW, "a resource limit; a type is GKE's node selector" },
    [C_GPU_UNTYPED] = NATIVE,
    [C_NODE_SELECTOR] = NATIVE,
    [C_TOLERATIONS] = NATIVE,
    [C_LABELS] = { CAN_HOW, "`metadata` of the template" },
    [C_SECURITY_CONTEXT] = { CAN_HOW, "on the pod where Kubernetes has the key "
                                      "there, else on the container" },
    [C_RETRIES] = { CAN_HOW, "`retryStrategy`, policy `Always`" },
    [C_RETRY_BACKOFF] = { CAN_HOW, "`max-backoff` is `maxDuration`: no retry "
                                   "after that time" },
    [C_TIMEOUT] = { CAN_HOW, "`activeDeadlineSeconds`, for each attempt" },
    [C_CACHE_SWITCH] = { CAN_WARN, "say how long results are good: "
                                   "`cache: 24h`" },
    [C_CACHE_OFF] = { CAN_HOW, "nothing is written: Argo caches nothing that "
                               "does not say so" },
    [C_CACHE_AGE] = { CAN_HOW, "`memoize`, by the values of the parameters; a "
                               "task that reads artifacts is not cached, with "
                               "a warning" },
    [C_ON_FAILURE] = { CAN_HOW, "`depends`, and a last step of no duration" },
    [C_DISPLAY_NAME] = { CAN_HOW, "an annotation; letters, digits, `-` and `.` "
                                  "only, else a warning" },
    [C_DESCRIPTION] = { CAN_HOW, "a comment" },
    [C_KUBERNETES_ACCOUNT] = NATIVE,
    [C_ARGO_BLOCK] = NATIVE,
    [C_TEKTON_BLOCK] = { CAN_SILENT, "" },
    [C_VERTEX_BLOCK] = { CAN_SILENT, "" },
};
