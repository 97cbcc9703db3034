#include "ir/close.h"
#include "ir/pass.h"

/*
 * For targets whose graphs are closed: what a region reads from around it
 * comes through its inputs, what is read of it goes through its outputs.
 */

typedef struct visit {
    closer *closer;
    ir_region *region;
} visit;

static void close_one(ir_value *v, void *context)
{
    const visit *at = context;

    close_value(at->closer, at->region, v);
}

/* `after` may name a task in another region; `needs` has the sibling for it. */
static void keep_siblings(ir_node *n)
{
    ir_need **link = &n->after;

    while (*link) {
        if ((*link)->node && (*link)->node->parent == n->parent)
            link = &(*link)->next;
        else
            *link = (*link)->next;
    }
}

/* What was captured meanwhile, newest first, goes behind what there was. */
static void order_bindings(ir_node *n, ir_binding *own)
{
    ir_binding *captured = n->bindings, *ordered = NULL, **link = &n->bindings;

    while (captured) {
        ir_binding *next = captured->next;

        captured->next = ordered;
        ordered = captured;
        captured = next;
    }
    n->bindings = own;
    while (*link)
        link = &(*link)->next;
    *link = ordered;
}

static void close_region(closer *c, ir_region *region);

static void close_graph(closer *c, ir_node *n)
{
    ir_binding *own = n->bindings;

    n->bindings = NULL;
    close_region(c, n->component->graph);
    order_bindings(n, own);
}

/* Outer values first: ports that inner regions ask for bind values that are
 * said in the right terms already. */
static void close_node(closer *c, ir_node *n)
{
    visit at = { c, n->parent };

    ir_node_each_value(n, close_one, &at);
    keep_siblings(n);
    if (n->on_exit)
        close_region(c, n->on_exit);
    if (n->kind == IR_CALL && n->component &&
        close_is_graph(n->component->graph) && n->component->graph->owner == n)
        close_graph(c, n);
}

static void close_region(closer *c, ir_region *region)
{
    for (ir_node *n = region->first; n; n = n->next)
        close_node(c, n);
}

static void close_root(closer *c, ir_region *region)
{
    visit at = { c, region };

    if (!region)
        return;
    region->owner = NULL;
    region->parent = NULL;
    close_shape(c, region);
    ir_region_each_output(region, close_one, &at);
    close_region(c, region);
}

static void close_module(session *s, ir_module *m, bool whole)
{
    closer c = { s, s->arena, m, whole, map_new(s->arena) };
    const ir_component *last = m->last_component;

    close_root(&c, m->body);
    close_root(&c, m->on_exit);
    for (ir_component *p = last ? m->components : NULL; p; p = p->next) {
        close_root(&c, p->graph);
        if (p == last)
            break;
    }
    for (ir_component *p = m->components; p; p = p->next)
        if (p->graph)
            ir_graph_ports(p);
}

static void run(session *s, ir_module *m)
{
    close_module(s, m, false);
}

static void run_whole(session *s, ir_module *m)
{
    close_module(s, m, true);
}

const pass lower_close = { "close", "regions become graphs with ports", run };
const pass lower_close_whole = {
    "close-whole", "regions become graphs with ports, all of them", run_whole
};
