#include "backends/tekton_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Literal text and values in Tekton's spelling. */

static void full(void *context)
{
    (void)context;
    abort();
}

typedef struct bench {
    arena *a;
    ir_module *module;
    ir_component *component;
    ir_node *task;
} bench;

static bench bench_new(void)
{
    bench b = { .a = arena_new(full, NULL) };

    b.module = ir_module_new(b.a);
    b.component = ir_component_add(b.a, b.module, STR("c"), NOWHERE);
    b.task = ir_node_add(b.a, b.module->body, IR_TASK, STR("t"), NOWHERE);
    b.task->component = b.component;
    b.task->emitted = STR("t");
    return b;
}

static ir_port *port(bench *b, ir_ports *in, const char *name,
                     ir_type_kind kind)
{
    ir_port *p = ir_port_add(b->a, in, str_of(name), NOWHERE);

    p->emitted = p->name;
    p->type.kind = kind;
    return p;
}

static void assert_str(str got, const char *want)
{
    if (!str_eq(got, str_of(want)))
        printf("got  %.*s\nwant %s\n", STR_ARG(got), want);
    assert_true(str_eq(got, str_of(want)));
}

/* A literal, then the value of an input when `input` is given. */
static str spelled(bench *b, const char *literal, ir_port *input,
                   bool *needs_dollar)
{
    tekton_words words = tekton_words_of(b->a, b->module, b->task);
    k8s_container into = { .arena = b->a,
                           .task = b->task,
                           .dollar_name = STR("D"),
                           .target = &words };
    ir_text text = { 0 };
    str out;

    ir_piece_literal(b->a, &text, str_of(literal), NOWHERE);
    if (input)
        ir_piece_add(b->a, &text, IR_INPUT_VALUE, NOWHERE)->port = input;
    out = tekton_word(&into, &text);
    *needs_dollar = into.needs_dollar;
    return out;
}

static void test_literals(void **state)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        { "plain", "plain" },
        { "$HOME and ${HOME}", "$HOME and ${HOME}" },
        { "$(date)", "$(D)(date)" },
        { "$(params.x)", "$(D)(params.x)" },
        { "$$", "$(D)$" },
        { "$$(x)", "$(D)$(D)(x)" },
        { "100$", "100$" },
        { "{{x}} $", "{{x}} $" },
        { "\xe6\x97\xa5 $(x)\n", "\xe6\x97\xa5 $(D)(x)\n" },
    };
    bench b = bench_new();
    bool needed;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_str(spelled(&b, rows[i].text, NULL, &needed), rows[i].want);
        assert_int_equal(needed, str_find(str_of(rows[i].want), STR("$(D)")) <
                                     str_of(rows[i].want).len);
    }
    arena_free(b.a);
}

static void test_dollar_before_value(void **state)
{
    bench b = bench_new();
    ir_port *x = port(&b, &b.component->inputs, "x", IR_STRING);
    bool needed;

    (void)state;
    assert_str(spelled(&b, "US$", x, &needed), "US$(D)$(params.x)");
    assert_true(needed);
    assert_str(spelled(&b, "x=", x, &needed), "x=$(params.x)");
    assert_false(needed);
    arena_free(b.a);
}

static void test_would_expand(void **state)
{
    (void)state;
    assert_false(tekton_would_expand(STR("")));
    assert_false(tekton_would_expand(STR("$HOME ${x} {{x}}")));
    assert_true(tekton_would_expand(STR("$(x)")));
    assert_true(tekton_would_expand(STR("a$$b")));
    assert_true(tekton_would_expand(STR("a$")));
}

static void test_param_expands(void **state)
{
    bench b = bench_new();
    map names = map_new(b.a);

    (void)state;
    map_put(&names, STR("TOKEN"), &names);
    assert_false(tekton_param_expands(STR("$(date) $HOME 5$"), &names));
    assert_false(tekton_param_expands(STR("$(HOME) $(TOKEN"), &names));
    assert_true(tekton_param_expands(STR("$(TOKEN)"), &names));
    assert_true(tekton_param_expands(STR("$$"), &names));
    assert_true(tekton_param_expands(STR("a $(params.x) b"), &names));
    assert_true(tekton_param_expands(STR("$(params[\"x\"])"), &names));
    assert_true(tekton_param_expands(STR("$(tasks.a.results.b)"), &names));
    assert_true(tekton_param_expands(STR("$(context.taskRun.name)"), NULL));
    arena_free(b.a);
}

static ir_value *constant(bench *b, const char *text)
{
    return ir_value_text(b->a, str_of(text), NOWHERE);
}

static ir_value *param(bench *b, const char *name, ir_type_kind kind)
{
    ir_value *v = ir_value_new(b->a, IR_REGION_INPUT, NOWHERE);

    v->port = port(b, &b->module->body->inputs, name, kind);
    v->type.kind = kind;
    return v;
}

static ir_value *output(bench *b, const char *name, ir_type_kind kind)
{
    ir_value *v = ir_value_new(b->a, IR_NODE_OUTPUT, NOWHERE);

    v->node = b->task;
    v->port = port(b, &b->component->outputs, name, kind);
    v->type.kind = kind;
    return v;
}

static void test_values(void **state)
{
    bench b = bench_new();
    ir_value *joined = ir_value_new(b.a, IR_JOINED, NOWHERE);
    ir_value *fact = ir_value_new(b.a, IR_RUN_FACT, NOWHERE);

    (void)state;
    fact->fact = IR_RUN_ID;
    ir_value_push(joined, constant(&b, "$HOME "));
    ir_value_push(joined, param(&b, "p", IR_STRING));
    ir_value_push(joined, constant(&b, " $"));
    ir_value_push(joined, output(&b, "r", IR_STRING));
    assert_str(tekton_value(b.a, joined),
               "$HOME $(params.p) $$(tasks.t.results.r)");
    assert_false(tekton_value_expands(b.a, joined));
    ir_value_push(joined, constant(&b, "$(echo hi)"));
    assert_false(tekton_value_expands(b.a, joined));
    ir_value_push(joined, constant(&b, "$(date)"));
    assert_true(tekton_value_expands(b.a, joined));
    joined = ir_value_new(b.a, IR_JOINED, NOWHERE);
    ir_value_push(joined, constant(&b, "$("));
    ir_value_push(joined, param(&b, "p", IR_STRING));
    assert_false(tekton_value_expands(b.a, joined));
    ir_value_push(joined, constant(&b, ")"));
    assert_true(tekton_value_expands(b.a, joined));
    assert_true(tekton_value_expands(b.a, constant(&b, "$(params.a b)")));
    assert_true(tekton_value_expands(b.a, constant(&b, "$$")));
    assert_str(tekton_value(b.a, fact), "$(context.pipelineRun.uid)");
    arena_free(b.a);
}

static void test_tree(void **state)
{
    bench b = bench_new();
    ir_value *tree = ir_value_new(b.a, IR_TREE, NOWHERE);
    ir_value *list = ir_value_new(b.a, IR_TREE, NOWHERE);
    ir_value *text = ir_value_new(b.a, IR_JOINED, NOWHERE);

    (void)state;
    tree->shape = DOC_MAP;
    list->shape = DOC_SEQ;
    list->key = STR("a \"list\"");
    text->key = STR("text");
    ir_value_push(text, constant(&b, "say \"n\" is "));
    ir_value_push(text, param(&b, "n", IR_INT));
    ir_value_push(list, constant(&b, "x"));
    ir_value_push(list, output(&b, "s", IR_STRUCT));
    ir_value_push(tree, list);
    ir_value_push(tree, text);
    assert_str(tekton_value(b.a, tree),
               "{\"a \\\"list\\\"\":[\"x\",$(tasks.t.results.s)],"
               "\"text\":\"say \\\"n\\\" is $(params.n)\"}");
    arena_free(b.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_literals),
        cmocka_unit_test(test_dollar_before_value),
        cmocka_unit_test(test_would_expand),
        cmocka_unit_test(test_param_expands),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_tree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
