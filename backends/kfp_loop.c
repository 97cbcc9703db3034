#include "backends/kfp_flow.h"

#include "ir/close.h"

/* ---- lists ---------------------------------------------------------------- */

static void make_lists(ir_ports *outputs)
{
    for (ir_port *p = outputs->first; p; p = p->next) {
        if (p->type.kind == IR_ARTIFACT)
            p->type.list = true;
        else
            p->type = (ir_type){ .kind = IR_LIST };
    }
}

static void lower_loop(ir_node *n, void *context)
{
    arena *a = context;
    kfp_taking taking;
    ir_value *items;
    ir_type list;

    if (!n->over)
        return;
    list = n->over->type;
    if (list.kind != IR_ARTIFACT)
        list = (ir_type){ .kind = IR_LIST };
    if (!n->each)
        n->each = kfp_new_input(a, n->component, STR("item"),
                                close_item_type(n->over));
    if (n->over->kind != IR_CONSTANT) {
        items = ir_value_new(a, IR_REGION_INPUT, n->over->at);
        taking = kfp_taking_of(a, n);
        items->port = kfp_take(&taking, n->over, list);
        items->type = list;
        n->over = items;
    }
    make_lists(&n->component->graph->outputs);
    ir_graph_ports(n->component);
}

/* ---- elements of lists without a known type ------------------------------- */

enum { MIXED = 255 };

/* Any value can be made a text, and an integer is a number, too. */
static bool gives_way(uint32_t weak, ir_type_kind strong)
{
    return weak == IR_STRING + 1 || (weak == IR_FLOAT + 1 && strong == IR_INT);
}

static void demand_mark(ir_port *port, uint32_t mark)
{
    if (!mark || port->mark == mark || port->mark == MIXED)
        return;
    if (!port->mark || mark == MIXED ||
        gives_way(port->mark, (ir_type_kind)(mark - 1)))
        port->mark = mark;
    else if (!gives_way(mark, (ir_type_kind)(port->mark - 1)))
        port->mark = MIXED;
}

/* What is open itself asks for what its own readers ask for. */
static void demand(ir_port *port, const ir_port *reader)
{
    bool open = reader->type.kind == IR_ANY;

    demand_mark(port, open ? reader->mark : (uint32_t)reader->type.kind + 1);
}

static bool is_open(const ir_value *v)
{
    return v->kind == IR_REGION_INPUT && v->port->type.kind == IR_ANY;
}

static void demand_field(ir_value *v, void *context)
{
    (void)context;
    if (v->kind == IR_FIELD && is_open(v->first))
        demand_mark(v->first->port, IR_STRUCT + 1);
}

static void demand_inside(ir_value *v, void *context)
{
    ir_each_value(v, demand_field, context);
}

static void find_demands(ir_region *graph)
{
    for (ir_node *n = graph->first; n; n = n->next) {
        for (const ir_binding *b = n->bindings; b; b = b->next)
            if (is_open(b->value))
                demand(b->value->port, b->port);
        ir_node_each_value(n, demand_inside, NULL);
    }
}

static void settle_element(ir_port *each)
{
    if (each->type.kind == IR_ANY && each->mark && each->mark != MIXED)
        each->type.kind = (ir_type_kind)(each->mark - 1);
}

/* An element goes into inner graphs as what it is in the loop's own. */
static void settle(const ir_region *graph)
{
    const ir_node *owner = graph->owner;

    if (owner && owner->each)
        settle_element(owner->each);
    for (const ir_binding *b = owner ? owner->bindings : NULL; b; b = b->next)
        if (b->port->type.kind == IR_ANY && b->value->kind == IR_REGION_INPUT)
            b->port->type = b->value->port->type;
    for (ir_port *p = graph->inputs.first; p; p = p->next)
        p->mark = 0;
}

/* Graphs were made outer ones first. */
static void settle_all(arena *a, const ir_module *m)
{
    uint32_t count = 0, i = 0;
    ir_region **graphs;

    for (const ir_component *c = m->components; c; c = c->next)
        count += c->graph != NULL;
    graphs =
        arena_alloc(a, (count + 1) * sizeof(ir_region *), alignof(ir_region *));
    for (const ir_component *c = m->components; c; c = c->next)
        if (c->graph)
            graphs[i++] = c->graph;
    while (i--)
        find_demands(graphs[i]);
    for (i = 0; i < count; i++)
        settle(graphs[i]);
}

static void run_loops(session *s, ir_module *m)
{
    kfp_each_node(m, lower_loop, s->arena);
    settle_all(s->arena, m);
}

const pass lower_kfp_loops = { "kfp-loops", "lists become inputs", run_loops };
