#include "backends/kfp_flow.h"

/*
 * The platform knows one task that runs when others are over, whatever became
 * of them. So the body stands in a group, and the exit tasks, when there are
 * several or when they ask how the run ended, in another that gets the status.
 */

/* ---- what exit tasks ask -------------------------------------------------- */

typedef struct asking {
    arena *arena;
    ir_port *status; /* of the group of exit tasks */
    bool asked;
} asking;

static bool is_status(const ir_value *v)
{
    return v->kind == IR_RUN_FACT &&
           (v->fact == IR_RUN_STATUS || v->fact == IR_RUN_FAILED);
}

static void look(ir_value *v, void *context)
{
    asking *in = context;

    if (is_status(v))
        in->asked = true;
}

static void look_inside(ir_value *v, void *context)
{
    ir_each_value(v, look, context);
}

static void look_at_node(ir_node *n, void *context)
{
    asking *in = context;

    ir_node_each_value(n, look_inside, in);
    for (const ir_port *p = n->component ? n->component->inputs.first : NULL; p;
         p = p->next)
        in->asked |= p->type.kind == IR_TASK_STATUS;
}

static ir_value *status_value(const asking *in, span at)
{
    ir_value *v = ir_value_new(in->arena, IR_REGION_INPUT, at);

    v->port = in->status;
    v->type = in->status->type;
    return v;
}

/* `.state` of the status. */
static void make_state(const asking *in, ir_value *v)
{
    ir_value *whole = status_value(in, v->at);

    v->kind = IR_FIELD;
    v->type = (ir_type){ .kind = IR_STRING };
    v->first = v->last = NULL;
    whole->key = STR("state");
    ir_value_push(v, whole);
}

static void answer(ir_value *v, void *context)
{
    if (v->kind == IR_RUN_FACT && v->fact == IR_RUN_STATUS)
        make_state(context, v);
}

static void answer_inside(ir_value *v, void *context)
{
    ir_each_value(v, answer, context);
}

/* ---- `run.failed` --------------------------------------------------------- */

static bool is_failed(const ir_value *v)
{
    return v && v->kind == IR_RUN_FACT && v->fact == IR_RUN_FAILED;
}

static ir_condition *test_of(arena *a, ir_test test, ir_condition *left,
                             ir_condition *right)
{
    ir_condition *c = NEW(a, ir_condition);

    c->test = test;
    c->at = left->at;
    c->a = left;
    c->b = right;
    return c;
}

static ir_condition *has_failed(const asking *in, span at)
{
    ir_condition *c = NEW(in->arena, ir_condition);

    c->test = IR_TEST_EQ;
    c->at = at;
    c->left = ir_value_new(in->arena, IR_CONSTANT, at);
    make_state(in, c->left);
    c->right = ir_value_text(in->arena, STR("FAILED"), at);
    c->right->type.kind = IR_STRING;
    return c;
}

static ir_condition *holds(arena *a, const ir_value *v)
{
    ir_condition *c = NEW(a, ir_condition);

    c->test = IR_TEST_VALUE;
    c->at = v->at;
    c->left = ir_value_copy(a, v);
    return c;
}

/* Both are true, or neither is. */
static ir_condition *alike(const asking *in, const ir_value *v, span at)
{
    arena *a = in->arena;
    ir_condition *both =
        test_of(a, IR_TEST_AND, has_failed(in, at), holds(a, v));
    ir_condition *either =
        test_of(a, IR_TEST_OR, has_failed(in, at), holds(a, v));

    return test_of(a, IR_TEST_OR, both, test_of(a, IR_TEST_NOT, either, NULL));
}

static bool is_bool(const ir_value *v, const char *text)
{
    return v && v->kind == IR_CONSTANT && v->constant->kind == DOC_BOOL &&
           str_eq(v->constant->text, str_of(text));
}

/* The fact alone, or compared with a bool. */
static void answer_failed(const asking *in, ir_condition *c)
{
    const ir_value *other = is_failed(c->left) ? c->right : c->left;
    bool negated = is_bool(other, "false") != (c->test == IR_TEST_NE);
    bool known = !other || is_bool(other, "true") || is_bool(other, "false");
    ir_condition *made =
        known ? has_failed(in, c->at) : alike(in, other, c->at);

    if (negated)
        made = test_of(in->arena, IR_TEST_NOT, made, NULL);
    *c = *made;
}

static void answer_condition(const asking *in, ir_condition *c)
{
    if (!c)
        return;
    answer_condition(in, c->a);
    answer_condition(in, c->b);
    if (is_failed(c->left) || is_failed(c->right))
        answer_failed(in, c);
}

/* ---- the group of exit tasks ---------------------------------------------- */

static ir_binding *bind(arena *a, ir_node *n, ir_port *port, ir_value *v)
{
    ir_binding *b = NEW(a, ir_binding), **link = &n->bindings;

    while (*link)
        link = &(*link)->next;
    b->name = port->name;
    b->at = v->at;
    b->port = port;
    b->value = v;
    *link = b;
    return b;
}

static bool is_bound(const ir_node *n, const ir_port *port)
{
    for (const ir_binding *b = n->bindings; b; b = b->next)
        if (b->port == port)
            return true;
    return false;
}

static void answer_node(ir_node *n, void *context)
{
    asking *in = context;

    for (ir_arm *arm = n->arms; arm; arm = arm->next)
        answer_condition(in, arm->when);
    ir_node_each_value(n, answer_inside, in);
    for (ir_port *p = n->component ? n->component->inputs.first : NULL; p;
         p = p->next)
        if (p->type.kind == IR_TASK_STATUS && !is_bound(n, p))
            bind(in->arena, n, p, status_value(in, n->at));
}

static ir_node *group_of(arena *a, ir_region *body, ir_region *region,
                         const char *name, span at)
{
    ir_node *n = ir_node_add(a, body, IR_GROUP, str_of(name), at);

    n->region = region;
    region->owner = n;
    region->parent = body;
    return n;
}

static ir_node *exit_group(arena *a, ir_module *m, asking *in)
{
    ir_region *region = m->on_exit;
    ir_node *n = group_of(a, m->body, region, "on-exit", region->at);
    ir_value *fact = ir_value_new(a, IR_RUN_FACT, region->at);

    if (!in->asked)
        return n;
    fact->fact = IR_RUN_STATUS;
    fact->type.kind = IR_TASK_STATUS;
    in->status = ir_port_add(a, &region->inputs, STR("status"), NOWHERE);
    in->status->type.kind = IR_TASK_STATUS;
    in->status->optional = true;
    in->status->emitted = STR("status");
    bind(a, n, in->status, fact);
    ir_each_node(region, answer_node, in);
    return n;
}

static ir_node *exit_task(arena *a, ir_module *m)
{
    ir_node *first = m->on_exit->first;
    asking in = { a, NULL, false };

    ir_each_node(m->on_exit, look_at_node, &in);
    if (in.asked || first->next || first->kind != IR_TASK)
        return exit_group(a, m, &in);
    first->parent = m->body;
    first->next = NULL;
    m->body->last->next = first;
    m->body->last = first;
    m->body->count++;
    return first;
}

/* ---- the group of all others ---------------------------------------------- */

static ir_node *body_group(arena *a, ir_region *body)
{
    ir_region *region = NEW(a, ir_region);

    region->at = body->at;
    region->first = body->first;
    region->last = body->last;
    region->count = body->count;
    for (ir_node *n = region->first; n; n = n->next)
        n->parent = region;
    body->first = body->last = NULL;
    body->count = 0;
    return group_of(a, body, region, "exit-handler", region->at);
}

static void wait_for(arena *a, ir_node *n, ir_node *all)
{
    ir_need *need = NEW(a, ir_need);
    ir_policy *policy = NEW(a, ir_policy);

    need->node = all;
    n->needs = need;
    *policy = *n->policy;
    policy->trigger = IR_ALL_DONE;
    n->policy = policy;
}

static void run(session *s, ir_module *m)
{
    ir_node *all;

    if (!m->on_exit || !m->on_exit->first)
        return;
    all = body_group(s->arena, m->body);
    wait_for(s->arena, exit_task(s->arena, m), all);
    m->on_exit = NULL;
}

const pass lower_kfp_exit = { "kfp-exit", "exit tasks behind one group", run };
