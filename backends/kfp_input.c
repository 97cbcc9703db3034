#include "backends/kfp_flow.h"

/* ---- what identifies a value ----------------------------------------------- */

static void put_identity(buf *out, const ir_value *v)
{
    const ir_value *part = ir_value_parts(v);

    if (!part) {
        buf_printf(out, "%p %p", (const void *)v->node, (const void *)v->port);
        return;
    }
    buf_printf(out, "%d %.*s:", (int)v->kind, STR_ARG(part->key));
    put_identity(out, part);
}

/* Of a reference, or of what is taken from one; empty for all else. */
static str identity(arena *a, const ir_value *v, ir_type_kind kind)
{
    const ir_value *of = v;
    buf out = buf_new(a);

    while (of->kind == IR_FIELD || of->kind == IR_COLLECT)
        of = of->first;
    if (of->kind != IR_REGION_INPUT && of->kind != IR_NODE_OUTPUT)
        return STR("");
    buf_printf(&out, "%d ", (int)kind);
    put_identity(&out, v);
    return buf_str(&out);
}

/* ---- names ----------------------------------------------------------------- */

static str name_for(arena *a, const ir_value *v)
{
    switch (v->kind) {
    case IR_FIELD:
        return arena_printf(a, "%.*s-%.*s", STR_ARG(name_for(a, v->first)),
                            STR_ARG(v->first->key));
    case IR_COLLECT: return name_for(a, v->first);
    case IR_REGION_INPUT: return v->port->id;
    case IR_NODE_OUTPUT:
        return arena_printf(a, "%.*s-%.*s", STR_ARG(v->node->name),
                            STR_ARG(v->port->id));
    case IR_BAD:
    case IR_NAME:
    case IR_CONSTANT:
    case IR_ITEM:
    case IR_INDEX:
    case IR_RUN_FACT:
    case IR_JOINED:
    case IR_TREE:
    case IR_ONE_OF: break;
    }
    return STR("value");
}

ir_port *kfp_new_input(arena *a, ir_component *c, str wanted, ir_type type)
{
    ir_ports *to = &c->graph->inputs;
    str name = wanted;
    ir_port *p;

    for (uint32_t n = 2; ir_port_find(to, name); n = n < 16 ? n + 1 : n * 2)
        name = arena_printf(a, "%.*s-%u", STR_ARG(wanted), n);
    p = ir_port_add(a, to, name, NOWHERE);
    p->type = type;
    ir_graph_ports(c);
    return p;
}

/* ---- inputs of a call ------------------------------------------------------ */

static void note(kfp_taking *in, const ir_value *v, ir_port *port)
{
    str key = identity(in->arena, v, port->type.kind);

    if (key.len)
        map_put(&in->known, key, port);
}

kfp_taking kfp_taking_of(arena *a, ir_node *n)
{
    kfp_taking in = { a, n, map_new(a), &n->bindings };

    for (; *in.last; in.last = &(*in.last)->next)
        note(&in, (*in.last)->value, (*in.last)->port);
    return in;
}

ir_port *kfp_take(kfp_taking *in, const ir_value *v, ir_type type)
{
    arena *a = in->arena;
    ir_port *port = map_get(&in->known, identity(a, v, type.kind));
    ir_binding *b;

    if (port)
        return port;
    port = kfp_new_input(a, in->node->component, name_for(a, v), type);
    port->optional =
        v->kind == IR_REGION_INPUT && v->port->optional && !v->port->fallback;
    b = NEW(a, ir_binding);
    b->name = port->name;
    b->at = v->at;
    b->port = port;
    b->value = ir_value_new(a, v->kind, v->at);
    *b->value = *v;
    b->value->next = NULL;
    *in->last = b;
    in->last = &b->next;
    note(in, b->value, port);
    return port;
}

void kfp_each_node(const ir_module *m, void (*fn)(ir_node *n, void *context),
                   void *context)
{
    ir_each_node(m->body, fn, context);
    for (const ir_component *c = m->components; c; c = c->next)
        ir_each_node(c->graph, fn, context);
}
