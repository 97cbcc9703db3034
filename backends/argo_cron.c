#include "backends/argo.h"

/* A schedule makes a CronWorkflow, which has the pipeline's spec inside. */

bool argo_is_cron(const emitter *out)
{
    return str_eq(out->kind, STR("CronWorkflow"));
}

static const struct {
    const char *ours, *theirs;
} policies[] = { { "allow", "Allow" },
                 { "forbid", "Forbid" },
                 { "replace", "Replace" } };

static void put_policy(arena *a, doc *onto, str concurrency)
{
    for (size_t i = 0; i < COUNT(policies); i++)
        if (str_eq(concurrency, str_of(policies[i].ours)))
            doc_put_text(a, onto, "concurrencyPolicy",
                         str_of(policies[i].theirs));
}

doc *argo_cron_spec(const emitter *out, const ir_schedule *from, doc *workflow)
{
    arena *a = out->arena;
    doc *labels = emit_labels(out, NULL);
    doc *d = doc_map(a);

    doc_put_some(a, d, "schedules", doc_copy(a, from->crons));
    if (from->timezone.len)
        doc_put_text(a, d, "timezone", from->timezone);
    put_policy(a, d, from->concurrency);
    if (from->starting_deadline >= 0)
        doc_put(a, d, STR("startingDeadlineSeconds"),
                doc_int(a, from->starting_deadline));
    if (from->suspend)
        doc_put(a, d, STR("suspend"), doc_bool(a, true));
    if (labels)
        doc_put(a, doc_child_map(a, d, "workflowMetadata"), STR("labels"),
                labels);
    doc_put(a, d, STR("workflowSpec"), workflow);
    return d;
}

void argo_check_schedule(const emitter *out, const ir_module *m)
{
    diags *to = &out->session->diags;
    diag *d;

    if (argo_is_cron(out) && !m->schedule) {
        d = diag_report(to, D_BAD_OPTION, NOWHERE,
                        "the kind is 'CronWorkflow', but pipeline '%.*s' has "
                        "no schedule",
                        STR_ARG(m->name));
        diag_help(to, d, "add a key like `schedule: {cron: \"0 3 * * *\"}`");
    }
    if (argo_is_cron(out) || !m->schedule)
        return;
    d = diag_report(to, D_QUALITY_LOST, m->schedule->at,
                    "`schedule` has no effect in a %.*s", STR_ARG(out->kind));
    diag_help(to, d, "leave out --kind, or say --kind CronWorkflow");
}
