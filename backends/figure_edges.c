#include "backends/figure.h"

/*
 * Edges. A task that reads an output of another has an edge from there, at
 * whatever depth they stand. What waits for a box as a whole, or is a box that
 * waits, has an edge to the box, unless an edge of the first kind says so.
 */
typedef struct linker {
    drawing *to;
    map said; /* pairs of siblings that an edge joins already */
    figure *reader;
    figure_link link;
} linker;

/* ---- walking --------------------------------------------------------------- */

static void each_figure(figure *in, void (*fn)(figure *f, void *context),
                        void *context)
{
    for (figure *f = in->first; f; f = f->next) {
        fn(f, context);
        each_figure(f, fn, context);
    }
}

static bool is_around(const figure *box, const figure *f)
{
    while (f && f->depth > box->depth)
        f = f->parent;
    return f == box;
}

/* ---- edges ------------------------------------------------------------------ */

static str pair_of(arena *a, const figure *from, const figure *to)
{
    const figure **pair = arena_alloc(a, 2 * sizeof *pair, alignof(figure *));

    pair[0] = from;
    pair[1] = to;
    return (str){ (const char *)pair, 2 * sizeof *pair };
}

/* The two boxes, or figures, around from and to that are siblings. */
static void say_siblings(linker *l, const figure *from, const figure *to)
{
    while (from->depth > to->depth)
        from = from->parent;
    while (to->depth > from->depth)
        to = to->parent;
    while (from->parent != to->parent) {
        from = from->parent;
        to = to->parent;
    }
    map_put(&l->said, pair_of(l->to->arena, from, to), l);
}

static void add_edge(linker *l, figure *from, figure *to, figure_link link)
{
    figure_edge *e = NEW(l->to->arena, figure_edge);

    *e = (figure_edge){ .from = from, .to = to, .link = link };
    if (l->to->last_edge)
        l->to->last_edge->next = e;
    else
        l->to->edges = e;
    l->to->last_edge = e;
}

static void link_value(ir_value *v, void *context)
{
    linker *l = context;
    figure *from;

    if (v->kind != IR_NODE_OUTPUT)
        return;
    from = figure_of_need(l->reader, &(ir_need){ .node = v->node });
    if (!from || from->seen == l->reader || is_around(from, l->reader))
        return;
    from->seen = l->reader;
    add_edge(l, from, l->reader, l->link);
    say_siblings(l, from, l->reader);
}

static void link_values(ir_value *v, void *context)
{
    ir_each_value(v, link_value, context);
}

/* What leaves a region is read by others, where it is named. */
static void link_own_values(linker *l, const ir_node *n)
{
    for (const ir_binding *b = n->bindings; b; b = b->next)
        ir_each_value(b->value, link_value, l);
    ir_each_value(n->over, link_value, l);
    ir_pod_each_value(n->pod, link_values, l);
    l->link = LINK_DECIDES;
    for (const ir_arm *arm = n->arms; arm; arm = arm->next)
        ir_condition_each_value(arm->when, link_values, l);
    l->link = LINK_ORDER;
}

static void link_figure(figure *f, void *context)
{
    linker *l = context;

    l->reader = f;
    if (f->node)
        link_own_values(l, f->node);
}

static void link_needs(figure *f, void *context)
{
    linker *l = context;

    if (!f->node)
        return;
    for (const ir_need *need = f->node->needs; need; need = need->next) {
        figure *from = figure_of_need(f, need);

        if (from && !map_get(&l->said, pair_of(l->to->arena, from, f)))
            add_edge(l, from, f, LINK_ORDER);
    }
}

void figures_connect(drawing *d)
{
    linker l = { .to = d, .said = map_new(d->arena) };

    each_figure(d->whole, link_figure, &l);
    each_figure(d->whole, link_needs, &l);
}

/* ---- levels ------------------------------------------------------------------ */

/* A figure waits until each of those that it needs has its level. */
static void await(arena *a, figure *f)
{
    if (!f->node)
        return;
    for (const ir_need *need = f->node->needs; need; need = need->next) {
        figure *from = figure_of_need(f, need);
        figure_edge *e;

        if (!from)
            continue;
        e = NEW(a, figure_edge);
        *e = (figure_edge){ .from = from, .to = f, .next = from->feeds };
        from->feeds = e;
        f->waits++;
    }
}

static void level_siblings(figure *in, void *context)
{
    const drawing *d = context;
    figure **ready;
    uint32_t n = 0;

    if (!in->count)
        return;
    ready = arena_alloc(d->arena, in->count * sizeof *ready, alignof(figure *));
    for (figure *f = in->first; f; f = f->next)
        await(d->arena, f);
    for (figure *f = in->first; f; f = f->next) {
        f->level = 1;
        if (!f->waits)
            ready[n++] = f;
    }
    for (uint32_t i = 0; i < n; i++) {
        for (figure_edge *e = ready[i]->feeds; e; e = e->next) {
            if (e->to->level <= ready[i]->level)
                e->to->level = ready[i]->level + 1;
            if (--e->to->waits == 0)
                ready[n++] = e->to;
        }
    }
}

void figures_level(drawing *d)
{
    level_siblings(d->whole, d);
    each_figure(d->whole, level_siblings, d);
}
