#include "backends/tekton.h"

#include "base/formats.h"

/*
 * Tekton has no schedules. A CronJob of Kubernetes creates a PipelineRun, which
 * stands in a ConfigMap; image and account are the user's.
 */

static const char folder[] = "/pipec";
static const char file[] = "run.yaml";

bool tekton_is_scheduled(const tekton_plan *plan)
{
    const ir_tekton *t = &plan->module->tekton;

    return plan->run && plan->module->schedule && t->schedule_image.len &&
           t->schedule_account.len;
}

static str base_name(const tekton_plan *plan)
{
    return emit_template_name(plan->out, plan->module);
}

static str map_name(const tekton_plan *plan)
{
    return arena_join(plan->arena, base_name(plan), STR("-run"));
}

/* The first schedule has the pipeline's name, the others are numbered. */
static str cron_name(const tekton_plan *plan, uint32_t number)
{
    if (!number)
        return base_name(plan);
    return arena_printf(plan->arena, "%.*s-%u", STR_ARG(base_name(plan)),
                        number + 1);
}

static doc *object(arena *a, const char *version, const char *kind, doc *meta)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "apiVersion", str_of(version));
    doc_put_text(a, d, "kind", str_of(kind));
    doc_put(a, d, STR("metadata"), meta);
    return d;
}

doc *tekton_cron_map(const tekton_plan *plan, const doc *run)
{
    arena *a = plan->arena;
    doc *d = object(a, "v1", "ConfigMap",
                    tekton_metadata(plan, "name", map_name(plan)));
    buf text = buf_new(a);

    yaml_write(&text, run);
    doc_put_text(a, doc_child_map(a, d, "data"), file, buf_str(&text));
    return d;
}

/* ---- the CronJob ------------------------------------------------------------ */

static doc *command(arena *a)
{
    const str words[] = { STR("kubectl"), STR("create"), STR("-f"),
                          arena_printf(a, "%s/%s", folder, file) };
    doc *list = doc_flow(doc_seq(a));

    for (size_t i = 0; i < COUNT(words); i++)
        doc_push(a, list, doc_string(a, words[i]));
    return list;
}

static doc *pod(const tekton_plan *plan)
{
    arena *a = plan->arena;
    const ir_tekton *t = &plan->module->tekton;
    doc *d = doc_map(a);
    doc *box, *mount, *volume;

    doc_put_text(a, d, "serviceAccountName", t->schedule_account);
    doc_put_text(a, d, "restartPolicy", STR("Never"));
    box = doc_push_named(a, doc_child_seq(a, d, "containers"), STR("create"));
    doc_put_text(a, box, "image", t->schedule_image);
    doc_put(a, box, STR("command"), command(a));
    mount =
        doc_push_named(a, doc_child_seq(a, box, "volumeMounts"), STR("run"));
    doc_put_text(a, mount, "mountPath", str_of(folder));
    volume = doc_push_named(a, doc_child_seq(a, d, "volumes"), STR("run"));
    doc_put_text(a, doc_child_map(a, volume, "configMap"), "name",
                 map_name(plan));
    return d;
}

static str policy(str concurrency)
{
    if (str_eq(concurrency, STR("forbid")))
        return STR("Forbid");
    return str_eq(concurrency, STR("replace")) ? STR("Replace") : STR("Allow");
}

doc *tekton_cron_job(const tekton_plan *plan, str cron, uint32_t number)
{
    arena *a = plan->arena;
    const ir_schedule *from = plan->module->schedule;
    doc *d = object(a, "batch/v1", "CronJob",
                    tekton_metadata(plan, "name", cron_name(plan, number)));
    doc *spec = doc_child_map(a, d, "spec");
    doc *job;

    doc_put_text(a, spec, "schedule", cron);
    if (from->timezone.len)
        doc_put_text(a, spec, "timeZone", from->timezone);
    if (from->concurrency.len)
        doc_put_text(a, spec, "concurrencyPolicy", policy(from->concurrency));
    if (from->suspend)
        doc_put(a, spec, STR("suspend"), doc_bool(a, true));
    if (from->starting_deadline >= 0)
        doc_put(a, spec, STR("startingDeadlineSeconds"),
                doc_int(a, from->starting_deadline));
    job = doc_child_map(a, doc_child_map(a, spec, "jobTemplate"), "spec");
    doc_put(a, job, STR("backoffLimit"), doc_int(a, 0));
    doc_put(a, doc_child_map(a, job, "template"), STR("spec"), pod(plan));
    return d;
}

/* ---- findings ----------------------------------------------------------------- */

static void report_lost(const tekton_plan *plan, const char *what,
                        const char *help)
{
    session *s = plan->out->session;
    diag *d = REPORT(s, D_QUALITY_LOST, plan->module->schedule->at, "%s", what);

    diag_help(&s->diags, d, "%s", help);
}

void tekton_check_cron(const tekton_plan *plan)
{
    enum { LONGEST = 52 };
    const ir_schedule *from = plan->module->schedule;

    if (!from)
        return;
    if (!plan->run) {
        report_lost(plan, "'schedule' cannot stand in a Pipeline",
                    "compile it with '--kind PipelineRun'");
        return;
    }
    if (!tekton_is_scheduled(plan)) {
        report_lost(plan, "'schedule' has no effect: Tekton starts nothing",
                    "name an image with 'kubectl' for a CronJob, and an "
                    "account that may create runs: 'tekton: {schedule: {image: "
                    "IMAGE, service-account: NAME}}'");
        return;
    }
    emit_check_name(plan->out, plan->module,
                    cron_name(plan, from->crons->count - 1), LONGEST);
    if (from->concurrency.len && !str_eq(from->concurrency, STR("allow")))
        report_lost(plan,
                    "'concurrency' holds for the job that creates a run, not "
                    "for the run",
                    "let the pipeline's first task look for other runs");
}
