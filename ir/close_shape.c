#include "ir/close.h"

bool close_is_graph(const ir_region *region)
{
    const ir_node *n = region->owner;

    return n && n->component && n->component->graph == region;
}

static ir_component *graph_around(closer *in, ir_node *n, ir_region *region)
{
    ir_component *c = ir_component_add(in->arena, in->module, n->name, n->at);

    c->body = IR_GRAPH;
    c->used = true;
    c->tasks = 1;
    c->graph = region;
    region->owner = n;
    region->parent = n->parent;
    n->kind = IR_CALL;
    n->component = c;
    n->region = NULL;
    n->arms = NULL;
    return c;
}

/* ---- a single task in the place of its region ---------------------------- */

static bool says_nothing(const ir_policy *p)
{
    return p->retries < 0 && p->backoff < 0 && p->timeout < 0 && !p->go_on &&
           p->cache == IR_CACHE_UNSAID && !p->display_name.len &&
           !p->description.len;
}

static ir_node *sole_leaf(const ir_region *region)
{
    ir_node *n = region->first;

    if (!n || n->next || !n->component)
        return NULL;
    return n->kind == IR_TASK || n->kind == IR_CALL ? n : NULL;
}

/* Whoever names the inner node finds the outer one through its region. */
static void stand_for(ir_node *outer, const ir_node *inner)
{
    outer->kind = inner->kind;
    outer->name = inner->name;
    outer->at = inner->at;
    outer->component = inner->component;
    outer->bindings = inner->bindings;
    outer->policy = inner->policy;
    outer->pod = inner->pod;
    outer->region = NULL;
    outer->arms = NULL;
    inner->parent->owner = outer;
    inner->parent->parent = outer->parent;
}

/* ---- loops --------------------------------------------------------------- */

/* What a task in a loop reads of the loop's own. */
typedef struct reading {
    const ir_node *loop;
    bool own;
} reading;

static void read_own(ir_value *v, void *context)
{
    reading *of = context;

    if ((v->kind == IR_ITEM || v->kind == IR_INDEX) && v->node == of->loop)
        of->own = true;
}

static void read_parts(ir_value *v, void *context)
{
    ir_each_value(v, read_own, context);
}

static bool is_own(const ir_value *v, const ir_node *loop)
{
    return (v->kind == IR_ITEM || v->kind == IR_INDEX) && v->node == loop;
}

/* Item and index may each go to one input, as they are, and nowhere else. */
static bool takes_plainly(ir_node *leaf, const ir_node *loop)
{
    unsigned items = 0, counters = 0;
    reading of = { loop, false };

    for (ir_binding *b = leaf->bindings; b; b = b->next) {
        if (!is_own(b->value, loop))
            ir_each_value(b->value, read_own, &of);
        else if (b->value->kind == IR_ITEM)
            items++;
        else
            counters++;
    }
    ir_pod_each_value(leaf->pod, read_parts, &of);
    return items <= 1 && counters <= 1 && !of.own;
}

static void take_plainly(ir_node *n)
{
    ir_binding **link = &n->bindings;

    for (ir_binding *b = *link; b; b = *link) {
        if (!is_own(b->value, n)) {
            link = &b->next;
            continue;
        }
        if (b->value->kind == IR_ITEM)
            n->each = b->port;
        else
            n->counter = b->port;
        *link = b->next;
    }
}

static void shape_loop(closer *in, ir_node *n)
{
    ir_node *leaf = sole_leaf(n->region);

    if (in->whole || !leaf || !says_nothing(n->policy) ||
        !takes_plainly(leaf, n)) {
        graph_around(in, n, n->region);
        return;
    }
    stand_for(n, leaf);
    take_plainly(n);
}

/* ---- branches ------------------------------------------------------------ */

static ir_condition *clone_condition(arena *a, const ir_condition *from)
{
    ir_condition *c;

    if (!from)
        return NULL;
    c = NEW(a, ir_condition);
    *c = *from;
    c->left = from->left ? ir_value_copy(a, from->left) : NULL;
    c->right = from->right ? ir_value_copy(a, from->right) : NULL;
    c->a = clone_condition(a, from->a);
    c->b = clone_condition(a, from->b);
    return c;
}

static ir_condition *combine(arena *a, ir_test test, ir_condition *left,
                             ir_condition *right)
{
    ir_condition *c;

    if (test == IR_TEST_AND && (!left || !right))
        return left ? left : right;
    c = NEW(a, ir_condition);
    c->test = test;
    c->at = left->at;
    c->a = left;
    c->b = right;
    return c;
}

/* No earlier arm is taken, and its own condition holds. */
static ir_condition *condition_of(arena *a, const ir_arm *arms,
                                  const ir_arm *arm)
{
    ir_condition *all = NULL;

    for (const ir_arm *before = arms; before != arm; before = before->next)
        all = combine(
            a, IR_TEST_AND, all,
            combine(a, IR_TEST_NOT, clone_condition(a, before->when), NULL));
    return combine(a, IR_TEST_AND, all, clone_condition(a, arm->when));
}

static void shape_arm(closer *in, ir_node *n, ir_region *region)
{
    ir_node *leaf = sole_leaf(region);

    if (leaf && !in->whole && says_nothing(n->policy))
        stand_for(n, leaf);
    else
        graph_around(in, n, region);
}

static str arm_name(arena *a, const ir_node *n, const ir_arm *arm,
                    unsigned number)
{
    if (!arm->when)
        return arena_join(a, n->name, STR("-else"));
    return arena_printf(a, "%.*s-%u", STR_ARG(n->name), number);
}

static void shape_arms(closer *in, ir_node *n)
{
    ir_region *graph = NEW(in->arena, ir_region);
    const ir_arm *arms = n->arms;
    unsigned number = 0;

    graph->at = n->at;
    graph_around(in, n, graph);
    for (const ir_arm *arm = arms; arm; arm = arm->next) {
        ir_node *made =
            ir_node_add(in->arena, graph, IR_CALL,
                        arm_name(in->arena, n, arm, ++number), n->at);

        made->when = condition_of(in->arena, arms, arm);
        shape_arm(in, made, arm->region);
    }
}

static void shape_branch(closer *in, ir_node *n)
{
    ir_arm *only = n->arms;

    if (!only || only->next || (in->whole && n->mark)) {
        shape_arms(in, n);
        return;
    }
    n->when = only->when;
    shape_arm(in, n, only->region);
}

/* ---- nodes --------------------------------------------------------------- */

static void shape_node(closer *in, ir_node *n)
{
    switch (n->kind) {
    case IR_TASK:
    case IR_CALL: break;
    case IR_BRANCH: shape_branch(in, n); break;
    case IR_LOOP: shape_loop(in, n); break;
    case IR_GROUP: graph_around(in, n, n->region); break;
    }
    if (n->on_exit) {
        n->on_exit->owner = n;
        n->on_exit->parent = n->parent;
        close_shape(in, n->on_exit);
    }
    if (n->kind == IR_CALL && n->component && n->component->graph->owner == n)
        close_shape(in, n->component->graph);
}

/* A graph around a branch is there even when no arm is taken, so that those
 * who come after it may go on. */
static void mark_awaited(const ir_region *region, uint32_t mark)
{
    for (const ir_node *n = region->first; n; n = n->next)
        for (const ir_need *need = n->needs; need; need = need->next)
            need->node->mark = mark;
}

void close_shape(closer *in, ir_region *region)
{
    mark_awaited(region, 1);
    for (ir_node *n = region->first; n; n = n->next)
        shape_node(in, n);
    mark_awaited(region, 0);
}
