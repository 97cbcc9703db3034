#include "base_fixture.h"

#include "ir/pass.h"
#include "ir/semantics.h"
#include "ir/shape.h"

/* ---- modules to work on -------------------------------------------------- */

static ir_value *named(session *s, const char *head, const char *member)
{
    ir_value *v = ir_value_new(s->arena, IR_NAME, NOWHERE);

    v->name = arena_printf(s->arena, "%s.%s", head, member);
    return v;
}

static void give(session *s, ir_node *n, const char *input, ir_value *v)
{
    ir_binding *b = NEW(s->arena, ir_binding), **link = &n->bindings;

    while (*link)
        link = &(*link)->next;
    b->name = str_of(input);
    b->value = v;
    *link = b;
}

static void come_after(session *s, ir_node *n, str name)
{
    ir_need *need = NEW(s->arena, ir_need), **link = &n->after;

    while (*link)
        link = &(*link)->next;
    need->name = name;
    *link = need;
}

static ir_port *port(session *s, ir_ports *to, const char *name,
                     ir_type_kind kind)
{
    ir_port *p = ir_port_add(s->arena, to, str_of(name), NOWHERE);

    p->type.kind = kind;
    return p;
}

static ir_component *component(session *s, ir_module *m, const char *name)
{
    ir_component *c = ir_component_add(s->arena, m, str_of(name), NOWHERE);

    c->container.image = STR("registry.example.com/x:1");
    return c;
}

static ir_node *task(session *s, ir_module *m, str name, ir_component *c)
{
    ir_node *n = ir_node_add(s->arena, m->body, IR_TASK, name, NOWHERE);

    n->component = c;
    return n;
}

static void reads(session *s, ir_words *words, const char *flag, ir_port *p)
{
    ir_word *w = ir_word_literal(s->arena, words, str_of(flag), NOWHERE);

    ir_piece_add(s->arena, &w->text, IR_INPUT_VALUE, NOWHERE)->port = p;
    p->uses |= IR_BY_VALUE;
}

/* params.lr -> make(lr) -> rows -> use(n, note), note optional. */
static ir_module *sample(session *s)
{
    ir_module *m = ir_module_new(s->arena);
    ir_component *make = component(s, m, "make"), *use;
    ir_node *n;
    ir_word *maybe;

    m->name = STR("sample");
    port(s, &m->body->inputs, "lr", IR_FLOAT);
    reads(s, &make->container.args,
          "--lr=", port(s, &make->inputs, "lr", IR_FLOAT));
    port(s, &make->outputs, "rows", IR_INT);
    use = component(s, m, "use");
    reads(s, &use->container.args, "--n=", port(s, &use->inputs, "n", IR_INT));
    maybe = ir_word_add(s->arena, &use->container.args, IR_WORD_IF_PRESENT,
                        NOWHERE);
    maybe->port = port(s, &use->inputs, "note", IR_STRING);
    maybe->port->optional = true;
    reads(s, &maybe->then, "--note=", maybe->port);
    ir_word_literal(s->arena, &maybe->other, STR("--silent"), NOWHERE);
    n = task(s, m, STR("make"), make);
    give(s, n, "lr", named(s, "params", "lr"));
    n = task(s, m, STR("plain"), use);
    give(s, n, "n", named(s, "make", "rows"));
    n = task(s, m, STR("noted"), use);
    give(s, n, "n", named(s, "make", "rows"));
    give(s, n, "note", ir_value_text(s->arena, STR("{{=1}} \"q\""), NOWHERE));
    come_after(s, n, STR("plain"));
    return m;
}

static void run_passes(session *s, ir_module *m)
{
    const pass *const list[] = { &pass_resolve, &pass_types, &pass_edges,
                                 NULL };

    passes_run(s, m, list);
}

static void run_pass(session *s, ir_module *m, const pass *p)
{
    const pass *const list[] = { p, NULL };

    passes_run(s, m, list);
}

static const char *printed(session *s, const ir_module *m)
{
    buf out = buf_new(s->arena);

    ir_print(&out, m);
    return arena_cstr(s->arena, buf_str(&out));
}

static ir_node *find(const ir_module *m, const char *name)
{
    ir_node *n = m->body->first;

    while (n && !str_eq(n->name, str_of(name)))
        n = n->next;
    assert_non_null(n);
    return n;
}

/* ---- types and ports ----------------------------------------------------- */

static void names_of_types(void **state)
{
    session *s = *state;
    ir_type t;

    assert_true(ir_type_named(s->arena, STR("int"), &t));
    assert_int_equal(t.kind, IR_INT);
    assert_true(ir_type_named(s->arena, STR("NUMBER_DOUBLE"), &t));
    assert_int_equal(t.kind, IR_FLOAT);
    assert_true(ir_type_named(s->arena, STR("typing.List[int]"), &t));
    assert_int_equal(t.kind, IR_LIST);
    assert_true(ir_type_named(s->arena, STR("list of dataset"), &t));
    assert_str(s, "list of Dataset", ir_type_text(s->arena, t));
    assert_true(ir_type_named(s->arena, STR("google.VertexModel"), &t));
    assert_str(s, "google.VertexModel", ir_type_text(s->arena, t));
    assert_true(ir_type_named(s->arena, STR("system.HTML"), &t));
    assert_str(s, "HTML", ir_type_text(s->arena, t));
    assert_false(ir_type_named(s->arena, STR("CSV"), &t));
    assert_false(ir_type_named(s->arena, STR("list of int"), &t));
    assert_false(ir_type_named(s->arena, STR("google."), &t));
    assert_false(ir_type_named(s->arena, STR(""), &t));
}

static void ids_of_ports(void **state)
{
    session *s = *state;
    ir_ports ports = { .first = NULL };
    ir_port *spaced = port(s, &ports, "a b", IR_INT);
    ir_port *number = port(s, &ports, "1st value", IR_INT);
    ir_port *real, *none;

    assert_str(s, "a_b", spaced->id);
    assert_str(s, "n1st_value", number->id);
    real = port(s, &ports, "a_b", IR_INT);
    none = port(s, &ports, "学習率", IR_INT);
    assert_str(s, "a_b", real->id);
    assert_str(s, "a_b_2", spaced->id);
    assert_str(s, "port", none->id);
    assert_ptr_equal(ir_port_find(&ports, STR("a_b")), real);
    assert_ptr_equal(ir_port_find(&ports, STR("a b")), spaced);
    assert_ptr_equal(ir_port_find(&ports, STR("a_b_2")), spaced);
}

static void many_ports(void **state)
{
    session *s = *state;
    ir_ports ports = { .first = NULL };
    uint32_t kept = 0;

    for (unsigned i = 0; i < 2000; i++)
        ir_port_add(s->arena, &ports, arena_printf(s->arena, "p %u", i % 50),
                    NOWHERE)
            ->mark = i % 2;
    ir_ports_drop_marked(s->arena, &ports);
    for (ir_port *p = ports.first; p; p = p->next) {
        assert_ptr_equal(ir_port_find(&ports, p->id), p);
        kept++;
    }
    assert_int_equal(kept, 1000);
    assert_int_equal(ports.count, 1000);
    assert_null(ports.last->next);
}

static void constants_as_text(void **state)
{
    session *s = *state;
    doc *list = doc_seq(s->arena);

    doc_push(s->arena, list, doc_string(s->arena, STR("a\"b")));
    doc_push(s->arena, list, doc_null(s->arena));
    assert_str(s, "[\"a\\\"b\",null]", ir_constant_text(s->arena, list));
    assert_str(s, "1.10",
               ir_constant_text(s->arena, doc_number(s->arena, STR("1.10"))));
    assert_str(s, "true", ir_constant_text(s->arena, doc_bool(s->arena, true)));
    assert_str(s, "", ir_constant_text(s->arena, doc_null(s->arena)));
}

/* ---- copies -------------------------------------------------------------- */

static void copy_is_equal_and_apart(void **state)
{
    session *s = *state;
    ir_module *m = sample(s), *copy;
    const char *before;

    run_passes(s, m);
    assert_string_equal(findings(s), "");
    before = printed(s, m);
    copy = ir_copy(s->arena, m);
    assert_string_equal(printed(s, copy), before);
    ir_verify(s, copy, "copy");
    assert_string_equal(findings(s), "");
    assert_ptr_not_equal(find(copy, "plain")->needs->node, find(m, "make"));
    assert_ptr_equal(find(copy, "plain")->needs->node, find(copy, "make"));
    find(copy, "make")->name = STR("other");
    copy->components->container.args.first->text.first->text = STR("!");
    copy->body->inputs.first->name = STR("gone");
    assert_string_equal(printed(s, m), before);
}

static void copy_keeps_regions(void **state)
{
    session *s = *state;
    ir_module *m = ir_module_new(s->arena), *copy;
    ir_component *c = component(s, m, "c");
    ir_node *loop = ir_node_add(s->arena, m->body, IR_LOOP, STR("l"), NOWHERE);
    ir_node *inner;

    loop->item = STR("x");
    loop->over = ir_value_new(s->arena, IR_CONSTANT, NOWHERE);
    loop->over->constant = doc_seq(s->arena);
    loop->region = NEW(s->arena, ir_region);
    port(s, &c->inputs, "v", IR_ANY);
    inner = ir_node_add(s->arena, loop->region, IR_TASK, STR("t"), NOWHERE);
    inner->component = c;
    give(s, inner, "v", ir_value_new(s->arena, IR_ITEM, NOWHERE));
    inner->bindings->value->node = loop;
    run_passes(s, m);
    assert_string_equal(findings(s), "");
    copy = ir_copy(s->arena, m);
    inner = copy->body->first->region->first;
    assert_ptr_equal(inner->bindings->value->node, copy->body->first);
    assert_ptr_equal(inner->parent->owner, copy->body->first);
    assert_string_equal(printed(s, copy), printed(s, m));
}

/* ---- the verifier -------------------------------------------------------- */

static void verifier_finds_foreign_ports(void **state)
{
    session *s = *state;
    ir_module *m = sample(s);

    run_passes(s, m);
    find(m, "plain")->bindings->port = m->components->inputs.first;
    ir_verify(s, m, "test");
    assert_int_equal(s->diags.errors, 1);
    assert_int_equal(s->diags.first->id, D_INTERNAL);
}

static void verifier_finds_names_and_marks(void **state)
{
    session *s = *state;
    ir_module *m = sample(s);

    run_passes(s, m);
    find(m, "plain")->bindings->value->kind = IR_NAME;
    find(m, "make")->mark = 1;
    ir_verify(s, m, "test");
    assert_int_equal(s->diags.errors, 2);
}

/* ---- edges --------------------------------------------------------------- */

static void needs_stand_once(void **state)
{
    session *s = *state;
    ir_module *m = sample(s);
    ir_node *noted = find(m, "noted");

    give(s, noted, "note", named(s, "make", "rows"));
    noted->bindings->next->next = NULL;
    come_after(s, noted, STR("make"));
    run_passes(s, m);
    assert_string_equal(findings(s), "");
    assert_str(s, "make", noted->needs->node->name);
    assert_str(s, "plain", noted->needs->next->node->name);
    assert_null(noted->needs->next->next);
    assert_null(find(m, "make")->needs);
}

static void one_finding_a_cycle(void **state)
{
    session *s = *state;
    ir_module *m = ir_module_new(s->arena);
    ir_component *c = component(s, m, "c");
    ir_node *a = task(s, m, STR("a"), c), *b = task(s, m, STR("b"), c);
    ir_node *d = task(s, m, STR("d"), c), *e = task(s, m, STR("e"), c);

    come_after(s, a, STR("b"));
    come_after(s, b, STR("d"));
    come_after(s, d, STR("a"));
    come_after(s, d, STR("b"));
    come_after(s, e, STR("d"));
    run_passes(s, m);
    assert_int_equal(s->diags.errors, 1);
    assert_int_equal(s->diags.first->id, D_CYCLE);
    assert_str(s, "tasks wait for each other: 'a' -> 'b' -> 'd' -> 'a'",
               s->diags.first->text);
}

/* Deep and wide graphs neither recurse nor take the square of their size. */
static void long_chain_and_star(void **state)
{
    enum { TASKS = 100000 };
    session *s = *state;
    ir_module *m = ir_module_new(s->arena);
    ir_component *c = component(s, m, "c");
    ir_node *first = task(s, m, STR("t0"), c);

    for (unsigned i = 1; i < TASKS; i++) {
        ir_node *n = task(s, m, arena_printf(s->arena, "t%u", i), c);

        come_after(s, n, STR("t0"));
        come_after(s, n, arena_printf(s->arena, "t%u", i - 1));
    }
    run_passes(s, m);
    assert_string_equal(findings(s), "");
    come_after(s, first, arena_printf(s->arena, "t%u", TASKS - 1));
    run_passes(s, m);
    assert_int_equal(s->diags.errors, 1);
}

/* ---- shapes -------------------------------------------------------------- */

static void tasks_of_one_shape_share(void **state)
{
    session *s = *state;
    ir_module *m = sample(s), *own;
    ir_component *plain, *noted;

    run_passes(s, m);
    own = ir_copy(s->arena, m);
    run_pass(s, own, &lower_shape);
    assert_string_equal(findings(s), "");
    plain = find(own, "plain")->component;
    noted = find(own, "noted")->component;
    assert_ptr_not_equal(plain, noted);
    assert_ptr_equal(noted->twin_of, plain);
    assert_int_equal(plain->inputs.count, 1);
    assert_int_equal(noted->inputs.count, 2);
    assert_str(s, "--silent",
               ir_text_literal(s->arena, &plain->container.args.last->text));
    assert_int_equal(noted->container.args.count, 2);
    assert_str(s, "--note=", noted->container.args.last->text.first->text);
}

static void constant_takes_the_place_of_its_input(void **state)
{
    session *s = *state;
    ir_module *m = sample(s), *own;
    ir_node *noted;
    ir_text *text;

    run_passes(s, m);
    own = ir_copy(s->arena, m);
    run_pass(s, own, &lower_shape);
    noted = find(own, "noted");
    noted->component->container.args.last->text.last->json_depth = 1;
    ir_inline_constant(s, own, noted, noted->bindings->next);
    text = &noted->component->container.args.last->text;
    assert_true(ir_text_is_literal(text));
    assert_null(text->first->next);
    assert_str(s, "--note={{=1}} \\\"q\\\"", text->first->text);
    assert_int_equal(noted->component->inputs.count, 1);
    assert_null(noted->bindings->next);
    ir_verify(s, own, "inline");
    assert_string_equal(findings(s), "");
}

static void absent_parameter_goes(void **state)
{
    session *s = *state;
    ir_module *m = sample(s), *own;
    ir_node *noted = find(m, "noted");

    port(s, &m->body->inputs, "maybe", IR_STRING)->optional = true;
    noted->bindings->next->value = named(s, "params", "maybe");
    run_passes(s, m);
    assert_string_equal(findings(s), "");
    own = ir_copy(s->arena, m);
    run_pass(s, own, &lower_shape);
    assert_int_equal(s->diags.first->id, D_ABSENT_FOR_GOOD);
    assert_null(s->diags.first->next);
    assert_int_equal(own->body->inputs.count, 1);
    assert_null(find(own, "noted")->bindings->next);
    assert_ptr_equal(find(own, "noted")->component,
                     find(own, "plain")->component);
}

/* ---- constructs ---------------------------------------------------------- */

static void count_use(construct c, span at, void *context)
{
    unsigned *uses = context;

    (void)at;
    uses[c]++;
}

static void constructs_of_sample(void **state)
{
    session *s = *state;
    unsigned uses[CONSTRUCT_COUNT] = { 0 };
    ir_module *m = sample(s);

    run_passes(s, m);
    constructs_each(m, count_use, uses);
    assert_int_equal(uses[C_PARAMS], 1);
    assert_int_equal(uses[C_VALUE_NUMBER], 2);
    assert_int_equal(uses[C_AFTER], 1);
    assert_int_equal(uses[C_OPTIONAL_INPUT], 2);
    assert_int_equal(uses[C_COMMAND_ABSENT], 2);
    assert_int_equal(uses[C_ARTIFACT], 0);
    assert_int_equal(uses[C_TIMEOUT], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(names_of_types),
        SESSION_TEST(ids_of_ports),
        SESSION_TEST(many_ports),
        SESSION_TEST(constants_as_text),
        SESSION_TEST(copy_is_equal_and_apart),
        SESSION_TEST(copy_keeps_regions),
        SESSION_TEST(verifier_finds_foreign_ports),
        SESSION_TEST(verifier_finds_names_and_marks),
        SESSION_TEST(needs_stand_once),
        SESSION_TEST(one_finding_a_cycle),
        SESSION_TEST(long_chain_and_star),
        SESSION_TEST(tasks_of_one_shape_share),
        SESSION_TEST(constant_takes_the_place_of_its_input),
        SESSION_TEST(absent_parameter_goes),
        SESSION_TEST(constructs_of_sample),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
