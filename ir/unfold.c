#include "ir/unfold.h"

#include "ir/reach.h"

/* ---- budgets --------------------------------------------------------------- */

void unfold_stop(unfolding *u, const char *what)
{
    span at = u->at ? u->at->at : u->module->at;
    diag *d;

    if (!u->full) {
        d = REPORT(u->session, D_TOO_LARGE, at,
                   "copies of loops and of pipelines that are used make too "
                   "many %s",
                   what);
        diag_help(&u->session->diags, d,
                  "at most %d tasks fit: let one task do several elements",
                  UNFOLD_TASKS);
    }
    u->full = true;
}

/* ---- scopes ------------------------------------------------------------------ */

unfold_place *unfold_place_of(const unfold_scope *in, const ir_node *n)
{
    return &in->places[n->mark - 1];
}

unfold_scope *unfold_scope_of(unfold_scope *in, ir_node *n)
{
    while (in && !ir_node_within(n, in->region))
        in = in->around;
    return in;
}

static unfold_scope *enter(unfolding *u, unfold_scope *around,
                           const ir_region *region)
{
    unfold_scope *in = NEW(u->arena, unfold_scope);
    uint32_t number = 0;

    in->around = around;
    in->region = region;
    in->first = u->count;
    if (around) {
        in->prefix = around->prefix;
        in->suffix = around->suffix;
        in->depth = around->depth + 1;
    }
    in->places = arena_alloc(u->arena, region->count * sizeof *in->places + 1,
                             alignof(unfold_place));
    for (ir_node *n = region->first; n; n = n->next)
        n->mark = ++number;
    if (in->depth > UNFOLD_DEPTH)
        unfold_stop(u, "levels");
    if (around && ++u->scopes > UNFOLD_TASKS * 4)
        unfold_stop(u, "groups");
    return in;
}

/* ---- tasks ------------------------------------------------------------------- */

static void note_made(unfolding *u, unfold_scope *in, ir_node *task)
{
    if (u->count == u->cap) {
        uint32_t cap = u->cap ? u->cap * 2 : 64;
        unfold_made *more =
            arena_alloc(u->arena, cap * sizeof *more, alignof(unfold_made));

        for (uint32_t i = 0; i < u->count; i++)
            more[i] = u->made[i];
        u->made = more;
        u->cap = cap;
    }
    u->made[u->count++] = (unfold_made){ task, in, 0 };
    task->mark = u->count;
    if (in->around && ++u->copies > UNFOLD_TASKS)
        unfold_stop(u, "tasks");
}

ir_node *unfold_task(unfolding *u, unfold_scope *in, const ir_node *from,
                     ir_component *component, str name)
{
    ir_node *task = NEW(u->arena, ir_node);

    task->kind = IR_TASK;
    task->name = from->name;
    task->at = from->at;
    task->component = component;
    task->policy = &ir_policy_unsaid;
    task->emitted = arena_printf(u->arena, "%.*s%.*s%.*s", STR_ARG(in->prefix),
                                 STR_ARG(name), STR_ARG(in->suffix));
    return task;
}

void unfold_finish(unfolding *u, unfold_scope *in, ir_node *task)
{
    for (const unfold_scope *s = in; s; s = s->around)
        task->when = condition_and(u->arena, s->guard, task->when);
    note_made(u, in, task);
    unfold_edges(u, in, task);
}

static void bind(unfolding *u, unfold_scope *in, ir_node *task,
                 const ir_binding *from)
{
    ir_binding **link = &task->bindings;

    for (; from; from = from->next) {
        ir_binding *to = NEW(u->arena, ir_binding);

        *to = *from;
        to->value = unfold_value(u, in, from->value);
        to->next = NULL;
        *link = to;
        link = &to->next;
    }
}

/* What all rounds go over stands for the item of each. */
static void take_item(unfolding *u, ir_node *task)
{
    for (ir_binding *b = task->bindings; b; b = b->next)
        if (b->value->kind == IR_ITEM) {
            b->value = ir_value_new(u->arena, IR_NODE_OUTPUT, b->value->at);
            b->value->node = task->over->node;
            b->value->port = task->over->port;
            b->value->type = task->over->type;
        }
}

static void make_task(unfolding *u, unfold_scope *in, const ir_node *n,
                      unfold_place *spot)
{
    ir_node *task = unfold_task(u, in, n, n->component, n->name);

    task->policy = n->policy;
    task->pod = unfold_pod(u, in, n->pod);
    task->after = spot->after;
    bind(u, in, task, n->bindings);
    task->over = in->over;
    if (task->over)
        take_item(u, task);
    spot->task = task;
    unfold_finish(u, in, task);
    task->after = NULL;
}

/* ---- the order --------------------------------------------------------------- */

typedef struct step {
    const ir_node *node;
    const ir_need *next;
} step;

static void unfold_node_in(unfolding *u, unfold_scope *in, const ir_node *n);

/* Who is needed is unfolded first; a chain may be long. */
static void unfold_from(unfolding *u, unfold_scope *in, step *path,
                        const ir_node *start)
{
    size_t depth = 0;

    path[depth++] = (step){ start, start->needs };
    unfold_place_of(in, start)->seen = true;
    while (depth && !u->full) {
        step *top = &path[depth - 1];
        const ir_node *wanted;

        if (!top->next) {
            unfold_node_in(u, in, top->node);
            depth--;
            continue;
        }
        wanted = top->next->node;
        top->next = top->next->next;
        if (unfold_place_of(in, wanted)->seen)
            continue;
        unfold_place_of(in, wanted)->seen = true;
        path[depth++] = (step){ wanted, wanted->needs };
    }
}

static void unfold_region(unfolding *u, unfold_scope *in)
{
    step *path = arena_alloc(u->arena, in->region->count * sizeof *path + 1,
                             alignof(step));

    for (const ir_node *n = in->region->first; n && !u->full; n = n->next)
        if (!unfold_place_of(in, n)->seen)
            unfold_from(u, in, path, n);
    in->end = u->count;
}

/* ---- what has regions ---------------------------------------------------------- */

static unfold_scope **spaces(unfolding *u, unfold_place *spot, uint32_t count)
{
    spot->count = count;
    spot->inside = arena_alloc(u->arena, count * sizeof *spot->inside + 1,
                               alignof(unfold_scope *));
    return spot->inside;
}

static const doc *default_of(arena *a, const ir_port *p)
{
    return p->fallback ? p->fallback : doc_null(a);
}

static void bind_inputs(unfolding *u, unfold_scope *in, const ir_node *n,
                        map *bound)
{
    for (const ir_binding *b = n->bindings; b; b = b->next)
        map_put(bound, b->port->name, unfold_value(u, in, b->value));
    for (const ir_port *p = n->component->inputs.first; p; p = p->next) {
        ir_value *v;

        if (map_get(bound, p->name))
            continue;
        v = ir_value_new(u->arena, IR_CONSTANT, p->at);
        v->constant = default_of(u->arena, p);
        v->type = p->type;
        map_put(bound, p->name, v);
    }
}

static void unfold_call(unfolding *u, unfold_scope *in, const ir_node *n,
                        unfold_place *spot)
{
    unfold_scope *graph = enter(u, in, n->component->graph);

    graph->call = true;
    graph->bound = map_new(u->arena);
    bind_inputs(u, in, n, &graph->bound);
    graph->prefix = arena_printf(u->arena, "%.*s%.*s%.*s-", STR_ARG(in->prefix),
                                 STR_ARG(n->name), STR_ARG(in->suffix));
    graph->suffix = STR("");
    graph->after = spot->after;
    spaces(u, spot, 1)[0] = graph;
    unfold_region(u, graph);
}

static void unfold_group(unfolding *u, unfold_scope *in, const ir_node *n,
                         unfold_place *spot)
{
    unfold_scope *group = enter(u, in, n->region);

    group->after = spot->after;
    spaces(u, spot, 1)[0] = group;
    unfold_region(u, group);
}

/* ---- loops ---------------------------------------------------------------------- */

static ir_value *element(arena *a, const doc *d, const ir_value *list)
{
    ir_value *v = ir_value_new(a, IR_CONSTANT, list->at);

    v->constant = d;
    v->type.kind = IR_ANY;
    return v;
}

static ir_value **elements(unfolding *u, const ir_value *list, uint32_t *count)
{
    ir_value **items;
    uint32_t n = 0;

    for (const ir_value *v = ir_value_parts(list); v; v = v->next)
        n++;
    if (list->kind == IR_CONSTANT)
        n = list->constant->count;
    items = arena_alloc(u->arena, n * sizeof *items + 1, alignof(ir_value *));
    *count = 0;
    if (list->kind == IR_TREE) {
        for (ir_value *v = list->first; v; v = v->next)
            items[(*count)++] = v;
    } else {
        doc_each (d, list->constant)
            items[(*count)++] = element(u->arena, d, list);
    }
    return items;
}

static bool is_known_list(const ir_value *v)
{
    return (v->kind == IR_TREE && v->shape == DOC_SEQ) ||
           (v->kind == IR_CONSTANT && doc_is_seq(v->constant));
}

/* With a limit of L, a round waits for the one L rounds before it. */
static void unfold_round(unfolding *u, unfold_scope *in, const ir_node *n,
                         unfold_place *spot, ir_value *item, uint32_t i)
{
    unfold_scope *round = enter(u, in, n->region);
    const unfold_scope *before = NULL;

    round->loop = n;
    round->item = item;
    round->round = i;
    round->suffix = arena_printf(u->arena, "%.*s-%u", STR_ARG(in->suffix), i);
    round->after = spot->after;
    if (n->parallelism > 0 && i >= n->parallelism)
        before = spot->inside[i - (uint32_t)n->parallelism];
    if (before && before->first < before->end)
        round->after = unfold_last(u, before->first, before->end);
    spot->inside[i] = round;
    unfold_region(u, round);
}

static void unfold_iterated(unfolding *u, unfold_scope *in, const ir_node *n,
                            unfold_place *spot, const ir_value *list)
{
    ir_value *over =
        list->kind == IR_BAD ? NULL : u->rules->list(u, in, n, list);
    unfold_scope *round;

    if (!over)
        return;
    round = enter(u, in, n->region);
    round->loop = n;
    round->over = over;
    round->item = ir_value_new(u->arena, IR_ITEM, n->at);
    round->after = spot->after;
    spot->rounds = true;
    spaces(u, spot, 1)[0] = round;
    unfold_region(u, round);
}

static void unfold_loop(unfolding *u, unfold_scope *in, const ir_node *n,
                        unfold_place *spot)
{
    ir_value *list = unfold_value(u, in, n->over);
    ir_value **items;
    uint32_t count;

    if (!is_known_list(list)) {
        unfold_iterated(u, in, n, spot, list);
        return;
    }
    items = elements(u, list, &count);
    spaces(u, spot, count);
    for (uint32_t i = 0; i < count && !u->full; i++)
        unfold_round(u, in, n, spot, items[i], i);
}

/* ---- branches --------------------------------------------------------------------- */

/* The arms that may be taken, up to the first one that is; arms that are not
 * have no scope, the last one has no condition then. */
static uint32_t decide_arms(unfolding *u, unfold_scope *in, const ir_node *n,
                            ir_condition **arms, const ir_arm **taken)
{
    uint32_t count = 0;

    for (const ir_arm *arm = n->arms; arm; arm = arm->next) {
        ir_condition *c = unfold_condition(u, in, arm->when);

        if (c)
            c = condition_fold(u->arena, c);
        if (c && condition_is(c, false))
            continue;
        taken[count] = arm;
        arms[count] = c && condition_is(c, true) ? NULL : c;
        if (!arms[count++])
            break;
    }
    return count;
}

static void unfold_branch(unfolding *u, unfold_scope *in, const ir_node *n,
                          unfold_place *spot)
{
    ir_condition **guards;
    const ir_arm **arms;
    uint32_t count = 0;

    for (const ir_arm *arm = n->arms; arm; arm = arm->next)
        count++;
    guards =
        arena_alloc(u->arena, count * sizeof *guards, alignof(ir_condition *));
    arms = arena_alloc(u->arena, count * sizeof *arms, alignof(ir_arm *));
    count = decide_arms(u, in, n, guards, arms);
    if (count && guards[0])
        u->rules->guard(u, in, n, guards, count);
    spaces(u, spot, count);
    for (uint32_t i = 0; i < count && !u->full; i++) {
        unfold_scope *arm = enter(u, in, arms[i]->region);

        arm->guard = guards[i];
        arm->after = spot->after;
        spot->inside[i] = arm;
        unfold_region(u, arm);
    }
}

static void unfold_node_in(unfolding *u, unfold_scope *in, const ir_node *n)
{
    unfold_place *spot = unfold_place_of(in, n);

    u->at = n;
    spot->first = u->count;
    spot->after = unfold_after(u, in, n);
    switch (n->kind) {
    case IR_TASK: make_task(u, in, n, spot); break;
    case IR_CALL: unfold_call(u, in, n, spot); break;
    case IR_GROUP: unfold_group(u, in, n, spot); break;
    case IR_LOOP: unfold_loop(u, in, n, spot); break;
    case IR_BRANCH: unfold_branch(u, in, n, spot); break;
    }
    spot->end = u->count;
}

/* ---- the module ---------------------------------------------------------------------- */

static void link_scope(ir_region *to, const unfold_scope *in);

static void link_place(ir_region *to, const unfold_place *spot)
{
    if (spot->task)
        ir_node_push(spot->task, to);
    for (uint32_t i = 0; i < spot->count; i++)
        if (spot->inside[i])
            link_scope(to, spot->inside[i]);
}

/* The tasks in the order of the source. */
static void link_scope(ir_region *to, const unfold_scope *in)
{
    for (uint32_t i = 0; i < in->region->count; i++)
        link_place(to, &in->places[i]);
}

static void clear_mark(ir_node *n, void *context)
{
    (void)context;
    n->mark = 0;
}

static void unfold_root(unfolding *u, ir_region *region)
{
    ir_region old;
    unfold_scope *root;

    if (!region)
        return;
    u->count = 0;
    root = enter(u, NULL, region);
    unfold_region(u, root);
    if (u->session->diags.errors > u->errors) {
        ir_each_node(region, clear_mark, NULL);
        return;
    }
    for (ir_port *p = region->outputs.first; p; p = p->next)
        if (p->value)
            p->value = unfold_value(u, root, p->value);
    old = *region;
    root->region = &old;
    region->first = region->last = NULL;
    region->count = 0;
    link_scope(region, root);
    ir_each_node(&old, clear_mark, NULL);
    ir_each_node(region, clear_mark, NULL);
}

/* Graphs are gone, and components have other tasks than before. */
static void keep_containers(ir_module *m)
{
    ir_component **link = &m->components;

    m->last_component = NULL;
    while (*link) {
        ir_component *c = *link;

        if (c->graph) {
            *link = c->next;
            continue;
        }
        c->tasks = 0;
        c->used = false;
        m->last_component = c;
        link = &c->next;
    }
}

static void count_task(ir_node *n, void *context)
{
    (void)context;
    n->component->tasks++;
    n->component->used = true;
}

static bool is_flat(const ir_region *region)
{
    for (const ir_node *n = region ? region->first : NULL; n; n = n->next)
        if (n->kind != IR_TASK)
            return false;
    return true;
}

void unfold(session *s, ir_module *m, const unfold_rules *rules)
{
    unfolding u = { .session = s,
                    .arena = s->arena,
                    .module = m,
                    .rules = rules,
                    .errors = s->diags.errors };

    if (is_flat(m->body) && is_flat(m->on_exit))
        return;
    unfold_root(&u, m->body);
    u.on_exit = true;
    unfold_root(&u, m->on_exit);
    for (ir_component *c = m->components; c; c = c->next)
        ir_each_node(c->graph, clear_mark, NULL);
    if (s->diags.errors > u.errors)
        return;
    keep_containers(m);
    ir_each_node(m->body, count_task, NULL);
    ir_each_node(m->on_exit, count_task, NULL);
}
