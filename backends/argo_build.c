#include "backends/argo.h"

/* Parts of graphs that the back end's own lowering makes. */

ir_port *argo_add_port(arena *a, ir_ports *to, str wanted, ir_type type)
{
    str name = wanted;
    ir_port *p;

    for (unsigned i = 2; ir_port_find(to, name); i++)
        name = arena_printf(a, "%.*s-%u", STR_ARG(wanted), i);
    p = ir_port_add(a, to, name, NOWHERE);
    p->type = type;
    p->used = true;
    return p;
}

ir_binding *argo_bind(arena *a, ir_port *port, ir_value *v)
{
    ir_binding *b = NEW(a, ir_binding);

    b->name = port->name;
    b->at = v->at;
    b->port = port;
    b->value = v;
    return b;
}

void argo_push_binding(ir_node *n, ir_binding *b)
{
    ir_binding **link = &n->bindings;

    while (*link)
        link = &(*link)->next;
    *link = b;
}

ir_value *argo_input(arena *a, ir_port *port, span at)
{
    ir_value *v = ir_value_new(a, IR_REGION_INPUT, at);

    v->port = port;
    v->type = port->type;
    return v;
}

ir_component *argo_graph(arena *a, ir_module *m, str name, ir_region *graph)
{
    ir_component *c = ir_component_add(a, m, name, graph->at);

    c->body = IR_GRAPH;
    c->graph = graph;
    c->used = true;
    c->tasks = 1;
    return c;
}

void argo_settle_graphs(ir_module *m)
{
    for (ir_component *c = m->components; c; c = c->next)
        if (c->graph)
            ir_graph_ports(c);
}
