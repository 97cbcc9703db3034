#include "backends/tekton.h"

/* ---- values that a task gets -------------------------------------------- */

static void report_unprotected(session *s, span at)
{
    diag *d = REPORT(s, D_TEXT_UNPROTECTED, at,
                     "Tekton or the kubelet would expand '$(' or '$$' in this "
                     "value");

    diag_help(&s->diags, d,
              "write the text into the component's command, args or env, "
              "where it is protected");
}

/* JSON text of these needs no escape. */
bool tekton_is_plain_json(const ir_value *v)
{
    switch (v->type.kind) {
    case IR_INT:
    case IR_FLOAT:
    case IR_BOOL: return true;
    case IR_POISON:
    case IR_UNTYPED:
    case IR_ANY:
    case IR_STRING:
    case IR_LIST:
    case IR_STRUCT:
    case IR_TASK_STATUS:
    case IR_ARTIFACT: break;
    }
    /* a field is reported as one */
    return v->kind == IR_RUN_FACT || v->kind == IR_CONSTANT ||
           v->kind == IR_FIELD || v->kind == IR_BAD;
}

static void report_leaf(session *s, const ir_value *v)
{
    diag *d = REPORT(s, D_CANNOT_EXPRESS, v->at,
                     "a text known only at run time stands inside a list or "
                     "map, and Tekton cannot quote it");

    diag_help(&s->diags, d,
              "name an image with 'awk' for a task that does: 'tekton: "
              "{helper-image: IMAGE}'; or pass the text as an input of its "
              "own");
}

static void check_json(session *s, const ir_value *v)
{
    bool whole = v->type.kind == IR_LIST || v->type.kind == IR_STRUCT;

    if (v->kind == IR_TREE) {
        for (const ir_value *part = v->first; part; part = part->next)
            check_json(s, part);
        return;
    }
    if (v->kind == IR_JOINED) {
        for (const ir_value *part = v->first; part; part = part->next)
            if (!tekton_is_plain_json(part))
                report_leaf(s, part);
        return;
    }
    if (!tekton_is_plain_json(v) && !whole)
        report_leaf(s, v);
}

static void refuse(session *s, const ir_value *v, const char *what,
                   const char *help)
{
    diag *d = REPORT(s, D_CANNOT_EXPRESS, v->at, "%s", what);

    diag_help(&s->diags, d, "%s", help);
}

void tekton_check_kind(session *s, const ir_value *v)
{
    if (v->kind == IR_FIELD)
        refuse(s, v,
               "a field of a struct cannot be read on Tekton, which passes "
               "structs as one text",
               "make the field a value of its own");
    if (v->kind == IR_ONE_OF)
        refuse(s, v,
               "which arm supplies this value is known only when the pipeline "
               "runs, and Tekton skips who reads a result of a skipped task",
               "name what keeps it for those who read: 'tekton: {helper-image: "
               "IMAGE, workspace: {size: 1Gi}}', with 'sh' in the image; or "
               "let one task decide and give the value");
    if (v->kind == IR_COLLECT)
        refuse(s, v,
               "this comes out of a loop over a list that is known only when "
               "the pipeline runs, and Tekton gives such results without "
               "their order",
               "write the list down, or give it whole to one task that does "
               "all elements");
    if (v->kind == IR_RUN_FACT && v->fact == IR_RUN_FAILED)
        refuse(s, v, "Tekton has 'run.failed' as a condition only",
               "use it in 'if', or pass 'run.status'");
    for (const ir_value *part = ir_value_parts(v); part; part = part->next)
        tekton_check_kind(s, part);
}

static void check_producers(session *s, const ir_node *n, const ir_value *v)
{
    diag *d;

    if (v->kind == IR_NODE_OUTPUT && v->node->policy->go_on) {
        d = REPORT(s, D_CANNOT_EXPRESS, v->at,
                   "'%.*s' reads an output of '%.*s', which may fail while "
                   "the run goes on",
                   STR_ARG(n->name), STR_ARG(v->node->name));
        diag_help(&s->diags, d,
                  "Tekton cannot skip the reader: drop 'on-failure: continue' "
                  "of '%.*s', or only name it in 'after'",
                  STR_ARG(v->node->name));
    }
    for (const ir_value *part = ir_value_parts(v); part; part = part->next)
        check_producers(s, n, part);
}

static void check_trees(session *s, const ir_value *v)
{
    if (v->kind == IR_TREE)
        check_json(s, v);
    for (const ir_value *part = v->kind == IR_JOINED ? v->first : NULL; part;
         part = part->next)
        check_trees(s, part);
}

/* Where there is no helper image, and for lists of lists. */
static void check_folder(session *s, const ir_value *v)
{
    if (v->kind == IR_TREE)
        refuse(s, v,
               "the artifacts of a loop have to be put into one folder, and "
               "no task does that",
               "name an image with 'sh' for it: 'tekton: {helper-image: "
               "IMAGE}' (for a list, not for a list of lists); or let each "
               "task write its result where one that follows finds it");
}

static void check_tested(session *s, const ir_node *n, const ir_condition *c)
{
    if (!c)
        return;
    if (c->left)
        check_producers(s, n, c->left);
    if (c->right)
        check_producers(s, n, c->right);
    check_tested(s, n, c->a);
    check_tested(s, n, c->b);
}

/* A file that is given by its uri would have to be fetched. */
static void check_given(const tekton_plan *plan, const ir_binding *b)
{
    session *s = plan->out->session;
    const doc *given =
        b->value->kind == IR_REGION_INPUT ? b->value->port->given : NULL;
    diag *d;

    if (!doc_is_scalar(given) || plan->run || !(b->port->uses & IR_BY_PATH) ||
        str_find(given->text, STR("://")) == given->text.len)
        return;
    d = REPORT(s, D_CANNOT_EXPRESS,
               given->at.hi ? given->at : b->value->port->at,
               "'%.*s' is read as a file, and Tekton fetches none",
               STR_ARG(b->value->port->name));
    diag_help(&s->diags, d, "give its path in the workspace");
}

static void check_binding(const tekton_plan *plan, const ir_node *n,
                          const ir_binding *b)
{
    session *s = plan->out->session;

    if (!b->port || !b->value || b->value->kind == IR_BAD)
        return;
    check_producers(s, n, b->value);
    tekton_check_kind(s, b->value);
    if (!ir_is_parameter(b->port)) {
        check_given(plan, b);
        check_folder(s, b->value);
        return;
    }
    check_trees(s, b->value);
    if (tekton_value_expands(plan->arena, b->value))
        report_unprotected(s, b->value->at);
}

/* ---- what the component says -------------------------------------------- */

static bool needs_escape(const ir_port *p)
{
    return p->type.kind != IR_INT && p->type.kind != IR_FLOAT &&
           p->type.kind != IR_BOOL;
}

static void check_piece(ir_piece *p, void *context)
{
    session *s = context;
    diag *d;

    if (p->kind != IR_INPUT_VALUE || !p->json_depth || !needs_escape(p->port))
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, p->at,
               "the value of '%.*s' stands inside JSON text, and Tekton "
               "cannot escape it",
               STR_ARG(p->port->name));
    diag_help(&s->diags, d,
              "give the input a constant, or pass it as a word of its own");
}

static void check_expanded(session *s, str text, span at, const char *what)
{
    diag *d;

    if (!tekton_param_expands(text, NULL))
        return;
    d = REPORT(s, D_TEXT_UNPROTECTED, at, "Tekton would expand '$(' in the %s",
               what);
    diag_help(&s->diags, d, "use a text without '$('");
}

static void check_files(ir_piece *p, void *context)
{
    session *s = context;
    diag *d;

    if ((p->kind != IR_OUTPUT_PATH && p->kind != IR_OUTPUT_URI) ||
        ir_is_parameter(p->port))
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, p->at,
               "all rounds of a loop over a list that is known only when the "
               "pipeline runs would write the one file '%.*s'",
               STR_ARG(p->port->name));
    diag_help(&s->diags, d,
              "write the list down, or give it whole to one task that does "
              "all elements");
}

static void check_words(const tekton_plan *plan, const ir_node *n)
{
    const ir_container *box = &n->component->container;
    session *s = plan->out->session;

    tekton_each_piece(n, check_piece, s);
    if (n->over)
        tekton_each_piece(n, check_files, s);
    check_expanded(s, box->working_dir, box->working_dir_at,
                   "working directory");
}

/* ---- volumes ------------------------------------------------------------ */

static bool is_under(str path, str folder)
{
    return str_starts(path, folder) &&
           (path.len == folder.len || path.ptr[folder.len] == '/');
}

static void check_mounts(const tekton_plan *plan, const ir_pod *pod)
{
    session *s = plan->out->session;
    str shared = arena_printf(plan->arena, "/workspace/%s", tekton_workspace);

    for (const ir_volume *v = pod->volumes; v; v = v->next) {
        bool own = is_under(v->mount, STR("/tekton")) &&
                   !is_under(v->mount, STR("/tekton/home"));
        diag *d;

        check_expanded(s, v->mount, v->at, "mount path");
        if (!own && !(plan->workspace && str_eq(v->mount, shared)))
            continue;
        d = REPORT(s, D_CANNOT_EXPRESS, v->at,
                   "the mount path '%.*s' belongs to Tekton",
                   STR_ARG(v->mount));
        diag_help(&s->diags, d, "mount the volume somewhere else");
    }
}

/* ---- placement ---------------------------------------------------------- */

typedef struct setting {
    const char *name;
    bool said;
    span at;
} setting;

enum { SELECTOR, GPU_TYPE, TOLERATIONS, SECURITY, N_SETTINGS };

static void settings_of(arena *a, const ir_pod *pod, setting *into)
{
    into[SELECTOR] = (setting){ "node-selector", pod->node_selector != NULL,
                                pod->selector_at };
    into[GPU_TYPE] =
        (setting){ "gpu: type", pod->gpu_type.len > 0, pod->gpu_at };
    into[TOLERATIONS] = (setting){ "tolerations", pod->tolerations != NULL,
                                   pod->tolerations_at };
    into[SECURITY] =
        (setting){ "security-context",
                   k8s_pod_security(a, pod->security_context) != NULL,
                   pod->security_at };
}

/* One finding per task: the node where the shared volume is must fit. */
static void check_affinity(const tekton_plan *plan, const ir_node *n)
{
    session *s = plan->out->session;
    setting settings[N_SETTINGS];

    if (!plan->module->tekton.workspace || !tekton_first_path(n))
        return;
    settings_of(plan->arena, n->pod, settings);
    for (size_t i = 0; i < SECURITY; i++) {
        diag *d;

        if (!settings[i].said)
            continue;
        d = REPORT(s, D_WORKSPACE_AFFINITY, settings[i].at,
                   "'%.*s' says '%s', but Tekton's affinity assistant puts "
                   "all tasks that share the workspace on one node",
                   STR_ARG(n->name), settings[i].name);
        diag_help(&s->diags, d,
                  "say it for all tasks under 'kubernetes', or let the "
                  "cluster run with 'coschedule: disabled' and use "
                  "'access-mode: ReadWriteMany'");
        return;
    }
}

void tekton_check_run_only(const tekton_plan *plan, const ir_pod *pod,
                           str where)
{
    session *s = plan->out->session;
    setting settings[N_SETTINGS];

    settings_of(plan->arena, pod, settings);
    for (size_t i = 0; i < N_SETTINGS; i++) {
        diag *d;

        if (!settings[i].said)
            continue;
        d = REPORT(s, D_QUALITY_LOST, settings[i].at,
                   "'%s' cannot stand in a Pipeline", settings[i].name);
        diag_help(&s->diags, d, "write it into each PipelineRun, under '%.*s'",
                  STR_ARG(where));
    }
}

/* ---- the task ----------------------------------------------------------- */

static void report_clash(const doc *said, void *context)
{
    session *s = context;
    diag *d;

    if (said->kind == DOC_NULL)
        return;
    d = REPORT(s, D_TEMPLATE_CONFLICT, said->at,
               "'%.*s' differs from what pipec writes there",
               STR_ARG(said->key));
    diag_help(&s->diags, d, "drop it, or say it by the pipeline's own keys");
}

void tekton_report_clashes(session *s, const doc *ours, const doc *theirs)
{
    doc_each_clash(ours, theirs, report_clash, s);
}

static void check_policy(session *s, const ir_node *n)
{
    diag *d;

    check_expanded(s, n->policy->display_name, n->policy->display_at,
                   "display name");
    if (!n->policy->go_on || n->policy->retries <= 0)
        return;
    d = REPORT(s, D_CANNOT_EXPRESS, n->policy->on_failure_at,
               "'%.*s' has 'on-failure: continue' and 'retries', and Tekton "
               "takes one of them",
               STR_ARG(n->name));
    diag_help(&s->diags, d, "drop one of them");
}

static void check_pod(const tekton_plan *plan, const ir_node *n)
{
    const doc *said = n->pod->tekton_task_spec;

    check_mounts(plan, n->pod);
    if (plan->run)
        check_affinity(plan, n);
    else
        tekton_check_run_only(plan, n->pod, STR("taskRunSpecs"));
    if (said)
        tekton_report_clashes(plan->out->session,
                              tekton_task_spec_alone(plan, n), said);
}

void tekton_check_task(const tekton_plan *plan, const ir_node *n)
{
    check_words(plan, n);
    for (const ir_binding *b = n->bindings; b; b = b->next)
        check_binding(plan, n, b);
    check_tested(plan->out->session, n, n->when);
    check_policy(plan->out->session, n);
    check_mounts(plan, plan->all);
    if (n->pod)
        check_pod(plan, n);
}
