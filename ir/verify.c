#include "ir/pass.h"
#include "ir/reach.h"

/* What stays the same for one run of the verifier. */
typedef struct verifier {
    session *session;
    const ir_module *module;
    const char *after;
    const ir_node *node; /* that is looked at; NULL outside of nodes */
    bool poisoned;       /* findings were reported: holes are allowed */
} verifier;

static void broken(const verifier *v, const char *what, str name)
{
    REPORT(v->session, D_INTERNAL, NOWHERE, "after pass '%s': %s: '%.*s'",
           v->after, what, STR_ARG(name));
}

static str name_of(const verifier *v)
{
    return v->node ? v->node->name : v->module->name;
}

/* ---- values ------------------------------------------------------------- */

static void check_output(const verifier *in, const ir_value *v)
{
    if (!v->node || !v->port) {
        broken(in, "an output without its task in", name_of(in));
        return;
    }
    if (!v->node->component ||
        ir_port_find(&v->node->component->outputs, v->port->name) != v->port)
        broken(in, "an output that its task does not have", v->port->name);
}

static void check_value(ir_value *v, void *context)
{
    const verifier *in = context;

    switch (v->kind) {
    case IR_NAME:
        broken(in, "a name that means nothing in", name_of(in));
        break;
    case IR_BAD:
        if (!in->poisoned)
            broken(in, "poison without a finding in", name_of(in));
        break;
    case IR_CONSTANT:
        if (!v->constant)
            broken(in, "a constant without a value in", name_of(in));
        break;
    case IR_REGION_INPUT:
        if (!v->port)
            broken(in, "a parameter that is none in", name_of(in));
        break;
    case IR_NODE_OUTPUT: check_output(in, v); break;
    case IR_FIELD:
    case IR_COLLECT:
    case IR_ONE_OF:
        if (!ir_value_parts(v))
            broken(in, "a value without its parts in", name_of(in));
        break;
    case IR_ITEM:
    case IR_INDEX:
        if (!v->node)
            broken(in, "a loop variable without its loop in", name_of(in));
        break;
    case IR_RUN_FACT:
    case IR_JOINED:
    case IR_TREE: break;
    }
}

static void check_item(const verifier *in, const ir_value *v)
{
    const ir_region *r = in->node ? in->node->parent : NULL;

    while (r && r->owner && r->owner != v->node)
        r = r->owner->parent;
    if (!r || !r->owner)
        broken(in, "a loop variable outside of its loop in", name_of(in));
}

/* collect and oneof take what comes out of loops and branches. */
static void check_reach(const verifier *in, const ir_value *v)
{
    ir_reach reach;

    if (v->kind == IR_COLLECT || v->kind == IR_ONE_OF)
        return;
    if (v->kind == IR_ITEM || v->kind == IR_INDEX)
        check_item(in, v);
    for (const ir_value *part = ir_value_parts(v); part; part = part->next)
        check_reach(in, part);
    if (v->kind != IR_NODE_OUTPUT || !in->node || !v->node)
        return;
    reach = ir_reach_of(in->node->parent, v->node);
    if (reach.loops || reach.branch || reach.shared)
        broken(in, "an output read past its loop or branch in", name_of(in));
}

static void check_values(ir_value *v, void *context)
{
    ir_each_value(v, check_value, context);
    check_reach(context, v);
}

/* ---- nodes -------------------------------------------------------------- */

static void check_binding(const verifier *in, const ir_binding *b)
{
    const ir_ports *inputs = &in->node->component->inputs;

    if (!b->value)
        broken(in, "a binding without a value", b->name);
    if (!b->port && in->poisoned)
        return;
    if (!b->port || ir_port_find(inputs, b->port->name) != b->port)
        broken(in, "a binding for another component's input", b->name);
}

static void check_node(ir_node *n, void *context)
{
    verifier *in = context;

    in->node = n;
    if (n->mark)
        broken(in, "a pass left its mark on", n->name);
    if (!n->parent)
        broken(in, "a task without a region", n->name);
    for (const ir_need *need = n->needs; need; need = need->next)
        if (!need->node || need->node->parent != n->parent)
            broken(in, "an edge that leads out of the region of", n->name);
    ir_node_each_value(n, check_values, in);
    if (n->kind != IR_TASK && n->kind != IR_CALL)
        return;
    if (!n->component && !in->poisoned)
        broken(in, "a task without a component", n->name);
    for (ir_binding *b = n->component ? n->bindings : NULL; b; b = b->next)
        check_binding(in, b);
}

/* ---- words -------------------------------------------------------------- */

static bool reads_output(const ir_piece *p)
{
    return p->kind == IR_OUTPUT_PATH || p->kind == IR_OUTPUT_URI;
}

static bool reads_input(const ir_piece *p)
{
    return p->kind == IR_INPUT_VALUE || p->kind == IR_INPUT_PATH ||
           p->kind == IR_INPUT_URI || p->kind == IR_INPUT_METADATA;
}

typedef struct words_check {
    const verifier *in;
    const ir_component *component;
} words_check;

static void check_piece(ir_piece *p, void *context)
{
    const words_check *in = context;
    const ir_ports *ports =
        reads_output(p) ? &in->component->outputs : &in->component->inputs;

    if (!reads_output(p) && !reads_input(p))
        return;
    if (!p->port)
        broken(in->in, "a word reads no port", in->component->name);
    else if (ir_port_find(ports, p->port->name) != p->port)
        broken(in->in, "a word reads another component's port", p->port->name);
}

static void check_component(const verifier *v, const ir_component *c)
{
    words_check in = { v, c };

    ir_words_each_piece(&c->container.command, check_piece, &in);
    ir_words_each_piece(&c->container.args, check_piece, &in);
    for (const ir_env *e = c->container.env; e; e = e->next)
        for (ir_piece *p = e->text.first; p; p = p->next)
            check_piece(p, &in);
}

static void check_region(verifier *in, ir_region *region)
{
    ir_each_node(region, check_node, in);
    in->node = NULL;
    ir_region_each_output(region, check_values, in);
}

void ir_verify(session *s, const ir_module *m, const char *after)
{
    verifier in = { .session = s,
                    .module = m,
                    .after = after,
                    .poisoned = s->diags.errors > 0 };

    check_region(&in, m->body);
    check_region(&in, m->on_exit);
    for (const ir_component *c = m->components; c; c = c->next) {
        check_region(&in, c->graph);
        check_component(&in, c);
    }
}
