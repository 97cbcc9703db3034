#include "backends/backend.h"

#include "base/pattern.h"
#include "base/utf8.h"

enum { RUN_ID = 1, GENERATE_NAME = 2, RELEASE = 4, NAMESPACE = 8, LABELS = 16 };

/* What one sort of platform takes as a label. */
typedef struct label_rule {
    pattern_id key, value;
    const char *whose, *key_form, *value_form;
    const char *reserved; /* a key that the platform sets itself, or NULL */
} label_rule;

typedef struct reader {
    const char *kind;
    uint32_t options;
    const label_rule *labels;
} reader;

static const label_rule kubernetes = {
    PATTERN_LABEL_KEY,
    PATTERN_LABEL_VALUE,
    "Kubernetes",
    "a key is like 'team' or 'example.com/team', at most 63 characters behind "
    "the '/'",
    "at most 63 letters, digits, '-', '_' and '.', with a letter or a digit at "
    "both ends",
    NULL
};

static const label_rule cloud = {
    PATTERN_CLOUD_LABEL_KEY,
    PATTERN_CLOUD_LABEL_VALUE,
    "Vertex",
    "a key is a lower-case letter and at most 62 more, digits, '-' and '_'",
    "at most 63 lower-case letters, digits, '-' and '_'",
    "vertex-ai-pipelines-run-billing-id"
};

/* Kinds that are not here read none of them. A PipelineRun comes with its
 * Pipeline. */
static const reader readers[] = {
    { "Workflow", RUN_ID | GENERATE_NAME | NAMESPACE | LABELS, &kubernetes },
    { "WorkflowTemplate", RELEASE | NAMESPACE | LABELS, &kubernetes },
    { "ClusterWorkflowTemplate", RELEASE | LABELS, &kubernetes },
    { "CronWorkflow", RELEASE | NAMESPACE | LABELS, &kubernetes },
    { "PipelineRun", RUN_ID | GENERATE_NAME | RELEASE | NAMESPACE | LABELS,
      &kubernetes },
    { "Pipeline", RELEASE | NAMESPACE | LABELS, &kubernetes },
    { "PipelineJob", RUN_ID | LABELS, &cloud },
};

static const reader *find_reader(str kind)
{
    for (size_t i = 0; i < COUNT(readers); i++)
        if (str_eq(str_of(readers[i].kind), kind))
            return &readers[i];
    return NULL;
}

uint32_t emit_options_given(const emit_options *options)
{
    return (options->run_id.len ? RUN_ID : 0u) |
           (options->generate_name ? GENERATE_NAME : 0u) |
           (options->release.len ? RELEASE : 0u) |
           (options->namespace.len ? NAMESPACE : 0u) |
           (options->labels && options->labels->count ? LABELS : 0u);
}

uint32_t emit_options_read(str kind)
{
    const reader *by = find_reader(kind);

    return by ? by->options : 0;
}

const char *emit_option_noun(uint32_t bit)
{
    if (bit == RUN_ID)
        return "a run id";
    if (bit == GENERATE_NAME)
        return "a generated name";
    if (bit == LABELS)
        return "a label";
    return bit == RELEASE ? "a release" : "a namespace";
}

/* ---- labels -------------------------------------------------------------- */

/* Printable, and not longer than a line takes. */
static str excerpt(arena *a, str text)
{
    enum { LONGEST = 80 };
    buf out = buf_new(a);
    size_t at = 0;

    while (at < text.len && at < LONGEST) {
        size_t from = at;
        uint32_t code = utf8_next(text, &at);

        if (code < 0x20 || code == UTF8_BAD)
            buf_char(&out, '?');
        else
            buf_put(&out, str_sub(text, from, at));
    }
    if (at < text.len)
        buf_put(&out, STR("..."));
    return buf_str(&out);
}

static bool is_reserved(const label_rule *rule, str key)
{
    return rule->reserved && str_eq(key, str_of(rule->reserved));
}

static void check_label(session *s, const label_rule *rule, const doc *label)
{
    str key = excerpt(s->arena, label->key);
    diag *d;

    if (!pattern_matches(s, rule->key, label->key)) {
        d = REPORT(s, D_BAD_NAME, label->key_at, "'%.*s' is no label key of %s",
                   STR_ARG(key), rule->whose);
        diag_help(&s->diags, d, "%s", rule->key_form);
        return;
    }
    if (is_reserved(rule, label->key))
        REPORT(s, D_BAD_NAME, label->key_at,
               "the label '%.*s' is one that %s sets itself", STR_ARG(key),
               rule->whose);
    else if (!pattern_matches(s, rule->value, label->text))
        REPORT(s, D_BAD_VALUE, label->at,
               "label '%.*s' is '%.*s', but %s takes %s", STR_ARG(key),
               STR_ARG(excerpt(s->arena, label->text)), rule->whose,
               rule->value_form);
}

void emit_check_labels(session *s, str kind, const doc *labels)
{
    const reader *by = find_reader(kind);

    if (!by || !by->labels || !labels)
        return;
    doc_each (label, labels)
        check_label(s, by->labels, label);
}
