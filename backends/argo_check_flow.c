#include "backends/argo.h"

/* What is peculiar to graphs: results that may be missing when they leave
 * one, and uris, which name a task that runs once. */

/* ---- results that may be missing ----------------------------------------- */

typedef struct leaving {
    const emitter *out;
    const argo_flow *flow;
} leaving;

static void check_leaving(ir_value *v, void *context)
{
    const leaving *in = context;
    diags *to = &in->out->session->diags;
    diag *d;

    if (v->kind != IR_NODE_OUTPUT || !argo_may_lack(in->flow, v->node))
        return;
    d = diag_report(to, D_CANNOT_EXPRESS, v->at,
                    "task '%.*s' may fail, so its output cannot leave the "
                    "group it stands in",
                    STR_ARG(v->node->name));
    diag_help(to, d,
              "read it inside of the group, or write the task outside of it");
}

static void check_outputs(const emitter *out, ir_region *graph)
{
    leaving in = { out, NULL };

    for (const ir_port *p = graph->outputs.first; p; p = p->next) {
        if (!in.flow)
            in.flow = argo_flow_new(out->arena, graph);
        ir_each_value(p->value, check_leaving, &in);
    }
}

/* ---- uris ---------------------------------------------------------------- */

typedef struct uri_check {
    const emitter *out;
    const ir_node *task;
    bool found;
} uri_check;

static void check_piece(ir_piece *p, void *context)
{
    uri_check *in = context;
    diags *to = &in->out->session->diags;
    diag *d;

    if (p->kind != IR_OUTPUT_URI || in->found)
        return;
    in->found = true;
    d = diag_report(to, D_CANNOT_EXPRESS, p->at,
                    "the uri of '%.*s' is used, but task '%.*s' stands in a "
                    "group, branch or loop, where it may run more than once",
                    STR_ARG(p->port->name), STR_ARG(in->task->name));
    diag_help(to, d, "write the file to ${{ outputs.%.*s.path }}",
              STR_ARG(p->port->id));
}

static void check_env(const ir_env *env, uri_check *in)
{
    for (; env; env = env->next)
        for (ir_piece *p = env->text.first; p; p = p->next)
            check_piece(p, in);
}

static void check_uris(const emitter *out, const ir_region *region)
{
    for (const ir_node *n = region->first; n; n = n->next) {
        const ir_container *box = &n->component->container;
        uri_check in = { out, n, false };

        ir_words_each_piece(&box->command, check_piece, &in);
        ir_words_each_piece(&box->args, check_piece, &in);
        check_env(box->env, &in);
        check_env(n->pod ? n->pod->env : NULL, &in);
    }
}

typedef struct graph_check {
    const emitter *out;
    const ir_module *module;
} graph_check;

/* ---- lists of files ------------------------------------------------------ */

static bool is_list(const ir_port *p)
{
    return p->type.kind == IR_ARTIFACT && p->type.list;
}

static void refuse_list(const emitter *out, span at, const char *what, str name)
{
    diags *to = &out->session->diags;
    diag *d = diag_report(to, D_CANNOT_EXPRESS, at,
                          "'%.*s' is a list of artifacts, but only the files "
                          "of a loop make one",
                          STR_ARG(name));

    diag_help(to, d, "give each artifact %s of its own", what);
}

static void check_list(ir_value *v, void *context)
{
    const graph_check *in = context;

    if (v->kind == IR_NODE_OUTPUT && is_list(v->port))
        refuse_list(in->out, v->at, "an output", v->port->name);
}

static void check_lists(ir_value *v, void *context)
{
    ir_each_value(v, check_list, context);
}

static void check_param_lists(const emitter *out, const ir_module *m)
{
    for (const ir_port *p = m->body->inputs.first; p; p = p->next)
        if (is_list(p))
            refuse_list(out, p->at, "a parameter", p->name);
}

/* Keys of collected files begin with the root's path. */
static void check_key(const emitter *out, const ir_node *n)
{
    diags *to = &out->session->diags;
    diag *d;

    for (const ir_binding *b = n->over ? n->bindings : NULL; b; b = b->next) {
        if (!b->port->file.len)
            continue;
        d = diag_report(to, D_NO_ROOT, b->at,
                        "artifacts are collected, but the pipeline has no root "
                        "to put them under");
        diag_help(to, d, "add a key like `root: gs://bucket/folder`");
        return;
    }
}

/* ---- elements of lists --------------------------------------------------- */

static bool has_unsafe_text(arena *a, const doc *d)
{
    if (doc_is_scalar(d))
        return argo_is_unsafe(ir_constant_text(a, d));
    doc_each (child, d)
        if (has_unsafe_text(a, child) || argo_is_unsafe(child->key))
            return true;
    return false;
}

static bool has_unsafe_part(arena *a, const ir_value *v)
{
    if (v->kind == IR_CONSTANT)
        return has_unsafe_text(a, v->constant);
    for (const ir_value *part = ir_value_parts(v); part; part = part->next)
        if (has_unsafe_part(a, part))
            return true;
    return false;
}

/* As JSON the list could hide what an element, alone, cannot. */
static void check_items(const emitter *out, const ir_node *n)
{
    const ir_node *task =
        n->component->graph ? n->component->graph->first : NULL;
    diags *to = &out->session->diags;
    diag *d;

    if (!task || !task->over || task->over->kind != IR_REGION_INPUT)
        return;
    for (const ir_binding *b = n->bindings; b; b = b->next) {
        if (b->port != task->over->port ||
            !has_unsafe_part(out->arena, b->value))
            continue;
        d = diag_report(to, D_TEXT_UNPROTECTED, b->value->at,
                        "an element of the list has '{{' in it, which Argo "
                        "would read as its own");
        diag_help(to, d,
                  "Argo knows no escape here; let the program make the text");
    }
}

/* ---- all of them --------------------------------------------------------- */

static void check_node(ir_node *n, void *context)
{
    const graph_check *in = context;

    if (!in->module->root.len)
        check_key(in->out, n);
    check_items(in->out, n);
    ir_node_each_value(n, check_lists, context);
}

void argo_check_graphs(const emitter *out, const ir_module *m)
{
    graph_check in = { out, m };

    check_param_lists(out, m);
    argo_each_task(m, check_node, &in);
    for (const ir_component *c = m->components; c; c = c->next) {
        if (!argo_has_own_graph(c))
            continue;
        check_outputs(out, c->graph);
        check_uris(out, c->graph);
    }
}
