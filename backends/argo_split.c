#include "backends/argo.h"

/*
 * A DAG holds 200 tasks. Longer ones are divided into groups, one after the
 * other as far as their tasks wait for each other. A place is left for the task
 * that hides failures.
 */

enum { MOST_TASKS = 199 };

typedef struct step {
    ir_node *node;
    const ir_need *next; /* still to be followed */
} step;

typedef struct splitter {
    arena *arena;
    ir_region *region;
    ir_node **order; /* what is waited for comes first */
    uint32_t count;
    ir_node **parts;
    uint32_t size; /* of a part */
} splitter;

/* ---- the order ----------------------------------------------------------- */

/* Depth first, with a path of our own: a chain may be very long. A node's mark
 * is its place in the order plus one; those on the path have one past the end.
 */
static void follow(splitter *in, step *path, ir_node *start)
{
    uint32_t depth = 0, seen = in->region->count + 1;

    path[depth++] = (step){ start, start->needs };
    start->mark = seen;
    while (depth) {
        step *top = &path[depth - 1];
        ir_node *wanted;

        if (!top->next) {
            in->order[in->count++] = top->node;
            top->node->mark = in->count;
            depth--;
            continue;
        }
        wanted = top->next->node;
        top->next = top->next->next;
        if (wanted->mark)
            continue;
        wanted->mark = seen;
        path[depth++] = (step){ wanted, wanted->needs };
    }
}

static void find_order(splitter *in)
{
    uint32_t count = in->region->count;
    step *path = arena_alloc(in->arena, count * sizeof *path, alignof(step));

    in->order =
        arena_alloc(in->arena, count * sizeof *in->order, alignof(ir_node *));
    for (ir_node *n = in->region->first; n; n = n->next)
        if (!n->mark)
            follow(in, path, n);
}

/* ---- the parts ----------------------------------------------------------- */

static ir_node *part_of(const splitter *in, const ir_node *n)
{
    return in->parts[(n->mark - 1) / in->size];
}

static bool has_need(const ir_node *n, const ir_node *wanted)
{
    for (const ir_need *need = n->needs; need; need = need->next)
        if (need->node == wanted)
            return true;
    return false;
}

/* What tasks of other parts are waited for, their parts are. */
static void divide_needs(const splitter *in, ir_node *n)
{
    ir_node *own = part_of(in, n);
    ir_need **link = &n->needs;

    while (*link) {
        ir_need *need = *link;
        ir_node *other = part_of(in, need->node);

        if (other == own) {
            link = &need->next;
            continue;
        }
        *link = need->next;
        if (has_need(own, other))
            continue;
        need->node = other;
        need->next = own->needs;
        own->needs = need;
    }
}

static ir_node *make_part(const splitter *in, ir_region *to, uint32_t number)
{
    ir_node *part = ir_node_add(
        in->arena, to, IR_GROUP,
        arena_printf(in->arena, "part-%u", (unsigned)number), to->at);

    part->region = NEW(in->arena, ir_region);
    part->region->at = to->at;
    part->region->parent = to;
    part->region->owner = part;
    return part;
}

/* The regions of branches, loops and groups know where their node stands. */
static void adopt(ir_node *n)
{
    for (ir_arm *arm = n->arms; arm; arm = arm->next)
        arm->region->parent = n->parent;
    if (n->region)
        n->region->parent = n->parent;
    if (n->on_exit)
        n->on_exit->parent = n->parent;
}

static void split(arena *a, ir_region *region)
{
    uint32_t number = (region->count + MOST_TASKS - 1) / MOST_TASKS;
    splitter in = { .arena = a, .region = region };

    find_order(&in);
    in.size = (region->count + number - 1) / number;
    in.parts = arena_alloc(a, number * sizeof *in.parts, alignof(ir_node *));
    region->first = region->last = NULL;
    region->count = 0;
    for (uint32_t i = 0; i < number; i++)
        in.parts[i] = make_part(&in, region, i + 1);
    for (uint32_t i = 0; i < in.count; i++)
        divide_needs(&in, in.order[i]);
    for (uint32_t i = 0; i < in.count; i++) {
        ir_node_push(in.order[i], part_of(&in, in.order[i])->region);
        adopt(in.order[i]);
    }
    for (uint32_t i = 0; i < in.count; i++)
        in.order[i]->mark = 0;
}

/* ---- the pass ------------------------------------------------------------ */

static void split_region(arena *a, ir_region *region);

static void split_inside(ir_node *n, void *context)
{
    for (ir_arm *arm = n->arms; arm; arm = arm->next)
        split_region(context, arm->region);
    split_region(context, n->region);
}

/* Inner regions first: the parts made here are short. */
static void split_region(arena *a, ir_region *region)
{
    if (!region)
        return;
    for (ir_node *n = region->first; n; n = n->next)
        split_inside(n, a);
    while (region->count > MOST_TASKS)
        split(a, region);
}

static void run(session *s, ir_module *m)
{
    split_region(s->arena, m->body);
    split_region(s->arena, m->on_exit);
    for (ir_component *c = m->components; c; c = c->next)
        split_region(s->arena, c->graph);
}

const pass lower_argo_split = {
    "argo-split", "regions with too many tasks become groups of groups", run
};
