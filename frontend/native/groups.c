#include "frontend/native/tasks.h"

/* ---- arms ---------------------------------------------------------------- */

static ir_arm *add_arm(native *n, ir_node *branch, const doc *when, span at)
{
    ir_arm *arm = NEW(n->arena, ir_arm), **link = &branch->arms;

    while (*link)
        link = &(*link)->next;
    *link = arm;
    arm->at = at;
    arm->when = when ? native_condition(n, when, at) : NULL;
    arm->region = NEW(n->arena, ir_region);
    arm->region->at = at;
    arm->region->parent = branch->parent;
    return arm;
}

/* ---- else ---------------------------------------------------------------- */

static bool read_else(native *n, const doc *d, native_flow *f)
{
    const field fields[] = {
        { "if", FIELD_ANY, false, &f->when },
        { "tasks", FIELD_MAP, true, &f->tasks },
        { "else", FIELD_MAP, false, &f->other },
        { NULL, FIELD_ANY, false, NULL },
    };

    return fields_read(n->s, d, "'else'", fields);
}

static void refuse_second_else(native *n, const doc *other)
{
    diag_help(&n->s->diags,
              REPORT(n->s, D_KEYS_CONFLICT, other->key_at,
                     "a second 'else' follows an 'else' without 'if'"),
              "write else: {if: …, tasks: …, else: …}");
}

/* With the first arm's condition wrong the chain is still read, so that its
 * tasks are known by name. */
static void add_else(native *n, const doc *other, ir_node *branch)
{
    while (other) {
        native_flow f = { .tasks = NULL };
        bool right = read_else(n, other, &f);
        ir_arm *arm = add_arm(n, branch, f.when, other->key_at);

        if (!right && !f.when)
            arm->when = native_condition(n, NULL, other->key_at);
        else if (!f.when && f.other)
            refuse_second_else(n, f.other);
        native_tasks(n, f.tasks, arm->region);
        other = f.other;
    }
}

/* ---- loops --------------------------------------------------------------- */

static ir_value *read_list(native *n, const doc *d, span at)
{
    if (!d)
        return ir_value_new(n->arena, IR_BAD, at);
    if (doc_is_seq(d) || template_has(d))
        return native_value(n, d);
    native_bad_value(n, d, "a list or a reference to one");
    return ir_value_new(n->arena, IR_BAD, at);
}

/* One of `in` and `sweep` says what a loop goes over. */
static void read_over(native *n, const doc *d, const doc *list,
                      const doc *sweep, native_place *to)
{
    if (list && sweep)
        diag_help(&n->s->diags,
                  REPORT(n->s, D_KEYS_CONFLICT, sweep->key_at,
                         "'sweep' stands beside 'in'"),
                  "a loop goes over the elements of 'in' or the jobs of "
                  "'sweep'");
    if (sweep)
        to->sweep = native_sweep_begin(n, sweep);
    to->loop->over = sweep ? ir_value_new(n->arena, IR_BAD, sweep->at)
                           : read_list(n, list, d->at);
}

static void read_loop(native *n, const doc *d, native_place *to)
{
    const doc *list = NULL, *sweep = NULL, *name = NULL, *parallelism = NULL;
    ir_node *loop = to->loop;
    const field fields[] = {
        { "in", FIELD_ANY, false, &list },
        { "sweep", FIELD_MAP, false, &sweep },
        { "as", FIELD_STRING, false, &name },
        { "parallelism", FIELD_INT, false, &parallelism },
        { NULL, FIELD_ANY, false, NULL },
    };
    bool right;

    right = fields_read(n->s, d, "'foreach'", fields);
    if (right && !list && !sweep)
        diag_help(&n->s->diags,
                  REPORT(n->s, D_MISSING_KEY, field_span(d),
                         "'foreach' has neither 'in' nor 'sweep'"),
                  "say what it goes over: in: [a, b]");
    read_over(n, d, list, sweep, to);
    loop->item = name ? name->text : STR("item");
    if (name || right)
        native_item_name(n, loop->item, name ? name->at : d->key_at);
    if (parallelism)
        loop->parallelism = native_count(n, parallelism, 1);
    if (loop->parallelism < 0)
        loop->parallelism = 0;
}

static ir_region *new_region(native *n, ir_node *owner)
{
    owner->region = NEW(n->arena, ir_region);
    owner->region->at = owner->at;
    owner->region->parent = owner->parent;
    return owner->region;
}

/* ---- places -------------------------------------------------------------- */

static void refuse_both(native *n, const native_flow *f)
{
    diag_help(&n->s->diags,
              REPORT(n->s, D_KEYS_CONFLICT, f->foreach->key_at,
                     "'foreach' stands beside 'if'"),
              "nest them: one on a group, the other on the tasks in it");
}

static ir_node *enter(native *n, native_place *in, ir_node_kind kind,
                      const doc *task)
{
    ir_node *node =
        ir_node_add(n->arena, in->inner, kind, task->key, task->key_at);

    if (!in->outer)
        in->outer = node;
    return node;
}

static void begin_branch(native *n, native_place *to, const doc *task,
                         const native_flow *f)
{
    ir_node *branch = enter(n, to, IR_BRANCH, task);
    span at = f->when ? f->when->key_at : task->key_at;
    ir_arm *first = add_arm(n, branch, f->when, at);

    if (!first->when)
        first->when = native_condition(n, NULL, at);
    to->inner = first->region;
}

static void begin_loop(native *n, native_place *to, const doc *task,
                       const native_flow *f)
{
    to->loop = enter(n, to, IR_LOOP, task);
    read_loop(n, f->foreach, to);
    to->inner = new_region(n, to->loop);
}

native_place native_flow_begin(native *n, const doc *task, const native_flow *f,
                               ir_region *to)
{
    native_place where = { to, NULL, NULL, NULL };

    if (f->when && f->foreach)
        refuse_both(n, f);
    if (f->when || f->other)
        begin_branch(n, &where, task, f);
    if (f->foreach)
        begin_loop(n, &where, task, f);
    if (f->tasks && !where.outer)
        where.inner = new_region(n, enter(n, &where, IR_GROUP, task));
    return where;
}

void native_flow_end(native *n, const native_flow *f, const native_place *at,
                     ir_node *leaf)
{
    if (at->sweep)
        native_sweep_end(n, at->sweep, at->loop, leaf);
    if (f->other)
        add_else(n, f->other, at->outer);
}
