#include "backends/backend.h"

enum { RUN_ID = 1, GENERATE_NAME = 2, RELEASE = 4, NAMESPACE = 8 };

typedef struct reader {
    const char *kind;
    uint32_t options;
} reader;

/* Kinds that are not here read none of them. A PipelineRun comes with its
 * Pipeline. */
static const reader readers[] = {
    { "Workflow", RUN_ID | GENERATE_NAME | NAMESPACE },
    { "WorkflowTemplate", RELEASE | NAMESPACE },
    { "ClusterWorkflowTemplate", RELEASE },
    { "CronWorkflow", RELEASE | NAMESPACE },
    { "PipelineRun", RUN_ID | GENERATE_NAME | RELEASE | NAMESPACE },
    { "Pipeline", RELEASE | NAMESPACE },
    { "PipelineJob", RUN_ID },
};

uint32_t emit_options_given(const emit_options *options)
{
    return (options->run_id.len ? RUN_ID : 0u) |
           (options->generate_name ? GENERATE_NAME : 0u) |
           (options->release.len ? RELEASE : 0u) |
           (options->namespace.len ? NAMESPACE : 0u);
}

uint32_t emit_options_read(str kind)
{
    for (size_t i = 0; i < COUNT(readers); i++)
        if (str_eq(str_of(readers[i].kind), kind))
            return readers[i].options;
    return 0;
}

const char *emit_option_noun(uint32_t bit)
{
    if (bit == RUN_ID)
        return "a run id";
    if (bit == GENERATE_NAME)
        return "a generated name";
    return bit == RELEASE ? "a release" : "a namespace";
}
