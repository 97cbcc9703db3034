#include "backends/argo.h"

#define NATIVE         \
    {                  \
        CAN_NATIVE, "" \
    }

const semantics argo_can[CONSTRUCT_COUNT] = {
    [C_PARAMS] = { CAN_HOW, "`spec.arguments.parameters`, as text" },
    [C_PARAM_REQUIRED] = { CAN_HOW, "a Workflow or CronWorkflow needs a value, "
                                    "else error; templates leave it to the "
                                    "caller" },
    [C_PARAM_OPTIONAL] = { CAN_HOW, "without a value absent for good, with a "
                                    "note for templates" },
    [C_PARAM_DESCRIPTION] = { CAN_NATIVE, "with `{{=` in it: left out, with a "
                                          "warning" },
    [C_PIPELINE_DESCRIPTION] = { CAN_HOW, "a comment" },
    [C_PARAM_ENUM] = NATIVE,
    [C_PARAM_ARTIFACT] = { CAN_HOW, "`spec.arguments.artifacts` with the "
                                    "bucket and key of the uri" },
    [C_OUTPUTS] = { CAN_HOW, "outputs of the entry template" },
    [C_ROOT_GS] = { CAN_HOW, "`gcs` bucket and key of every output artifact" },
    [C_ROOT_S3] = { CAN_HOW, "`s3` bucket and key; endpoint and credentials "
                             "are those of the artifact repository, which must "
                             "have the same bucket" },
    [C_ROOT_ABSENT] = { CAN_HOW, "the cluster's default repository, or "
                                 "`argo: {artifact-repository: …}`; what needs "
                                 "a place when compiling: error" },
    [C_VALUE_STRING] = NATIVE,
    [C_VALUE_NUMBER] = { CAN_HOW, "as text, in its own spelling" },
    [C_VALUE_STRUCT] = { CAN_HOW, "as JSON text" },
    [C_VALUE_FIELD] = { CAN_HOW, "`fromJSON` of the text; a number is spelled "
                                 "anew: 1.50 as 1.5" },
    [C_VALUE_JOINED] = NATIVE,
    [C_VALUE_TREE] = { CAN_HOW, "JSON text with an expression for each leaf" },
    [C_LITERAL] = { CAN_HOW, "written so that Argo and the kubelet leave it "
                             "alone; where nothing protects it: error" },
    [C_ARTIFACT] = NATIVE,
    [C_ARTIFACT_TYPE] = { CAN_HOW, "nothing is written: Argo's have no types" },
    [C_ARTIFACT_LIST] = { CAN_HOW,
                          "collected: a JSON list of keys; a task gets a "
                          "folder with entries 0, 1, 2 …; a task that makes "
                          "one: error" },
    [C_ARTIFACT_CONSTANT] = { CAN_HOW, "a `raw` artifact" },
    [C_INPUT_FILE] = { CAN_HOW, "a `raw` artifact with the value in it" },
    [C_OUTPUT_BOTH] = { CAN_HOW, "an output parameter and an artifact" },
    [C_FILE_OUTPUT] = { CAN_NATIVE,
                        "a relative path: `sh` in the image copies the "
                        "file" },
    [C_INPUT_URI] = { CAN_HOW, "the text ROOT/RUN/TASK/NAME; nothing is "
                               "copied; in a group, branch or loop: error" },
    [C_URI_MIXED] = { CAN_ERROR, "use the path, or the uri, on both sides" },
    [C_METADATA] = { CAN_ERROR, "pass what is needed as an output parameter" },
    [C_EXECUTOR_INPUT] = { CAN_ERROR, "name inputs and outputs one by one" },
    [C_OPTIONAL_INPUT] = { CAN_HOW, "decided when compiling" },
    [C_OPTIONAL_LEVELS] = { CAN_HOW, "decided when compiling, for each call" },
    [C_AFTER] = { CAN_HOW, "`depends`" },
    [C_WORKING_DIR] = NATIVE,
    [C_RUN_ID] = { CAN_HOW, "`workflow.uid`, `workflow.name`" },
    [C_RUN_TIME] = { CAN_HOW, "`workflow.creationTimestamp.RFC3339`" },
    [C_RUN_STATUS] = { CAN_HOW,
                       "`workflow.status`, or `tasks.NAME.status` of the used "
                       "pipeline: Succeeded, Failed or Error" },
    [C_COMMAND_ABSENT] = { CAN_HOW, "with warning W0506: the controller asks "
                                    "the image's registry" },
    [C_ENV_TEXT] = NATIVE,
    [C_ENV_INPUT] = NATIVE,
    [C_ENV_SECRET] = NATIVE,
    [C_ENV_CONFIG_MAP] = NATIVE,
    [C_VOLUME] = { CAN_NATIVE, "over a folder of Argo's, or of inputs and "
                               "outputs: error" },
    [C_HOST_PATH] = NATIVE,
    [C_EMPTY_DIR] = NATIVE,
    [C_RESOURCES] = NATIVE,
    [C_REQUESTS] = NATIVE,
    [C_EPHEMERAL] = NATIVE,
    [C_GPU] = { CAN_HOW, "a resource limit; a type is GKE's node selector" },
    [C_GPU_UNTYPED] = NATIVE,
    [C_GPU_RESOURCE] = NATIVE,
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
    [C_ON_FAILURE] = { CAN_HOW, "`depends`, and a last step of no duration; "
                                "its outputs stay in the group it stands in, "
                                "else error" },
    [C_DISPLAY_NAME] = { CAN_HOW, "an annotation; letters, digits, `-` and `.` "
                                  "only, else a warning" },
    [C_DESCRIPTION] = { CAN_HOW, "a comment" },
    [C_GROUP] = { CAN_HOW, "a DAG template of its own" },
    [C_GROUP_RETRIES] = { CAN_HOW, "`retryStrategy` of its DAG template" },
    [C_GROUP_ON_FAILURE] = { CAN_HOW,
                             "`depends`, and a last step of no duration" },
    [C_GROUP_DISPLAY_NAME] = { CAN_HOW,
                               "an annotation of its DAG template; letters, "
                               "digits, `-` and `.` only, else a warning; "
                               "descriptions are comments" },
    [C_AFTER_GROUP] = { CAN_HOW, "`depends` on the group" },
    [C_CAPTURE] = { CAN_HOW, "an input of each DAG template on the way" },
    [C_IF] = { CAN_HOW, "`when`, as one expression" },
    [C_IF_ELSE] = { CAN_HOW,
                    "an inner DAG template with a task for each arm, whose "
                    "`when` exclude each other" },
    [C_IF_ORDER] = { CAN_HOW,
                     "numbers are converted before they are compared" },
    [C_IF_COMPLEX] = { CAN_HOW, "one expression" },
    [C_IF_PARAM_NULL] = { CAN_HOW, "decided when compiling" },
    [C_IF_RUNTIME_NULL] = { CAN_ERROR,
                            "let the task give a value that stands for "
                            "nothing" },
    [C_IF_NESTED] = { CAN_HOW, "a DAG template in a DAG template" },
    [C_FOREACH_EMPTY] = { CAN_HOW, "no task; what `collect` gives is `[]`" },
    [C_FOREACH_CONSTANT] = { CAN_HOW,
                             "`withItems`, or `withSequence` over the list as "
                             "JSON, in a DAG template of its own" },
    [C_FOREACH_SWEEP] = { CAN_HOW,
                          "the jobs are a constant list of structs; a number "
                          "is spelled anew: 1.50 as 1.5" },
    [C_FOREACH_VALUES] = { CAN_HOW,
                           "`withSequence` over the list as JSON; a number is "
                           "spelled anew: 1.50 as 1.5" },
    [C_FOREACH_PARAM] = { CAN_HOW,
                          "`withSequence` over the list as JSON; a number is "
                          "spelled anew: 1.50 as 1.5" },
    [C_FOREACH_RUNTIME] = { CAN_HOW,
                            "`withSequence` over the list as JSON; a number is "
                            "spelled anew: 1.50 as 1.5" },
    [C_FOREACH_ITEM] = { CAN_HOW,
                         "`withSequence` over the list as JSON; a number is "
                         "spelled anew: 1.50 as 1.5" },
    [C_FOREACH_ARTIFACTS] = { CAN_HOW,
                              "`withSequence` over the list of keys; needs "
                              "`root`" },
    [C_FOREACH_NESTED] = { CAN_HOW, "a DAG template for each loop" },
    [C_FOREACH_INDEX] = { CAN_HOW, "the number that `withSequence` counts" },
    [C_FOREACH_FIELD] = { CAN_HOW,
                          "`fromJSON` of the item; a number is spelled anew: "
                          "1.50 as 1.5" },
    [C_FOREACH_PARALLELISM] = { CAN_HOW,
                                "`parallelism` of the loop's DAG template" },
    [C_LOOP_IN_BRANCH] = { CAN_HOW, "a DAG template in a DAG template" },
    [C_BRANCH_IN_LOOP] = { CAN_HOW, "a DAG template in a DAG template" },
    [C_COLLECT] = { CAN_HOW,
                    "a JSON list; int, float and bool stay so; what failed is "
                    "left out" },
    [C_COLLECT_ARTIFACT] = { CAN_HOW,
                             "a JSON list of keys, one for each round, under "
                             "`root`; a task gets a folder with entries 0, 1, "
                             "2 …; out of more than one loop, or of a pipeline "
                             "that is used twice: error" },
    [C_COLLECT_NESTED] = { CAN_HOW,
                           "a JSON list of lists; numbers pass through 64-bit "
                           "floats on the way; artifacts: error" },
    [C_COLLECT_ONEOF] = { CAN_HOW,
                          "`collect` of the output of the branch's DAG "
                          "template" },
    [C_ONEOF] = { CAN_HOW, "an expression on the arms' `status`" },
    [C_ONEOF_ARTIFACT] = { CAN_HOW, "`fromExpression` on the arms' `status`" },
    [C_SUB_PIPELINE] = { CAN_HOW, "a DAG template" },
    [C_GROUP_EXIT] = { CAN_HOW, "`hooks.exit` of its task" },
    [C_ON_EXIT] = { CAN_HOW, "`onExit` with a DAG template" },
    [C_ON_EXIT_IF] = { CAN_HOW, "`when`, as one expression" },
    [C_ON_EXIT_AFTER] = { CAN_HOW, "`depends`" },
    [C_RUN_FAILED] = { CAN_HOW, "`workflow.status`, compared" },
    [C_SCHEDULE] = { CAN_HOW,
                     "kind CronWorkflow; other kinds leave it out, with "
                     "warning W0502" },
    [C_SCHEDULE_KEYS] = { CAN_NATIVE, "in the CronWorkflow" },
    [C_KUBERNETES_POD] = { CAN_HOW, "in the pod's spec and metadata, `env` and "
                                    "`volumes` in every template" },
    [C_KUBERNETES_ACCOUNT] = NATIVE,
    [C_ARGO_BLOCK] = { CAN_NATIVE, "what pipec writes itself: error" },
    [C_TEKTON_BLOCK] = { CAN_SILENT, "" },
    [C_VERTEX_BLOCK] = { CAN_SILENT, "" },
};
