#include "ir/shape.h"

/*
 * Nodes and ports are pointed at from many places, some of them before their
 * owner is reached. So the first who meets one makes the (still empty) copy
 * and notes it in `moved`; the owner fills it in.
 */
typedef struct move {
    const void *from;
    void *to;
} move;

typedef struct copier {
    arena *arena;
    move *moves; /* open addressing, a power of two */
    size_t count, cap;
    bool whole; /* a module: its words are where those of the copy come from */
} copier;

static size_t slot_of(const copier *c, const void *from)
{
    uint64_t hash = (uint64_t)(uintptr_t)from * 0x9e3779b97f4a7c15u;
    size_t slot = (size_t)(hash >> 20) & (c->cap - 1);

    while (c->moves[slot].from && c->moves[slot].from != from)
        slot = (slot + 1) & (c->cap - 1);
    return slot;
}

static void grow(copier *c)
{
    move *old = c->moves;
    size_t old_cap = c->cap;

    c->cap = old_cap ? old_cap * 2 : 64;
    c->moves = arena_alloc(c->arena, c->cap * sizeof *c->moves, alignof(move));
    for (size_t i = 0; i < old_cap; i++)
        if (old[i].from)
            c->moves[slot_of(c, old[i].from)] = old[i];
}

/* The copy of `from`, made now when nobody asked before; NULL of NULL. */
static void *moved(copier *c, const void *from, size_t size)
{
    size_t slot;

    if (!from)
        return NULL;
    if (c->count * 2 >= c->cap)
        grow(c);
    slot = slot_of(c, from);
    if (!c->moves[slot].from) {
        c->moves[slot].from = from;
        c->moves[slot].to = arena_alloc(c->arena, size, alignof(max_align_t));
        c->count++;
    }
    return c->moves[slot].to;
}

static ir_port *port_of(copier *c, const ir_port *from)
{
    return moved(c, from, sizeof *from);
}

static ir_node *node_of(copier *c, const ir_node *from)
{
    return moved(c, from, sizeof *from);
}

static ir_region *region_of(copier *c, const ir_region *from)
{
    return moved(c, from, sizeof *from);
}

static ir_component *component_of(copier *c, const ir_component *from)
{
    return moved(c, from, sizeof *from);
}

/* ---- values, words ------------------------------------------------------ */

static bool refers(const ir_value *v)
{
    return v->kind == IR_REGION_INPUT || v->kind == IR_NODE_OUTPUT ||
           v->kind == IR_ITEM || v->kind == IR_INDEX;
}

static ir_value *copy_value(copier *c, const ir_value *from)
{
    ir_value *to;

    if (!from)
        return NULL;
    to = NEW(c->arena, ir_value);
    *to = *from;
    to->next = NULL;
    if (refers(from)) {
        to->port = port_of(c, from->port);
        to->node = node_of(c, from->node);
    }
    if (!ir_value_parts(from))
        return to;
    to->first = to->last = NULL;
    for (const ir_value *part = from->first; part; part = part->next)
        ir_value_push(to, copy_value(c, part));
    return to;
}

static ir_text copy_text(copier *c, const ir_text *from)
{
    ir_text to = { .at = from->at };

    for (const ir_piece *p = from->first; p; p = p->next)
        ir_piece_copy(c->arena, &to, p)->port = port_of(c, p->port);
    return to;
}

static ir_words copy_words(copier *c, const ir_words *from)
{
    ir_words to = { NULL, NULL, 0 };

    for (const ir_word *w = from->first; w; w = w->next) {
        ir_word *word = ir_word_add(c->arena, &to, w->kind, w->at);

        word->text = copy_text(c, &w->text);
        word->was = c->whole || !w->was ? w : w->was;
        word->port = port_of(c, w->port);
        word->then = copy_words(c, &w->then);
        word->other = copy_words(c, &w->other);
    }
    return to;
}

static ir_env *copy_env(copier *c, const ir_env *from)
{
    ir_env *first = NULL, **link = &first;

    for (; from; from = from->next) {
        ir_env *to = NEW(c->arena, ir_env);

        *to = *from;
        to->text = copy_text(c, &from->text);
        to->object = copy_value(c, from->object);
        to->next = NULL;
        *link = to;
        link = &to->next;
    }
    return first;
}

/* ---- ports and components ----------------------------------------------- */

/* `to` may be the place of `from` itself, copied bit by bit. */
static void copy_ports(copier *c, ir_ports *to, const ir_ports *from)
{
    ir_ports list = { NULL, NULL, 0, NULL };

    for (const ir_port *p = from->first; p; p = p->next) {
        ir_port *port = port_of(c, p);

        *port = *p;
        port->value = copy_value(c, p->value);
        port->next = NULL;
        if (list.last)
            list.last->next = port;
        else
            list.first = port;
        list.last = port;
        list.count++;
    }
    *to = list;
    if (from->index)
        ir_ports_index(c->arena, to);
}

static void copy_region(copier *c, const ir_region *from);

static void copy_container(copier *c, ir_container *to,
                           const ir_container *from)
{
    *to = *from;
    to->command = copy_words(c, &from->command);
    to->args = copy_words(c, &from->args);
    to->env = copy_env(c, from->env);
    to->style.extra = copy_words(c, &from->style.extra);
}

static ir_component *copy_component(copier *c, const ir_component *from)
{
    ir_component *to = component_of(c, from);

    *to = *from;
    copy_ports(c, &to->inputs, &from->inputs);
    copy_ports(c, &to->outputs, &from->outputs);
    copy_container(c, &to->container, &from->container);
    to->importer.uri = copy_text(c, &from->importer.uri);
    to->graph = region_of(c, from->graph);
    copy_region(c, from->graph);
    to->next = NULL;
    return to;
}

/* ---- nodes and regions -------------------------------------------------- */

static ir_condition *copy_condition(copier *c, const ir_condition *from)
{
    ir_condition *to;

    if (!from)
        return NULL;
    to = NEW(c->arena, ir_condition);
    *to = *from;
    to->left = copy_value(c, from->left);
    to->right = copy_value(c, from->right);
    to->a = copy_condition(c, from->a);
    to->b = copy_condition(c, from->b);
    return to;
}

static ir_pair *copy_pairs(copier *c, const ir_pair *from)
{
    ir_pair *first = NULL, **link = &first;

    for (; from; from = from->next) {
        ir_pair *to = NEW(c->arena, ir_pair);

        *to = *from;
        to->value = copy_value(c, from->value);
        to->next = NULL;
        *link = to;
        link = &to->next;
    }
    return first;
}

static ir_volume *copy_volumes(copier *c, const ir_volume *from)
{
    ir_volume *first = NULL, **link = &first;

    for (; from; from = from->next) {
        ir_volume *to = NEW(c->arena, ir_volume);

        *to = *from;
        to->object = copy_value(c, from->object);
        to->next = NULL;
        *link = to;
        link = &to->next;
    }
    return first;
}

static void copy_pod(copier *c, ir_pod *to, const ir_pod *from)
{
    *to = *from;
    to->labels = copy_pairs(c, from->labels);
    to->annotations = copy_pairs(c, from->annotations);
    to->node_selector = copy_pairs(c, from->node_selector);
    to->env = copy_env(c, from->env);
    to->volumes = copy_volumes(c, from->volumes);
}

static ir_binding *copy_bindings(copier *c, const ir_binding *from)
{
    ir_binding *first = NULL, **link = &first;

    for (; from; from = from->next) {
        ir_binding *to = NEW(c->arena, ir_binding);

        *to = *from;
        to->port = port_of(c, from->port);
        to->value = copy_value(c, from->value);
        to->next = NULL;
        *link = to;
        link = &to->next;
    }
    return first;
}

static ir_need *copy_needs(copier *c, const ir_need *from)
{
    ir_need *first = NULL, **link = &first;

    for (; from; from = from->next) {
        ir_need *to = NEW(c->arena, ir_need);

        *to = *from;
        to->node = node_of(c, from->node);
        to->next = NULL;
        *link = to;
        link = &to->next;
    }
    return first;
}

static ir_arm *copy_arms(copier *c, const ir_arm *from)
{
    ir_arm *first = NULL, **link = &first;

    for (; from; from = from->next) {
        ir_arm *to = NEW(c->arena, ir_arm);

        *to = *from;
        to->when = copy_condition(c, from->when);
        to->region = region_of(c, from->region);
        copy_region(c, from->region);
        to->next = NULL;
        *link = to;
        link = &to->next;
    }
    return first;
}

static void copy_node(copier *c, const ir_node *from)
{
    ir_node *to = node_of(c, from);

    *to = *from;
    to->parent = region_of(c, from->parent);
    to->component = component_of(c, from->component);
    to->bindings = copy_bindings(c, from->bindings);
    to->after = copy_needs(c, from->after);
    to->needs = copy_needs(c, from->needs);
    if (from->pod) {
        to->pod = NEW(c->arena, ir_pod);
        copy_pod(c, to->pod, from->pod);
    }
    to->arms = copy_arms(c, from->arms);
    to->over = copy_value(c, from->over);
    to->region = region_of(c, from->region);
    copy_region(c, from->region);
    to->on_exit = region_of(c, from->on_exit);
    copy_region(c, from->on_exit);
    to->when = copy_condition(c, from->when);
    to->each = port_of(c, from->each);
    to->counter = port_of(c, from->counter);
    to->next = node_of(c, from->next);
}

static void copy_region(copier *c, const ir_region *from)
{
    ir_region *to;

    if (!from)
        return;
    to = region_of(c, from);
    *to = *from;
    to->parent = region_of(c, from->parent);
    to->owner = node_of(c, from->owner);
    copy_ports(c, &to->inputs, &from->inputs);
    copy_ports(c, &to->outputs, &from->outputs);
    to->first = node_of(c, from->first);
    to->last = node_of(c, from->last);
    for (const ir_node *n = from->first; n; n = n->next)
        copy_node(c, n);
}

/* ---- the module --------------------------------------------------------- */

static void copy_components(copier *c, ir_module *to, const ir_module *from)
{
    ir_component **link = &to->components;

    to->last_component = NULL;
    for (const ir_component *p = from->components; p; p = p->next) {
        ir_component *copy = copy_component(c, p);

        copy->twin_of = component_of(c, p->twin_of);
        copy->only = node_of(c, p->only);
        *link = to->last_component = copy;
        link = &copy->next;
    }
    *link = NULL;
}

ir_module *ir_copy(arena *a, const ir_module *m)
{
    copier c = { .arena = a, .whole = true };
    ir_module *to = NEW(a, ir_module);

    *to = *m;
    to->next = NULL;
    copy_components(&c, to, m);
    to->body = region_of(&c, m->body);
    copy_region(&c, m->body);
    to->on_exit = region_of(&c, m->on_exit);
    copy_region(&c, m->on_exit);
    copy_pod(&c, &to->kubernetes.pod, &m->kubernetes.pod);
    if (m->schedule) {
        to->schedule = NEW(a, ir_schedule);
        *to->schedule = *m->schedule;
    }
    return to;
}

/* Whoever points at it in a copy points at the same one. */
static void keep(copier *c, void *shared)
{
    size_t slot;

    if (c->count * 2 >= c->cap)
        grow(c);
    slot = slot_of(c, shared);
    c->count += !c->moves[slot].from;
    c->moves[slot] = (move){ shared, shared };
}

static void keep_ports(copier *c, const ir_ports *ports)
{
    for (ir_port *p = ports->first; p; p = p->next)
        keep(c, p);
}

static void keep_component(ir_node *n, void *context)
{
    if (!n->component)
        return;
    keep(context, n->component);
    keep_ports(context, &n->component->inputs);
    keep_ports(context, &n->component->outputs);
}

ir_component *ir_graph_twin(arena *a, const ir_component *from, ir_module *in)
{
    copier c = { .arena = a };
    ir_component *twin = ir_component_add(a, in, from->name, from->at);
    ir_component *next = twin->next;

    ir_each_node(from->graph, keep_component, &c);
    *twin = *from;
    twin->next = next;
    twin->tasks = 0;
    twin->mark = 0;
    twin->graph = region_of(&c, from->graph);
    copy_region(&c, from->graph);
    ir_graph_ports(twin);
    return twin;
}

ir_component *ir_component_twin(arena *a, ir_component *from, ir_module *in)
{
    copier c = { .arena = a };
    ir_component *twin = component_of(&c, from);

    keep_ports(&c, &from->outputs);
    *twin = *from;
    copy_ports(&c, &twin->inputs, &from->inputs);
    copy_container(&c, &twin->container, &from->container);
    twin->twin_of = from->twin_of ? from->twin_of : from;
    twin->only = NULL;
    twin->tasks = 0;
    twin->mark = 0;
    twin->next = from->next;
    from->next = twin;
    if (in->last_component == from)
        in->last_component = twin;
    return twin;
}
