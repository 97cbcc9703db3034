#include "base_fixture.h"

#include "ir/pass.h"

/* What lower_close makes of regions, as the text form says it. */

/* ---- modules to work on -------------------------------------------------- */

typedef struct maker {
    session *session;
    arena *arena;
    ir_module *module;
    ir_component *step; /* in: text -> out: text */
} maker;

static ir_port *port(maker *in, ir_ports *to, const char *name,
                     ir_type_kind kind)
{
    ir_port *p = ir_port_add(in->arena, to, str_of(name), NOWHERE);

    p->type.kind = kind;
    return p;
}

static maker start(session *s)
{
    maker in = { s, s->arena, ir_module_new(s->arena), NULL };

    in.module->name = STR("m");
    in.step = ir_component_add(s->arena, in.module, STR("step"), NOWHERE);
    in.step->container.image = STR("registry.example.com/x:1");
    in.step->used = true;
    port(&in, &in.step->inputs, "in", IR_STRING);
    port(&in, &in.step->inputs, "more", IR_STRING)->optional = true;
    port(&in, &in.step->outputs, "out", IR_STRING);
    port(&in, &in.module->body->inputs, "lr", IR_STRING);
    return in;
}

static ir_region *region(maker *in, ir_node *owner)
{
    ir_region *r = NEW(in->arena, ir_region);

    r->owner = owner;
    r->parent = owner->parent;
    return r;
}

static void give(maker *in, ir_node *n, const char *input, ir_value *v)
{
    ir_binding *b = NEW(in->arena, ir_binding), **link = &n->bindings;

    while (*link)
        link = &(*link)->next;
    b->name = str_of(input);
    b->port = ir_port_find(&n->component->inputs, b->name);
    b->value = v;
    *link = b;
}

static ir_node *task(maker *in, ir_region *to, const char *name, ir_value *v)
{
    ir_node *n = ir_node_add(in->arena, to, IR_TASK, str_of(name), NOWHERE);

    n->component = in->step;
    give(in, n, "in", v);
    return n;
}

static ir_value *value(maker *in, ir_value_kind kind, ir_node *n)
{
    ir_value *v = ir_value_new(in->arena, kind, NOWHERE);

    if (n)
        v->node = n;
    if (kind == IR_NODE_OUTPUT)
        v->port = n->component->outputs.first;
    v->type.kind = IR_STRING;
    return v;
}

static ir_value *param(maker *in)
{
    ir_value *v = value(in, IR_REGION_INPUT, NULL);

    v->port = in->module->body->inputs.first;
    return v;
}

static ir_value *out(maker *in, ir_node *n)
{
    return value(in, IR_NODE_OUTPUT, n);
}

static ir_value *of(maker *in, ir_value_kind kind, ir_value *a, ir_value *b)
{
    ir_value *v = value(in, kind, NULL);

    ir_value_push(v, a);
    if (b)
        ir_value_push(v, b);
    return v;
}

static ir_value *text(maker *in, const char *t)
{
    ir_value *v = ir_value_text(in->arena, str_of(t), NOWHERE);

    v->type.kind = IR_STRING;
    return v;
}

static ir_condition *equals(maker *in, ir_value *left, const char *right)
{
    ir_condition *c = NEW(in->arena, ir_condition);

    c->test = IR_TEST_EQ;
    c->left = left;
    c->right = text(in, right);
    return c;
}

static ir_node *composite(maker *in, ir_region *to, ir_node_kind kind,
                          const char *name)
{
    ir_node *n = ir_node_add(in->arena, to, kind, str_of(name), NOWHERE);

    if (kind != IR_BRANCH)
        n->region = region(in, n);
    return n;
}

static ir_region *arm(maker *in, ir_node *n, ir_condition *when)
{
    ir_arm *a = NEW(in->arena, ir_arm), **link = &n->arms;

    while (*link)
        link = &(*link)->next;
    a->when = when;
    a->region = region(in, n);
    *link = a;
    return a->region;
}

static ir_node *loop(maker *in, ir_region *to, const char *name, ir_value *over)
{
    ir_node *n = composite(in, to, IR_LOOP, name);
    doc *list = doc_seq(in->arena);

    n->item = STR("x");
    n->over = over;
    if (over)
        return n;
    doc_push(in->arena, list, doc_string(in->arena, STR("a")));
    doc_push(in->arena, list, doc_string(in->arena, STR("b")));
    n->over = value(in, IR_CONSTANT, NULL);
    n->over->constant = list;
    n->over->type.kind = IR_LIST;
    return n;
}

static const char *lowered(maker *in, const pass *p)
{
    const pass *const list[] = { &pass_edges, p, NULL };
    buf printed = buf_new(in->arena);
    const char *all;

    for (ir_port *o = in->module->body->outputs.first; o; o = o->next)
        o->type = o->value->type;
    in->module->single = true; /* nothing is `used` here */
    passes_run(in->session, in->module, list);
    assert_string_equal(findings(in->session), "");
    ir_print(&printed, ir_copy(in->arena, in->module));
    all = arena_cstr(in->arena, buf_str(&printed));
    return all;
}

static bool has(const char *all, const char *line)
{
    if (strstr(all, line))
        return true;
    print_message("no '%s' in\n%s", line, all);
    return false;
}

/* ---- groups -------------------------------------------------------------- */

static void group_gets_and_gives(void **state)
{
    maker in = start(*state);
    ir_region *body = in.module->body;
    ir_node *first = task(&in, body, "first", param(&in));
    ir_node *g = composite(&in, body, IR_GROUP, "g");
    ir_node *deep = composite(&in, g->region, IR_GROUP, "deep");
    ir_node *inner = task(&in, deep->region, "inner", out(&in, first));
    const char *all;

    give(&in, inner, "more", out(&in, first));
    task(&in, deep->region, "other", param(&in));
    task(&in, body, "last", out(&in, inner));
    all = lowered(&in, &lower_close);
    assert_true(has(all, "call g: g\n"));
    assert_true(has(all, "call deep: deep\n"));
    assert_true(has(all, "input first-out: string\n"));
    assert_true(has(all, "in: ${{ params.first-out }}"));
    assert_true(has(all, "more: ${{ params.first-out }}"));
    assert_true(has(all, "lr: ${{ params.lr }}"));
    assert_true(has(all, "output inner-out: string = ${{ inner.out }}"));
    assert_true(has(all, "output deep-inner-out: string = "
                         "${{ deep.inner-out }}"));
    assert_true(has(all, "in: ${{ g.deep-inner-out }}"));
    assert_null(strstr(all, "first-out-2"));
    assert_ptr_equal(body->first->next->next->needs->node, g);
}

/* ---- branches ------------------------------------------------------------ */

static void one_task_stands_for_its_arm(void **state)
{
    maker in = start(*state);
    ir_region *body = in.module->body;
    ir_node *n = composite(&in, body, IR_BRANCH, "t");

    task(&in, arm(&in, n, equals(&in, param(&in), "go")), "t", param(&in));
    lowered(&in, &lower_close);
    n = body->first;
    assert_int_equal(n->kind, IR_TASK);
    assert_ptr_equal(n->component, in.step);
    assert_int_equal(n->when->test, IR_TEST_EQ);
    assert_null(n->arms);
}

static void arms_supply_one(void **state)
{
    maker in = start(*state);
    ir_region *body = in.module->body, *other;
    ir_node *n = composite(&in, body, IR_BRANCH, "t"), *nested, *a, *b, *c;
    ir_value *one;
    const char *all;

    a = task(&in, arm(&in, n, equals(&in, param(&in), "a")), "t", param(&in));
    other = arm(&in, n, NULL);
    nested = composite(&in, other, IR_BRANCH, "n");
    b = task(&in, arm(&in, nested, equals(&in, param(&in), "b")), "b",
             text(&in, "1"));
    c = task(&in, arm(&in, nested, NULL), "c", text(&in, "2"));
    one = of(&in, IR_ONE_OF, out(&in, a), out(&in, b));
    ir_value_push(one, out(&in, c));
    task(&in, body, "last", one);
    all = lowered(&in, &lower_close);
    assert_true(has(all, "in: ${{ t.t-out }}"));
    assert_true(has(all, "= ${{ oneof(t.out, t-else.n-b-out) }}"));
    assert_true(has(all, "= ${{ oneof(b.out, c.out) }}"));
    assert_true(has(all, "output n-b-out: string = ${{ n.b-out }}"));
    assert_true(has(all, "when ${{ !((params.lr == \"a\")) }}"));
    assert_true(has(all, "call n: n\n"));
}

static void awaited_branch_is_there(void **state)
{
    maker in = start(*state);
    ir_region *body = in.module->body;
    ir_node *n = composite(&in, body, IR_BRANCH, "t"), *last;
    ir_need *after = NEW(in.arena, ir_need);

    task(&in, arm(&in, n, equals(&in, param(&in), "go")), "t", param(&in));
    last = task(&in, body, "last", param(&in));
    after->node = n;
    last->after = after;
    assert_true(has(lowered(&in, &lower_close_whole), "call t-1: t-1"));
    n = body->first;
    assert_int_equal(n->kind, IR_CALL);
    assert_null(n->when);
    assert_non_null(n->component->graph->first->when);
    assert_ptr_equal(last->needs->node, n);
}

/* ---- loops --------------------------------------------------------------- */

static void plain_loop_of_a_task(void **state)
{
    maker in = start(*state);
    ir_node *n = loop(&in, in.module->body, "t", NULL), *inner;
    ir_value *item = value(&in, IR_ITEM, n);

    inner = task(&in, n->region, "t", item);
    give(&in, inner, "more", param(&in));
    task(&in, in.module->body, "last",
         of(&in, IR_COLLECT, out(&in, inner), NULL));
    assert_true(has(lowered(&in, &lower_close), "collect(t.out)"));
    n = in.module->body->first;
    assert_int_equal(n->kind, IR_TASK);
    assert_ptr_equal(n->each, in.step->inputs.first);
    assert_int_equal(n->bindings->value->kind, IR_REGION_INPUT);
    assert_null(n->bindings->next);
}

static void item_inside_text_needs_a_graph(void **state)
{
    maker in = start(*state);
    ir_node *n = loop(&in, in.module->body, "t", NULL);

    task(&in, n->region, "t",
         of(&in, IR_JOINED, value(&in, IR_INDEX, n), value(&in, IR_ITEM, n)));
    lowered(&in, &lower_close);
    n = in.module->body->first;
    assert_int_equal(n->kind, IR_CALL);
    assert_str(in.session, "x", n->each->name);
    assert_int_equal(n->each->type.kind, IR_STRING);
    assert_str(in.session, "index", n->counter->name);
    assert_null(n->bindings);
}

static void nested_loops_collect(void **state)
{
    maker in = start(*state);
    ir_region *body = in.module->body;
    ir_node *first = task(&in, body, "first", param(&in));
    ir_node *outer = loop(&in, body, "outer", NULL);
    ir_node *inner = loop(&in, outer->region, "inner", out(&in, first));
    ir_node *branch = composite(&in, inner->region, IR_BRANCH, "br"), *a, *b;
    ir_value *one;
    const char *all;

    a = task(&in,
             arm(&in, branch, equals(&in, value(&in, IR_ITEM, inner), "a")),
             "a", value(&in, IR_ITEM, outer));
    b = task(&in, arm(&in, branch, NULL), "b", value(&in, IR_ITEM, inner));
    one = of(&in, IR_ONE_OF, out(&in, a), out(&in, b));
    task(&in, body, "last", of(&in, IR_COLLECT, one, NULL));
    all = lowered(&in, &lower_close);
    assert_true(has(all, "in: ${{ collect(outer.inner-br-a-out) }}"));
    assert_true(has(all, "= ${{ collect(inner.br-a-out) }}"));
    assert_true(has(all, "= ${{ br.a-out }}"));
    assert_true(has(all, "= ${{ oneof(a.out, b.out) }}"));
    assert_true(has(all, "for x-2 in ${{ params.first-out }}"));
    assert_true(has(all, "with x-2: ${{ params.x-2 }}"));
    assert_true(has(all, "first-out: ${{ first.out }}"));
}

/* ---- exit handlers ------------------------------------------------------- */

static void exit_of_a_group_reads_its_region(void **state)
{
    maker in = start(*state);
    ir_node *g = composite(&in, in.module->body, IR_GROUP, "g"), *n;
    ir_value *fact = value(&in, IR_RUN_FACT, NULL);

    fact->fact = IR_RUN_STATUS;
    task(&in, g->region, "work", param(&in));
    g->on_exit = region(&in, g);
    n = task(&in, g->on_exit, "bye", param(&in));
    give(&in, n, "more", fact);
    lowered(&in, &lower_close);
    assert_int_equal(g->kind, IR_CALL);
    n = g->on_exit->first;
    assert_ptr_equal(n->bindings->value->port, in.module->body->inputs.first);
    assert_ptr_not_equal(g->component->graph->first->bindings->value->port,
                         in.module->body->inputs.first);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(group_gets_and_gives),
        SESSION_TEST(one_task_stands_for_its_arm),
        SESSION_TEST(arms_supply_one),
        SESSION_TEST(awaited_branch_is_there),
        SESSION_TEST(plain_loop_of_a_task),
        SESSION_TEST(item_inside_text_needs_a_graph),
        SESSION_TEST(nested_loops_collect),
        SESSION_TEST(exit_of_a_group_reads_its_region),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
