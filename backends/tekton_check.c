#include "backends/tekton.h"

#include "base/pattern.h"

/* ---- nodes -------------------------------------------------------------- */

/* Where the lowering found mistakes, other nodes are left. */
static bool check_node(session *s, const ir_node *n)
{
    if (n->kind != IR_TASK || !n->component)
        return false;
    if (n->component->body == IR_CONTAINER)
        return true;
    REPORT(s, D_NOT_YET, n->at,
           "'%.*s' is not a task with a container, and the target 'tekton' "
           "knows no others yet",
           STR_ARG(n->name));
    return false;
}

static bool check_nodes(session *s, const ir_module *m)
{
    bool plain = true;

    for (const ir_node *n = m->body->first; n; n = n->next)
        plain = check_node(s, n) && plain;
    for (const ir_node *n = m->on_exit ? m->on_exit->first : NULL; n;
         n = n->next)
        plain = check_node(s, n) && plain;
    return plain;
}

/* Conditions that are decided when compiling may leave out every task. */
static bool check_tasks(session *s, const ir_module *m)
{
    diag *d;

    if (m->body->first)
        return true;
    d = REPORT(s, D_NOTHING_TO_RUN, m->at,
               "pipeline '%.*s' has no task whose conditions can hold",
               STR_ARG(m->name));
    diag_help(&s->diags, d, "remove the pipeline, or correct its conditions");
    return false;
}

/* ---- names of the objects ----------------------------------------------- */

static void check_names(const tekton_plan *plan)
{
    enum { LONGEST = 63, GENERATED = 58 };
    const emitter *out = plan->out;
    const ir_module *m = plan->module;

    emit_check_name(out, m, emit_template_name(out, m), LONGEST);
    if (!plan->run)
        return;
    if (out->options.generate_name || tekton_is_scheduled(plan))
        emit_check_name(out, m, emit_name(out, m), GENERATED - 1);
    else
        emit_check_name(out, m,
                        emit_run_name(out, emit_name(out, m), out->docs, NULL),
                        LONGEST);
}

/* ---- parameters --------------------------------------------------------- */

static void take_names(map *names, const ir_env *env)
{
    for (; env; env = env->next)
        map_put(names, env->name, names);
}

static map env_names(const tekton_plan *plan)
{
    map names = map_new(plan->arena);

    take_names(&names, plan->all->env);
    for (uint32_t i = 0; i < plan->tasks.count; i++) {
        const ir_node *n = plan->tasks.items[i];

        take_names(&names, n->component->container.env);
        if (n->pod)
            take_names(&names, n->pod->env);
    }
    return names;
}

static void check_text(const tekton_plan *plan, const map *names,
                       const ir_port *p, const doc *value)
{
    session *s = plan->out->session;
    diag *d;

    if (!value ||
        !tekton_param_expands(ir_constant_text(plan->arena, value), names))
        return;
    d = REPORT(s, D_TEXT_UNPROTECTED, value->at.lo ? value->at : p->at,
               "Tekton or the kubelet would expand '$(' or '$$' in the value "
               "of '%.*s'",
               STR_ARG(p->name));
    diag_help(&s->diags, d,
              "write the text into the 'with' of the task, where it is "
              "protected");
}

/* A run has no way to bring a file. */
static void check_artifact(session *s, const ir_port *p)
{
    diag *d;

    if (ir_is_parameter(p))
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, p->at,
               "parameter '%.*s' is an artifact, and a PipelineRun cannot "
               "bring one",
               STR_ARG(p->name));
    diag_help(&s->diags, d,
              "let a task fetch it from a uri in a string parameter, or "
              "compile with '--kind Pipeline'");
}

static bool is_missing(const ir_port *p)
{
    return ir_is_parameter(p) && !p->optional && !p->given && !p->fallback;
}

static void check_params(const tekton_plan *plan)
{
    session *s = plan->out->session;
    map names = env_names(plan);

    for (const ir_port *p = plan->module->body->inputs.first; p; p = p->next) {
        diag *d;

        check_text(plan, &names, p, p->fallback);
        check_text(plan, &names, p, p->given);
        if (plan->run)
            check_artifact(s, p);
        if (!plan->run || !is_missing(p))
            continue;
        d = REPORT(s, D_MISSING_PARAM, p->at, "parameter '%.*s' has no value",
                   STR_ARG(p->name));
        diag_help(&s->diags, d,
                  "give one on the command line: '%.*s=VALUE', or a default",
                  STR_ARG(p->name));
    }
}

static void check_outputs(const tekton_plan *plan)
{
    session *s = plan->out->session;

    for (const ir_port *p = plan->module->body->outputs.first; p; p = p->next) {
        const ir_value *v = p->value;
        diag *d;

        if (!v || !ir_is_parameter(p) || v->kind == IR_BAD ||
            v->kind == IR_NODE_OUTPUT)
            continue;
        if (v->kind == IR_ONE_OF || v->kind == IR_COLLECT) {
            tekton_check_kind(s, v);
            continue;
        }
        d = REPORT(s, D_CANNOT_EXPRESS, v->at,
                   "the output '%.*s' is not the output of a task",
                   STR_ARG(p->name));
        diag_help(&s->diags, d,
                  v->kind == IR_TREE
                      ? "name an image with 'awk' for a task that writes it: "
                        "'tekton: {helper-image: IMAGE}'"
                      : "Tekton's results come from tasks: drop the output, or "
                        "let a task write it");
    }
}

/* ---- workspace and root ------------------------------------------------- */

static void check_workspace(const tekton_plan *plan)
{
    session *s = plan->out->session;
    const ir_tekton *t = &plan->module->tekton;
    const ir_piece *p = NULL;
    diag *d;

    if (!plan->workspace || t->workspace || doc_get(t->spec, STR("workspaces")))
        return;
    for (uint32_t i = 0; !p; i++)
        p = tekton_first_path(plan->tasks.items[i]);
    d = REPORT(s, D_NO_WORKSPACE, p->at,
               "the artifact '%.*s' needs a volume, and the pipeline names "
               "none for Tekton",
               STR_ARG(p->port->name));
    diag_help(&s->diags, d, "add 'tekton: {workspace: {size: 10Gi}}'");
}

static void check_root(const tekton_plan *plan)
{
    session *s = plan->out->session;
    const ir_piece *p = tekton_without_root(plan->arena, plan->module);
    diag *d;

    if (!p)
        return;
    d = REPORT(s, D_NO_ROOT, p->at,
               "the uri of '%.*s' needs a root, and the pipeline has none",
               STR_ARG(p->port->name));
    diag_help(&s->diags, d, "add 'root: gs://BUCKET/PREFIX'");
}

/* ---- timeouts ----------------------------------------------------------- */

static const char *const timeout_keys[] = { "pipeline", "tasks", "finally" };

static bool is_timeout_key(str key)
{
    for (size_t i = 0; i < COUNT(timeout_keys); i++)
        if (str_eq(key, str_of(timeout_keys[i])))
            return true;
    return false;
}

static bool is_timeout(session *s, const doc *d)
{
    return doc_is_scalar(d) && (str_eq(d->text, STR("0")) ||
                                pattern_matches(s, PATTERN_DURATION, d->text));
}

static bool check_timeout_shape(session *s, const doc *said)
{
    bool right = true;

    doc_each (d, said) {
        if (is_timeout_key(d->key) && is_timeout(s, d))
            continue;
        right = false;
        if (is_timeout_key(d->key))
            REPORT(s, D_BAD_VALUE, d->at,
                   "'%.*s' is not a duration like 2h or 1h30m, nor 0",
                   STR_ARG(d->key));
        else
            REPORT(s, D_UNKNOWN_KEY, d->key_at,
                   "unknown key '%.*s': 'pipeline', 'tasks' or 'finally' was "
                   "expected",
                   STR_ARG(d->key));
    }
    return right;
}

static int64_t seconds_of(const doc *timeouts, const char *key)
{
    const doc *value = doc_get(timeouts, str_of(key));

    if (!value)
        return -1;
    return str_eq(value->text, STR("0")) ? 0 : duration_seconds(value->text);
}

static bool fits(int64_t part, int64_t whole)
{
    return whole == 0 || part < 0 || (part > 0 && part <= whole);
}

/* The end of the pipeline's time is the end of its exit tasks. */
static void check_finally(const tekton_plan *plan, int64_t pipeline,
                          int64_t finally)
{
    const ir_region *on_exit = plan->module->on_exit;
    session *s = plan->out->session;
    diag *d;

    if (!on_exit || !on_exit->count || !pipeline || finally >= 0)
        return;
    d = REPORT(s, D_QUALITY_LOST, plan->module->tekton.timeouts->at,
               "exit tasks do not run when the time of the pipeline is over");
    diag_help(
        &s->diags, d,
        "keep some of it for them: 'timeouts: {pipeline: …, finally: …}'");
}

/* Admission's rules, with "0" for a pipeline that is not said. */
static void check_timeouts(const tekton_plan *plan)
{
    const doc *said = plan->module->tekton.timeouts;
    int64_t pipeline, tasks, finally;
    diag *d;

    if (!said || !check_timeout_shape(plan->out->session, said))
        return;
    pipeline = seconds_of(said, "pipeline");
    tasks = seconds_of(said, "tasks");
    finally = seconds_of(said, "finally");
    if (pipeline < 0)
        pipeline = 0;
    check_finally(plan, pipeline, finally);
    if (fits(tasks, pipeline) && fits(finally, pipeline) &&
        (tasks < 0 || finally < 0 || tasks + finally <= pipeline))
        return;
    d = REPORT(plan->out->session, D_CANNOT_EXPRESS, said->at,
               "'tasks' and 'finally' do not fit into 'pipeline', and Tekton "
               "refuses such timeouts");
    diag_help(&plan->out->session->diags, d,
              "make 'pipeline' at least the sum of the others");
}

/* ---- a Pipeline alone --------------------------------------------------- */

static void report_run_only(const tekton_plan *plan, const char *name, span at,
                            const char *where)
{
    session *s = plan->out->session;
    diag *d =
        REPORT(s, D_QUALITY_LOST, at, "'%s' cannot stand in a Pipeline", name);

    diag_help(&s->diags, d, "write it into each PipelineRun, under '%s'",
              where);
}

static void check_pipeline_alone(const tekton_plan *plan)
{
    const ir_kubernetes *k = &plan->module->kubernetes;
    const ir_tekton *t = &plan->module->tekton;

    if (k->service_account.len)
        report_run_only(plan, "service-account", k->service_account_at,
                        "taskRunTemplate");
    if (k->pull_secrets)
        report_run_only(plan, "image-pull-secrets", k->pull_secrets->at,
                        "taskRunTemplate");
    if (t->timeouts)
        report_run_only(plan, "timeouts", t->timeouts->at, "timeouts");
    if (t->spec)
        report_run_only(plan, "tekton: spec", t->spec->at, "spec");
    tekton_check_run_only(plan, plan->all, STR("taskRunTemplate"));
}

static void check_run(const tekton_plan *plan)
{
    const doc *said = plan->module->tekton.spec;

    check_workspace(plan);
    check_root(plan);
    if (said)
        tekton_report_clashes(plan->out->session, tekton_run_spec_alone(plan),
                              said);
}

void tekton_check(const emitter *out, const ir_module *m)
{
    tekton_plan plan;

    if (!check_nodes(out->session, m) || !check_tasks(out->session, m))
        return;
    plan = tekton_plan_of(out, m);
    check_names(&plan);
    check_params(&plan);
    check_outputs(&plan);
    check_timeouts(&plan);
    tekton_check_cron(&plan);
    emit_check_commands(out, m);
    emit_check_uris(out, m);
    for (uint32_t i = 0; i < plan.tasks.count; i++)
        tekton_check_task(&plan, plan.tasks.items[i]);
    if (plan.run)
        check_run(&plan);
    else
        check_pipeline_alone(&plan);
}
