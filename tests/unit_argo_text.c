#include "backends/argo_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Literal text and values in Argo's spelling. */

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
    bool helper; /* the last word used the helper variable */
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

static ir_port *port(bench *b, const char *name, ir_type_kind kind)
{
    ir_port *p =
        ir_port_add(b->a, &b->component->inputs, str_of(name), NOWHERE);

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

static str spelled(bench *b, const ir_text *text)
{
    argo_words words = { b->module };
    k8s_container into = { .arena = b->a,
                           .task = b->task,
                           .dollar_name = STR("B"),
                           .target = &words };
    str out = argo_word(&into, text);

    b->helper = into.needs_dollar;
    return out;
}

static str literal(bench *b, const char *text)
{
    ir_text all = { 0 };

    ir_piece_literal(b->a, &all, str_of(text), NOWHERE);
    return spelled(b, &all);
}

/* before, the value of input, after */
static str around(bench *b, const char *before, ir_port *input,
                  const char *after)
{
    ir_text all = { 0 };

    ir_piece_literal(b->a, &all, str_of(before), NOWHERE);
    ir_piece_add(b->a, &all, IR_INPUT_VALUE, NOWHERE)->port = input;
    ir_piece_literal(b->a, &all, str_of(after), NOWHERE);
    return spelled(b, &all);
}

static void test_dollars(void **state)
{
    bench b = bench_new();

    (void)state;
    assert_str(literal(&b, "$HOME ${HOME} 5$"), "$HOME ${HOME} 5$");
    assert_str(literal(&b, "$(date)"), "$$(date)");
    assert_str(literal(&b, "$$"), "$$$");
    assert_str(literal(&b, "$$$x"), "$$$$$x");
    assert_str(literal(&b, "$$("), "$$$$(");
    /* the kubelet takes the byte after a single `$` for a character */
    assert_str(literal(&b, "$日"), "$$日");
    assert_false(b.helper);
    arena_free(b.a);
}

static void test_braces(void **state)
{
    bench b = bench_new();

    (void)state;
    assert_str(literal(&b, "{{.Name}} {{ x.y }} {{foo}} }} { {"),
               "{{.Name}} {{ x.y }} {{foo}} }} { {");
    assert_str(literal(&b, "{{{inputs.parameters.x}}}"),
               "{{{inputs.parameters.x}}}");
    assert_false(b.helper);
    assert_str(literal(&b, "{{workflow.name}}"), "{$(B)workflow.name}}");
    assert_true(b.helper);
    assert_str(literal(&b, "{{ inputs.x }}"), "{$(B) inputs.x }}");
    assert_str(literal(&b, "{{\xe3\x80\x80inputs.x}}"),
               "{$(B)\xe3\x80\x80inputs.x}}");
    assert_str(literal(&b, "{{=1}}"), "{$(B)=1}}");
    assert_str(literal(&b, "{{item}} {{ item }}"), "{$(B)item}} {$(B) item }}");
    assert_str(literal(&b, "{{items}}"), "{{items}}");
    assert_str(literal(&b, "{{"), "{$(B)");
    assert_str(literal(&b, "{{{{"), "{$(B){$(B)");
    assert_str(literal(&b, "{{ a {{ b }}"), "{$(B) a {{ b }}");
    assert_str(literal(&b, "${{=1}}"), "${$(B)=1}}");
    arena_free(b.a);
}

static void test_inputs(void **state)
{
    bench b = bench_new();
    ir_port *text = port(&b, "text", IR_STRING);
    ir_port *number = port(&b, "n", IR_INT);

    (void)state;
    assert_str(around(&b, "--x=", text, ""),
               "--x={{=replace(inputs.parameters['text'], '$', '$$')}}");
    assert_str(around(&b, "", number, "%"), "{{inputs.parameters.n}}%");
    assert_str(around(&b, "$", number, ""), "$${{inputs.parameters.n}}");
    assert_str(around(&b, "{", number, "}"), "$(B){{inputs.parameters.n}}}");
    assert_str(around(&b, "${", number, "}"), "$$$(B){{inputs.parameters.n}}}");
    assert_str(around(&b, "{{ ", number, " }}"),
               "{$(B) {{inputs.parameters.n}} }}");
    assert_str(around(&b, "{{{", number, ""),
               "{$(B)$(B){{inputs.parameters.n}}");
    arena_free(b.a);
}

static void test_json(void **state)
{
    bench b = bench_new();
    ir_port *text = port(&b, "text", IR_STRING);
    ir_text all = { 0 };
    ir_piece *p;

    (void)state;
    ir_piece_literal(b.a, &all, STR("{\"a\": \""), NOWHERE);
    p = ir_piece_add(b.a, &all, IR_INPUT_VALUE, NOWHERE);
    p->port = text;
    p->json_depth = 1;
    ir_piece_literal(b.a, &all, STR("\"}"), NOWHERE);
    assert_str(spelled(&b, &all),
               "{\"a\": \"{{=replace(toJson(inputs.parameters['text'])[1:-1], "
               "'$', '$$')}}\"}");
    arena_free(b.a);
}

static ir_value *reference(bench *b, const char *name, ir_type_kind kind)
{
    ir_value *v = ir_value_new(b->a, IR_REGION_INPUT, NOWHERE);

    v->port =
        ir_port_add(b->a, &b->module->body->inputs, str_of(name), NOWHERE);
    v->port->emitted = v->port->name;
    v->type.kind = v->port->type.kind = kind;
    return v;
}

static const argo_scope run = { .pipeline = true };

static ir_value *constant(bench *b, const char *text)
{
    return ir_value_text(b->a, str_of(text), NOWHERE);
}

static void test_joined(void **state)
{
    bench b = bench_new();
    ir_value *v = ir_value_new(b.a, IR_JOINED, NOWHERE);

    (void)state;
    ir_value_push(v, constant(&b, "a{"));
    ir_value_push(v, reference(&b, "x", IR_STRING));
    ir_value_push(v, constant(&b, "} $ it's \\ }}"));
    assert_str(argo_value(b.a, v, run),
               "a{{='{' + workflow.parameters['x']}}} $ it's \\ }}");
    assert_str(argo_raw_value(b.a, v, run),
               "{{=replace('a\\u007b' + workflow.parameters['x'] + "
               "'\\u007d $ it\\'s \\\\ \\u007d\\u007d', '$', '$$')}}");
    assert_int_equal(argo_unsafe_literal(b.a, v).len, 0);
    ir_value_push(v, constant(&b, "{{=1}}"));
    assert_str(argo_unsafe_literal(b.a, v), "{{=1}}");
    arena_free(b.a);
}

static void test_tree(void **state)
{
    bench b = bench_new();
    ir_value *v = ir_value_new(b.a, IR_TREE, NOWHERE);
    ir_value *text = reference(&b, "x", IR_STRING);
    ir_value *number = reference(&b, "n", IR_INT);
    ir_value *fixed = constant(&b, "{{=1}}");

    (void)state;
    v->shape = DOC_MAP;
    text->key = STR("text");
    number->key = STR("{{pod.name}}");
    fixed->key = STR("fixed");
    ir_value_push(v, text);
    ir_value_push(v, number);
    ir_value_push(v, fixed);
    assert_str(argo_value(b.a, v, run),
               "{\"text\":{{=toJson(workflow.parameters['x'])}},"
               "\"{\\u007bpod.name}}\":{{workflow.parameters.n}},"
               "\"fixed\":\"{\\u007b=1}}\"}");
    arena_free(b.a);
}

static void test_expands(void **state)
{
    (void)state;
    assert_false(argo_expands(STR("")));
    assert_false(argo_expands(STR("{{foo}} {{")));
    assert_true(argo_is_unsafe(STR("{{foo}} {{")));
    assert_true(argo_expands(STR("{{foo}} {{=1}}")));
    assert_true(argo_expands(STR("{{ {{workflow.name}}")));
    assert_true(argo_is_unsafe(STR("{{ a {{b}}")));
    assert_false(argo_is_unsafe(STR("{{a}}{{b}}}}")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dollars), cmocka_unit_test(test_braces),
        cmocka_unit_test(test_inputs),  cmocka_unit_test(test_json),
        cmocka_unit_test(test_joined),  cmocka_unit_test(test_tree),
        cmocka_unit_test(test_expands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
