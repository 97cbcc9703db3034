#include "ir/close.h"

/* ---- what identifies a value --------------------------------------------- */

static void put_identity(buf *out, const ir_value *v)
{
    const ir_value *part = ir_value_parts(v);

    if (!part)
        buf_printf(out, "%p %p;", (const void *)v->node, (const void *)v->port);
    else
        buf_printf(out, "%d:", (int)v->kind);
    for (; part; part = part->next)
        put_identity(out, part);
}

static str identity(arena *a, const char *way, const ir_region *region,
                    const ir_value *v)
{
    buf out = buf_new(a);

    buf_printf(&out, "%s %p ", way, (const void *)region);
    put_identity(&out, v);
    return buf_str(&out);
}

/* ---- ports ---------------------------------------------------------------- */

static str unique_name(arena *a, const ir_ports *in, str wanted)
{
    str name = wanted;

    for (uint32_t n = 2; ir_port_find(in, name); n = n < 16 ? n + 1 : n * 2)
        name = arena_printf(a, "%.*s-%u", STR_ARG(wanted), n);
    return name;
}

static ir_port *add_port(closer *c, ir_ports *to, str wanted, ir_type type)
{
    ir_port *p =
        ir_port_add(c->arena, to, unique_name(c->arena, to, wanted), NOWHERE);

    p->type = type;
    p->used = true;
    return p;
}

static str carried_name(arena *a, const ir_value *v)
{
    while (v->kind == IR_COLLECT || v->kind == IR_ONE_OF)
        v = v->first;
    if (v->kind == IR_REGION_INPUT)
        return v->port->id;
    return arena_printf(a, "%.*s-%.*s", STR_ARG(v->node->name),
                        STR_ARG(v->port->id));
}

static ir_value *region_input(arena *a, ir_port *port, span at)
{
    ir_value *v = ir_value_new(a, IR_REGION_INPUT, at);

    v->port = port;
    v->type = port->type;
    return v;
}

static ir_value *node_output(arena *a, ir_node *n, ir_port *port, span at)
{
    ir_value *v = ir_value_new(a, IR_NODE_OUTPUT, at), *all;
    ir_type type = port->type;

    v->node = n;
    v->port = port;
    v->type = type;
    if (!n->over)
        return v;
    all = ir_value_new(a, IR_COLLECT, at);
    ir_value_push(all, v);
    if (type.kind == IR_ARTIFACT)
        type.list = true;
    else
        type = (ir_type){ .kind = IR_LIST };
    all->type = type;
    return all;
}

/* ---- item and index ------------------------------------------------------- */

ir_type close_item_type(const ir_value *over)
{
    ir_type type = over->type;

    if (over->kind == IR_CONSTANT && doc_is_seq(over->constant))
        return (ir_type){ .kind = ir_kind_of_elements(over->constant) };
    type.list = false;
    return type.kind == IR_ARTIFACT ? type : (ir_type){ .kind = IR_ANY };
}

static ir_type item_type(const ir_value *item, const ir_value *over)
{
    if (item->type.kind != IR_ANY && item->type.kind != IR_POISON)
        return item->type;
    return close_item_type(over);
}

static ir_port *loop_port(closer *c, const ir_value *v)
{
    ir_node *loop = v->node;
    ir_ports *inputs = &loop->component->graph->inputs;

    if (v->kind == IR_INDEX) {
        if (!loop->counter)
            loop->counter =
                add_port(c, inputs, STR("index"), (ir_type){ .kind = IR_INT });
        return loop->counter;
    }
    if (!loop->each)
        loop->each =
            add_port(c, inputs, loop->item.len ? loop->item : STR("item"),
                     item_type(v, loop->over));
    return loop->each;
}

/* ---- out of regions ------------------------------------------------------- */

/* A value and the region in whose terms it is said. */
typedef struct placed {
    ir_region *home;
    ir_value *value;
} placed;

static ir_port *export_port(closer *c, ir_region *graph, ir_value *v)
{
    str key = identity(c->arena, "out", graph, v);
    ir_port *p = map_get(&c->ports, key);

    if (p)
        return p;
    p = add_port(c, &graph->outputs, carried_name(c->arena, v), v->type);
    p->value = v;
    map_put(&c->ports, key, p);
    return p;
}

/* One level out. */
static placed climb(closer *c, placed from)
{
    ir_region *region = from.home;
    ir_node *owner = region->owner;
    ir_port *port = from.value->port;

    if (close_is_graph(region))
        port = export_port(c, region, from.value);
    return (placed){ owner->parent,
                     node_output(c->arena, owner, port, from.value->at) };
}

/* Whether a is b or around it; nesting is as deep as documents may be. */
static bool is_around(const ir_region *a, const ir_region *b)
{
    while (b && b != a)
        b = b->parent;
    return b != NULL;
}

static placed climb_until_around(closer *c, placed from,
                                 const ir_region *region)
{
    while (!is_around(from.home, region) && from.home->owner)
        from = climb(c, from);
    return from;
}

/* ---- one of --------------------------------------------------------------- */

static ir_region *common_region(const ir_value *parts)
{
    ir_region *region = parts->node->parent;

    for (const ir_value *v = parts->next; v; v = v->next)
        while (region->owner && !is_around(region, v->node->parent))
            region = region->parent;
    return region;
}

/* The node of the region in or under which the part's task stands. */
static const ir_node *side_of(const ir_value *part, const ir_region *region)
{
    const ir_node *n = part->node;

    while (n->parent != region && n->parent->owner)
        n = n->parent->owner;
    return n;
}

static placed place_one_of(closer *c, const ir_value *parts);

/* What the arms of a branch supply, said in the branch's graph: suppliers in
 * one arm are those of a branch further in. */
static ir_value *suppliers(closer *c, ir_region *graph, const ir_value *parts)
{
    ir_value *all = ir_value_new(c->arena, IR_ONE_OF, parts->at);
    map sides = map_new(c->arena);

    for (const ir_value *part = parts; part; part = part->next) {
        str key =
            arena_printf(c->arena, "%p", (const void *)side_of(part, graph));
        ir_value *list = map_get(&sides, key);

        if (!list) {
            list = ir_value_new(c->arena, IR_ONE_OF, part->at);
            map_put(&sides, key, list);
        }
        ir_value_push(list, ir_value_copy(c->arena, part));
    }
    for (uint32_t i = 0; i < sides.count; i++) {
        const ir_value *list = sides.entries[i].value;
        placed from = place_one_of(c, list->first);

        while (from.home != graph)
            from = climb(c, from);
        ir_value_push(all, from.value);
    }
    all->type = all->first->type;
    return all;
}

static bool are_same(const ir_value *parts)
{
    for (const ir_value *v = parts->next; v; v = v->next)
        if (v->node != parts->node || v->port != parts->port)
            return false;
    return true;
}

static placed place_one_of(closer *c, const ir_value *parts)
{
    ir_region *graph;
    ir_value *all;

    if (are_same(parts))
        return (placed){ parts->node->parent,
                         node_output(c->arena, parts->node, parts->port,
                                     parts->at) };
    graph = common_region(parts);
    all = suppliers(c, graph, parts);
    return (placed){ graph, all };
}

/* ---- values --------------------------------------------------------------- */

/* The region around `in` that has the input. */
static ir_region *home_of(ir_region *in, const ir_port *input)
{
    while (in->parent && ir_port_find(&in->inputs, input->name) != input)
        in = in->parent;
    return in;
}

static placed locate(closer *c, ir_region *in, const ir_value *v)
{
    placed none = { in, NULL };

    switch (v->kind) {
    case IR_REGION_INPUT:
        return (placed){ home_of(in, v->port),
                         region_input(c->arena, v->port, v->at) };
    case IR_ITEM:
    case IR_INDEX:
        return (placed){ v->node->component->graph,
                         region_input(c->arena, loop_port(c, v), v->at) };
    case IR_NODE_OUTPUT:
        return climb_until_around(
            c,
            (placed){ v->node->parent,
                      node_output(c->arena, v->node, v->port, v->at) },
            in);
    case IR_ONE_OF: {
        placed from = place_one_of(c, v->first);

        return climb_until_around(c, climb(c, from), in);
    }
    case IR_COLLECT: return locate(c, in, v->first);
    case IR_BAD:
    case IR_NAME:
    case IR_CONSTANT:
    case IR_RUN_FACT:
    case IR_JOINED:
    case IR_TREE:
    case IR_FIELD: break;
    }
    return none;
}

/* ---- into regions --------------------------------------------------------- */

/* Newest first; close_node puts them in order. */
static void bind(closer *c, ir_node *n, ir_port *port, ir_value *v)
{
    ir_binding *b = NEW(c->arena, ir_binding);

    b->name = port->name;
    b->at = v->at;
    b->port = port;
    b->value = v;
    b->next = n->bindings;
    n->bindings = b;
}

static ir_port *capture(closer *c, ir_region *graph, ir_value *v)
{
    str key = identity(c->arena, "in", graph, v);
    ir_port *p = map_get(&c->ports, key);

    if (p)
        return p;
    p = add_port(c, &graph->inputs, carried_name(c->arena, v), v->type);
    p->at = v->at;
    p->optional =
        v->kind == IR_REGION_INPUT && v->port->optional && !v->port->fallback;
    bind(c, graph->owner, p, v);
    map_put(&c->ports, key, p);
    return p;
}

/* v, said in region home, as region `in` inside of it says it. */
static ir_value *bring(closer *c, ir_region *in, const ir_region *home,
                       ir_value *v)
{
    if (in == home || !in->owner)
        return v;
    v = bring(c, in->parent, home, v);
    if (!close_is_graph(in))
        return v;
    return region_input(c->arena, capture(c, in, v), v->at);
}

/* The value is replaced in place: lists and owners point at it. */
static void replace(ir_value *v, const ir_value *with)
{
    ir_value *next = v->next;
    str key = v->key;

    *v = *with;
    v->key = key;
    v->next = next;
}

void close_value(closer *c, ir_region *in, ir_value *v)
{
    span at = v->at;
    placed from = locate(c, in, v);

    if (from.value) {
        replace(v, bring(c, in, from.home, from.value));
        v->at = at;
        return;
    }
    for (ir_value *part = ir_value_parts(v); part; part = part->next)
        close_value(c, in, part);
}
