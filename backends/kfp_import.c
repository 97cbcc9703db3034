#include "backends/kfp_spec.h"

/*
 * An artifact parameter whose uri was given becomes an importer task: the
 * platform has no other way to hand an artifact to a pipeline.
 */
typedef struct importing {
    arena *arena;
    const ir_port *param;
    ir_node *node;
    bool used; /* by the node that was looked at last */
} importing;

static void redirect(ir_value *v, void *context)
{
    importing *in = context;

    if (v->kind != IR_REGION_INPUT || v->port != in->param)
        return;
    v->kind = IR_NODE_OUTPUT;
    v->node = in->node;
    v->port = in->node->component->outputs.first;
    in->used = true;
}

static void redirect_inside(ir_value *v, void *context)
{
    ir_each_value(v, redirect, context);
}

/* The task of the body in which n stands. */
static ir_node *outermost(ir_node *n, const ir_region *body)
{
    while (n && n->parent != body)
        n = n->parent->owner;
    return n;
}

static void redirect_node(ir_node *n, void *context)
{
    importing *in = context;
    ir_need *need;

    in->used = false;
    ir_node_each_value(n, redirect_inside, in);
    n = outermost(n, in->node->parent);
    if (!in->used || !n)
        return;
    for (need = n->needs; need; need = need->next)
        if (need->node == in->node)
            return;
    need = NEW(in->arena, ir_need);
    need->at = in->node->at;
    need->node = in->node;
    need->next = n->needs;
    n->needs = need;
}

static ir_component *importer(arena *a, ir_module *m, const ir_port *param)
{
    str name = arena_printf(a, "import-%.*s", STR_ARG(param->id));
    ir_component *c = ir_component_add(a, m, name, param->at);
    ir_port *out = ir_port_add(a, &c->outputs, STR("artifact"), param->at);

    out->type = param->type;
    c->body = IR_IMPORTER;
    c->used = true;
    c->importer.type = param->type;
    ir_piece_literal(a, &c->importer.uri, param->given->text, param->given->at);
    return c;
}

static void find_use(ir_value *v, void *context)
{
    importing *in = context;

    if (v->kind == IR_REGION_INPUT && v->port == in->param)
        in->used = true;
}

static void find_use_inside(ir_value *v, void *context)
{
    ir_each_value(v, find_use, context);
}

static void find_use_in_node(ir_node *n, void *context)
{
    ir_node_each_value(n, find_use_inside, context);
}

static void import_one(arena *a, ir_module *m, const ir_port *param,
                       ir_region *region)
{
    ir_component *c = importer(a, m, param);
    importing in = { a, param, NULL, false };

    in.node = ir_node_add(a, region, IR_TASK, c->name, param->at);
    in.node->component = c;
    ir_each_node(region, redirect_node, &in);
    ir_region_each_output(region, redirect_inside, &in);
}

/* Exit tasks do not count on a task that may not have run. */
static void import_for_exit(arena *a, ir_module *m, const ir_port *param)
{
    importing in = { a, param, NULL, false };

    ir_each_node(m->on_exit, find_use_in_node, &in);
    if (in.used)
        import_one(a, m, param, m->on_exit);
}

/* What comes after old is what was added; a reader wants it first. */
static void importers_first(ir_region *body, ir_node *old)
{
    ir_node *first = old ? old->next : NULL;

    if (!first)
        return;
    body->last->next = body->first;
    body->first = first;
    body->last = old;
    old->next = NULL;
}

static bool is_given_artifact(const ir_port *p)
{
    return !ir_is_parameter(p) && p->given;
}

static void run(session *s, ir_module *m)
{
    ir_node *last = m->body->last;

    for (ir_port *p = m->body->inputs.first; p; p = p->next) {
        if (!is_given_artifact(p))
            continue;
        import_one(s->arena, m, p, m->body);
        import_for_exit(s->arena, m, p);
        p->mark = 1;
    }
    ir_ports_drop_marked(s->arena, &m->body->inputs);
    importers_first(m->body, last);
}

const pass lower_kfp_import = { "kfp-import",
                                "artifact parameters given by uri", run };
