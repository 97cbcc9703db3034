#include "backends/argo.h"

#include "base/pattern.h"

/* What the table cannot know: names that do not fit, values a run lacks, texts
 * that Argo would replace. */

/* The names of scheduled runs are longer than that of their CronWorkflow. */
enum { LONGEST_NAME = 63, LONGEST_PREFIX = 58, LONGEST_CRON = 52 };

/* ---- names --------------------------------------------------------------- */

static void check_name(const emitter *out, const ir_module *m)
{
    str name = emit_name(out, m);

    if (!argo_is_run(out))
        emit_check_name(out, m, emit_template_name(out, m),
                        argo_is_cron(out) ? LONGEST_CRON : LONGEST_NAME);
    else if (out->options.generate_name)
        emit_check_name(out, m, arena_join(out->arena, name, STR("-")),
                        LONGEST_PREFIX);
    else
        emit_check_name(out, m,
                        emit_run_name(out, name, doc_map(out->arena), NULL),
                        LONGEST_NAME);
}

/* ---- texts --------------------------------------------------------------- */

static void report_text(const emitter *out, span at, const char *what, str name,
                        const char *help)
{
    diags *to = &out->session->diags;
    diag *d = diag_report(
        to, D_TEXT_UNPROTECTED, at,
        "%s '%.*s' has '{{' in it, which Argo would read as its own", what,
        STR_ARG(name));

    diag_help(to, d, "%s", help);
}

static void report_broken(const emitter *out, span at, str name)
{
    diags *to = &out->session->diags;
    diag *d = diag_report(
        to, D_TEXT_UNPROTECTED, at,
        "the value of parameter '%.*s' has a control character in it, which "
        "Argo cannot hand on",
        STR_ARG(name));

    diag_help(to, d, "give it to a task as a constant, where it arrives");
}

static void check_text(const emitter *out, str text, span at, const char *what,
                       str name)
{
    if (argo_expands(text))
        report_text(out, at, what, name,
                    "Argo knows no escape here; choose another text");
}

static void check_pairs(const emitter *out, const ir_pair *pairs,
                        const char *what)
{
    for (const ir_pair *p = pairs; p; p = p->next)
        check_text(out, k8s_text(p->value), p->value ? p->value->at : p->at,
                   what, p->key);
}

static bool is_under(str path, str folder)
{
    return str_starts(path, folder) &&
           (path.len == folder.len || path.ptr[folder.len] == '/');
}

/* Where files pass through and where Argo's executor lives. */
static void check_mount(const emitter *out, const ir_volume *v)
{
    diags *to = &out->session->diags;
    bool ours = is_under(v->mount, STR("/pipe"));
    diag *d;

    if (!ours && !is_under(v->mount, STR("/argo")) &&
        !is_under(v->mount, STR("/var/run/argo")) &&
        !is_under(v->mount, STR("/mainctrfs")) &&
        !str_starts(v->mount, STR("/tmp/argo")))
        return;
    d = diag_report(to, D_CANNOT_EXPRESS, v->at,
                    "the mount path '%.*s' belongs to %s", STR_ARG(v->mount),
                    ours ? "the files of inputs and outputs" : "Argo");
    diag_help(to, d, "mount the volume somewhere else");
}

static void check_pod(const emitter *out, const ir_pod *pod)
{
    if (!pod)
        return;
    check_pairs(out, pod->labels, "label");
    check_pairs(out, pod->annotations, "annotation");
    check_pairs(out, pod->node_selector, "node selector");
    for (const ir_volume *v = pod->volumes; v; v = v->next) {
        check_mount(out, v);
        check_text(out, v->mount, v->at, "volume", v->mount);
        check_text(out, v->sub_path, v->at, "volume", v->mount);
        check_text(out, k8s_text(v->object), v->at, "volume", v->mount);
    }
}

static void check_components(const emitter *out, const ir_module *m)
{
    for (const ir_component *c = m->components; c; c = c->next)
        if (c->used)
            check_text(out, c->container.working_dir, c->at,
                       "the working-dir of", c->name);
}

static void check_binding(const emitter *out, const ir_binding *b)
{
    if (argo_unsafe_literal(out->arena, b->value).len)
        report_text(out, b->value->at, "the value of", b->port->name,
                    "put the text into the component's words, where it can be "
                    "protected");
}

/* ---- parameters ---------------------------------------------------------- */

/* Nobody is asked for values any more. */
static bool starts_runs(const emitter *out)
{
    return argo_is_run(out) || argo_is_cron(out);
}

static void report_missing(const emitter *out, const ir_port *p)
{
    diags *to = &out->session->diags;
    diag *d = diag_report(to, D_MISSING_PARAM, p->at,
                          "parameter '%.*s' needs a value to be run",
                          STR_ARG(p->name));

    if (ir_is_parameter(p))
        diag_help(to, d,
                  "give it a default, or a value: %.*s=…; or make a template: "
                  "--kind WorkflowTemplate",
                  STR_ARG(p->id));
    else
        diag_help(to, d, "give its uri: %.*s=gs://…", STR_ARG(p->id));
}

static void check_description(const emitter *out, const ir_port *p)
{
    diags *to = &out->session->diags;
    diag *d;

    if (!argo_expands(p->description))
        return;
    d = diag_report(to, D_QUALITY_LOST, p->at,
                    "the description of parameter '%.*s' is left out: it has "
                    "'{{' in it, which Argo would read as its own",
                    STR_ARG(p->name));
    diag_help(to, d, "Argo knows no escape here; choose another text");
}

static void check_param(const emitter *out, const ir_port *p)
{
    const doc *value = p->given ? p->given : p->fallback;
    bool has_value = value && value->kind != DOC_NULL;

    if (starts_runs(out) && !has_value && !p->optional && !p->type.list)
        report_missing(out, p);
    if (has_value && doc_is_scalar(value) &&
        argo_is_unsafe(ir_constant_text(out->arena, value)))
        report_text(out, p->given ? p->given->at : value->at,
                    "the value of parameter", p->name,
                    "Argo replaces such text in arguments; give it to a task "
                    "as a constant, where it can be protected");
    if (has_value && argo_breaks(ir_constant_text(out->arena, value)))
        report_broken(out, p->given ? p->given->at : value->at, p->name);
    check_description(out, p);
    if (!p->choices)
        return;
    doc_each (choice, p->choices)
        check_text(out, argo_constant(out->arena, choice), choice->at,
                   "an allowed value of parameter", p->name);
}

/* ---- where artifacts live ------------------------------------------------ */

static void find_uri(ir_piece *p, void *context)
{
    span *at = context;

    if ((p->kind == IR_INPUT_URI || p->kind == IR_OUTPUT_URI) && !at->hi)
        *at = p->at;
}

static void find_in_env(const ir_env *env, span *at)
{
    for (; env; env = env->next)
        for (ir_piece *p = env->text.first; p; p = p->next)
            find_uri(p, at);
}

static void find_task_uri(ir_node *n, void *context)
{
    const ir_container *box = &n->component->container;

    ir_words_each_piece(&box->command, find_uri, context);
    ir_words_each_piece(&box->args, find_uri, context);
    find_in_env(box->env, context);
    find_in_env(n->pod ? n->pod->env : NULL, context);
}

static span place_of_uri(const ir_module *m)
{
    span at = NOWHERE;

    argo_each_task(m, find_task_uri, &at);
    return at;
}

static void check_uris(const emitter *out, const ir_module *m)
{
    diags *to = &out->session->diags;
    diag *d;

    if (!starts_runs(out) || !argo_wants_root(m))
        return;
    d = diag_report(to, D_NO_ROOT, place_of_uri(m),
                    "the uri of an artifact is used, but the pipeline has no "
                    "root");
    diag_help(to, d, "add a key like `root: gs://bucket/folder`");
}

static void check_root(const emitter *out, const ir_module *m)
{
    diags *to = &out->session->diags;
    bool has_repository = m->argo.repository_config_map.len > 0;
    diag *d;

    check_uris(out, m);
    check_text(out, m->root, m->root_at, "the root", m->root);
    if (has_repository || !argo_keeps_files(m))
        return;
    if (!m->root.len) {
        d = diag_report(to, D_DEFAULT_REPOSITORY, m->at,
                        "artifacts go to the cluster's default repository");
        diag_help(to, d,
                  "add a key like `root: gs://bucket/folder` to say "
                  "where they live");
    } else if (str_starts(m->root, STR("s3://"))) {
        d = diag_report(to, D_QUALITY_LOST, m->root_at,
                        "Argo takes endpoint, credentials and bucket of '%.*s' "
                        "from the cluster's default repository",
                        STR_ARG(m->root));
        diag_help(to, d,
                  "name a repository with this bucket: `argo: "
                  "{artifact-repository: {config-map: …, key: …}}`");
    }
}

/* ---- tasks --------------------------------------------------------------- */

static void check_policy(const emitter *out, const ir_node *n)
{
    diags *to = &out->session->diags;
    const ir_policy *p = n->policy;
    diag *d;

    if (p->display_name.len && !argo_can_display(p->display_name)) {
        d = diag_report(to, D_QUALITY_LOST, p->display_at,
                        "display-name '%.*s' is left out",
                        STR_ARG(p->display_name));
        diag_help(to, d, "Argo takes 2 to 63 letters, digits, '-' and '.'");
    }
    if (p->cache == IR_CACHE_ON && p->cache_age >= 0 && !argo_can_cache(n)) {
        d = diag_report(to, D_QUALITY_LOST, p->cache_at,
                        "task '%.*s' is not cached: it reads artifacts",
                        STR_ARG(n->name));
        diag_help(to, d,
                  "Argo finds results by the values of parameters; "
                  "pass a digest or version instead");
    }
}

typedef struct clash_report {
    diags *to;
    const char *block; /* where the user said it */
} clash_report;

static void report_clash(const doc *said, void *context)
{
    const clash_report *r = context;
    diag *d =
        diag_report(r->to, D_TEMPLATE_CONFLICT, said->at,
                    "'%.*s' is written by pipec already", STR_ARG(said->key));

    diag_help(r->to, d, "leave it out of '%s'", r->block);
}

typedef struct task_check {
    const emitter *out;
    const ir_module *module;
} task_check;

static void check_task(ir_node *n, void *context)
{
    const task_check *in = context;
    const emitter *out = in->out;
    clash_report report = { &out->session->diags, "argo.template" };
    const doc *said = n->pod ? n->pod->argo_template : NULL;

    check_policy(out, n);
    check_pod(out, n->pod);
    for (const ir_binding *b = n->bindings; b; b = b->next)
        check_binding(out, b);
    if (said)
        doc_each_clash(argo_template_alone(out->arena, in->module, n,
                                           n->component->emitted),
                       said, report_clash, &report);
}

/* ---- outputs ------------------------------------------------------------- */

/* What a task writes by its uri leaves no trace that an output could name. */
static void check_output(const emitter *out, const ir_port *output)
{
    diags *to = &out->session->diags;
    const ir_value *v = output->value;
    diag *d;

    if (!v || v->kind != IR_NODE_OUTPUT || argo_output_is_parameter(v->port) ||
        argo_output_is_file(v->node, v->port))
        return;
    d = diag_report(to, D_CANNOT_EXPRESS, v->at,
                    "task '%.*s' writes '%.*s' by its uri, so Argo cannot make "
                    "it the output '%.*s'",
                    STR_ARG(v->node->name), STR_ARG(v->port->name),
                    STR_ARG(output->name));
    diag_help(to, d,
              "let the component write it to ${{ outputs.%.*s.path }}, or drop "
              "the output",
              STR_ARG(v->port->id));
}

/* ---- the platform block -------------------------------------------------- */

static const char *const strategies[] = { "OnPodCompletion", "OnPodSuccess",
                                          "OnWorkflowCompletion",
                                          "OnWorkflowSuccess", NULL };

static void check_block(const emitter *out, const ir_argo *block)
{
    session *s = out->session;
    const doc *ttl = block->ttl, *gc = block->pod_gc;
    bool known = false;

    if (doc_is_scalar(ttl) && ttl->kind != DOC_INT &&
        !pattern_matches(s, PATTERN_DURATION, ttl->text))
        REPORT(s, D_BAD_VALUE, ttl->at,
               "'ttl' is '%.*s', but it is a duration like 12h, or Argo's "
               "ttlStrategy",
               STR_ARG(ttl->text));
    if (!doc_is_scalar(gc))
        return;
    for (size_t i = 0; strategies[i]; i++)
        known |= str_eq(gc->text, str_of(strategies[i]));
    if (!known)
        REPORT(s, D_BAD_VALUE, gc->at,
               "'pod-gc' is '%.*s', but it is OnPodCompletion, OnPodSuccess, "
               "OnWorkflowCompletion or OnWorkflowSuccess",
               STR_ARG(gc->text));
}

static void check_spec(const emitter *out, const ir_module *m)
{
    clash_report report = { &out->session->diags, "argo.spec" };

    if (m->argo.spec)
        doc_each_clash(argo_spec_alone(out, m), m->argo.spec, report_clash,
                       &report);
}

void argo_check(const emitter *out, const ir_module *m)
{
    task_check tasks = { out, m };

    check_name(out, m);
    argo_check_schedule(out, m);
    for (const ir_port *p = m->body->inputs.first; p; p = p->next)
        check_param(out, p);
    for (const ir_port *p = m->body->outputs.first; p; p = p->next)
        check_output(out, p);
    check_root(out, m);
    check_pod(out, &m->kubernetes.pod);
    check_components(out, m);
    argo_each_task(m, check_task, &tasks);
    argo_check_graphs(out, m);
    emit_check_commands(out, m);
    emit_check_uris(out, m);
    check_block(out, &m->argo);
    check_spec(out, m);
}
