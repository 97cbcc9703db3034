#include "backends/figure.h"

/* What is inside of a pipeline in a pipeline in a pipeline ... is left out. */
enum { DEPTH_MOST = 96, FIGURES_MOST = 50000 };

typedef struct maker {
    arena *arena;
    drawing *to;
    name_scope ids;
    map *in;
} maker;

bool figure_is_box(const figure *f)
{
    return f->kind != FIGURE_TASK && (f->kind != FIGURE_CALL || f->first);
}

bool figure_is_first(const figure *f)
{
    return f->node && !f->node->needs;
}

str figure_label(arena *a, const figure *f)
{
    if (!f->name.len || !f->note.len)
        return f->name.len ? f->name : f->note;
    return arena_printf(a, "%.*s: %.*s", STR_ARG(f->name), STR_ARG(f->note));
}

/* ---- looking up ----------------------------------------------------------- */

/* A node is known by its address: names are unique in their files only. */
static str key_of(const ir_node *const *node)
{
    return (str){ (const char *)node, sizeof *node };
}

static figure *figure_of(const map *in, const ir_node *node)
{
    return map_get(in, key_of(&node));
}

figure *figure_of_need(const figure *f, const ir_need *need)
{
    return figure_of(f->in, need->node);
}

static void put_node(maker *mk, figure *f, const ir_node *n)
{
    const ir_node **key = NEW(mk->arena, const ir_node *);

    *key = n;
    map_put(mk->in, key_of(key), f);
}

/* ---- making --------------------------------------------------------------- */

static figure *add(maker *mk, figure *to, figure_kind kind, str wanted)
{
    figure *f = NEW(mk->arena, figure);

    f->kind = kind;
    if (mk->ids.rule)
        f->id = name_take(&mk->ids, wanted);
    f->parent = to;
    f->in = mk->in;
    f->depth = to->depth + 1;
    if (to->last)
        to->last->next = f;
    else
        to->first = f;
    to->last = f;
    if (kind != FIGURE_EXIT)
        to->end = f;
    to->count++;
    mk->to->figures++;
    return f;
}

static str shown_name(const ir_node *n)
{
    return n->policy->display_name.len ? n->policy->display_name : n->name;
}

static void add_nodes(maker *mk, figure *to, const ir_region *region);

static void add_exit(maker *mk, figure *to, const ir_region *on_exit)
{
    figure *f;

    if (!on_exit)
        return;
    f = add(mk, to, FIGURE_EXIT, STR("on-exit"));
    f->note = STR("on exit");
    add_nodes(mk, f, on_exit);
}

/* The only task of a region that is called like the node around it. */
static const ir_node *only_task(const ir_node *n, const ir_region *region)
{
    const ir_node *in = region->first;

    if (!in || in->next || !str_eq(in->name, n->name))
        return NULL;
    return in->kind == IR_TASK || in->kind == IR_CALL ? in : NULL;
}

static void add_arms(maker *mk, figure *branch, const ir_node *n)
{
    const ir_arm *arm = n->arms;

    if (!arm)
        return;
    if (!arm->next) {
        branch->note = figure_if(mk->arena, "if ", arm->when);
        if (only_task(n, arm->region))
            branch->name = STR("");
        add_nodes(mk, branch, arm->region);
        return;
    }
    for (; arm; arm = arm->next) {
        figure *f = add(mk, branch, FIGURE_ARM, n->name);

        f->note = STR("else");
        if (arm->when)
            f->note = figure_if(mk->arena, arm == n->arms ? "if " : "else if ",
                                arm->when);
        add_nodes(mk, f, arm->region);
    }
}

static void add_loop(maker *mk, figure *loop, const ir_node *n)
{
    loop->note = figure_for(mk->arena, n);
    if (only_task(n, n->region))
        loop->name = STR("");
    add_nodes(mk, loop, n->region);
}

/* Inside of a pipeline nodes have figures of their own for each use of it. */
static void add_call(maker *mk, figure *call, const ir_node *n)
{
    const ir_component *c = n->component;
    const ir_region *graph = c && c->body == IR_GRAPH ? c->graph : NULL;
    const ir_node *only = graph ? graph->first : NULL;
    map *outer = mk->in;

    if (c)
        call->note = c->file.len ? c->file : c->name;
    if (!graph || call->depth > DEPTH_MOST || mk->to->figures > FIGURES_MOST)
        return;
    mk->in = NEW(mk->arena, map);
    *mk->in = map_new(mk->arena);
    if (only && !only->next && only->kind == IR_GROUP && only->on_exit) {
        add_nodes(mk, call, only->region);
        add_exit(mk, call, only->on_exit);
    } else {
        add_nodes(mk, call, graph);
    }
    mk->in = outer;
}

static void add_node(maker *mk, figure *to, const ir_node *n)
{
    static const figure_kind kinds[] = {
        [IR_TASK] = FIGURE_TASK,     [IR_CALL] = FIGURE_CALL,
        [IR_BRANCH] = FIGURE_BRANCH, [IR_LOOP] = FIGURE_LOOP,
        [IR_GROUP] = FIGURE_GROUP,
    };
    figure *f = add(mk, to, kinds[n->kind], n->name);

    f->node = n;
    f->name = shown_name(n);
    put_node(mk, f, n);
    switch (n->kind) {
    case IR_TASK: break;
    case IR_CALL: add_call(mk, f, n); break;
    case IR_BRANCH: add_arms(mk, f, n); break;
    case IR_LOOP: add_loop(mk, f, n); break;
    case IR_GROUP:
        add_nodes(mk, f, n->region);
        add_exit(mk, f, n->on_exit);
        break;
    }
}

static void add_nodes(maker *mk, figure *to, const ir_region *region)
{
    for (const ir_node *n = region->first; n; n = n->next)
        add_node(mk, to, n);
}

drawing figures_of(const emitter *out, const ir_module *m, const name_rule *ids)
{
    arena *a = out->arena;
    drawing d = { .arena = a, .schedule = figure_schedule(a, m->schedule) };
    maker mk = { .arena = a, .to = &d, .ids = name_scope_new(a, ids) };

    mk.in = NEW(a, map);
    *mk.in = map_new(a);
    d.whole = NEW(a, figure);
    d.whole->kind = FIGURE_GROUP;
    d.whole->name = emit_name(out, m);
    d.whole->in = mk.in;
    add_nodes(&mk, d.whole, m->body);
    add_exit(&mk, d.whole, m->on_exit);
    if (ids)
        d.schedule_id = name_take(&mk.ids, STR("schedule"));
    return d;
}
