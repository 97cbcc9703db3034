#include "ir/reach.h"
#include "ir/unfold.h"

/* Tasks made are numbered from 1 by their mark while they are made. */

typedef struct needs {
    unfolding *unfolding;
    ir_need **link;
    uint32_t stamp; /* of the tasks that are in the list */
} needs;

static needs needs_to(unfolding *u, ir_need **list)
{
    return (needs){ u, list, ++u->stamp };
}

static void push(needs *to, ir_node *wanted, str name, span at)
{
    unfolding *u = to->unfolding;
    unfold_made *made = &u->made[wanted->mark - 1];
    ir_need *need;

    if (made->stamp == to->stamp || u->full)
        return;
    made->stamp = to->stamp;
    if (u->scopes && ++u->edges > UNFOLD_EDGES)
        unfold_stop(u, "edges");
    need = NEW(u->arena, ir_need);
    need->name = name;
    need->at = at;
    need->node = wanted;
    *to->link = need;
    to->link = &need->next;
}

static void push_all(needs *to, const ir_need *list)
{
    for (; list; list = list->next)
        push(to, list->node, list->name, list->at);
}

/* ---- the last tasks ---------------------------------------------------------- */

ir_need *unfold_last(unfolding *u, uint32_t first, uint32_t end)
{
    ir_need *list = NULL;
    needs to = needs_to(u, &list);

    for (uint32_t i = first; i < end; i++)
        for (const ir_need *n = u->made[i].task->needs; n; n = n->next)
            u->made[n->node->mark - 1].stamp = to.stamp;
    for (uint32_t i = first; i < end; i++)
        push(&to, u->made[i].task, STR(""), u->made[i].task->at);
    return list;
}

static void push_last(needs *to, unfold_place *of)
{
    ir_need *list = of->after;

    if (of->first < of->end)
        list = unfold_last(to->unfolding, of->first, of->end);
    push_all(to, list);
}

/* ---- `after` ------------------------------------------------------------------ */

/* A name from outside stands for the task in each round. */
static void push_named(needs *to, unfold_scope *in, ir_node *n)
{
    ir_node *top = ir_node_within(n, in->region);
    unfold_place *spot = unfold_place_of(in, top);

    if (top == n || spot->first == spot->end) {
        push_last(to, spot);
        return;
    }
    for (uint32_t i = 0; i < spot->count; i++)
        if (spot->inside[i] && ir_node_within(n, spot->inside[i]->region))
            push_named(to, spot->inside[i], n);
}

/* Who waits for a task waits for what that waits for. */
static void drop_needed(unfolding *u, ir_need **link)
{
    uint32_t stamp = ++u->stamp;

    for (const ir_need *of = *link; of; of = of->next)
        for (const ir_need *n = of->node->needs; n; n = n->next)
            u->made[n->node->mark - 1].stamp = stamp;
    while (*link) {
        if (u->made[(*link)->node->mark - 1].stamp == stamp)
            *link = (*link)->next;
        else
            link = &(*link)->next;
    }
}

ir_need *unfold_after(unfolding *u, unfold_scope *in, const ir_node *n)
{
    ir_need *list = NULL;
    needs to = needs_to(u, &list);

    for (const ir_need *need = n->after; need; need = need->next) {
        unfold_scope *from =
            need->node ? unfold_scope_of(in, need->node) : NULL;

        if (from)
            push_named(&to, from, need->node);
    }
    drop_needed(u, &list);
    return list;
}

/* ---- all edges of a task -------------------------------------------------------- */

static void push_value(ir_value *v, void *context)
{
    needs *to = context;

    if (v->kind == IR_NODE_OUTPUT && v->node->mark)
        push(to, v->node, STR(""), v->at);
}

static void push_values(ir_value *v, void *context)
{
    ir_each_value(v, push_value, context);
}

static bool has_need_in(const ir_node *task, const unfold_scope *in)
{
    for (const ir_need *n = task->needs; n; n = n->next)
        if (n->node->mark > in->first)
            return true;
    return false;
}

/* What a scope waits for, all its tasks wait for: those that need another of
 * it do so by that. */
void unfold_edges(unfolding *u, unfold_scope *in, ir_node *task)
{
    needs to = needs_to(u, &task->needs);

    ir_node_each_value(task, push_values, &to);
    push_all(&to, task->after);
    for (; in; in = in->around)
        if (in->after && !has_need_in(task, in))
            push_all(&to, in->after);
}
