#include "tests/base_fixture.h"

#include "frontend/template.h"

/* ---- conditions as text -------------------------------------------------- */

static const char *const test_names[] = {
    [IR_TEST_VALUE] = "", [IR_TEST_NOT] = "not", [IR_TEST_AND] = "and",
    [IR_TEST_OR] = "or",  [IR_TEST_EQ] = "==",   [IR_TEST_NE] = "!=",
    [IR_TEST_LT] = "<",   [IR_TEST_LE] = "<=",   [IR_TEST_GT] = ">",
    [IR_TEST_GE] = ">=",
};

static void print_name(buf *out, ir_name name)
{
    buf_printf(out, "%.*s|%.*s|%.*s", STR_ARG(name.head), STR_ARG(name.member),
               STR_ARG(name.rest));
}

static void print_value(buf *out, const ir_value *v)
{
    if (v->kind == IR_NAME)
        print_name(out, ir_value_name(v));
    else if (v->kind == IR_CONSTANT)
        json_write_compact(out, v->constant);
    else
        buf_put(out, STR("?"));
}

static void print_condition(buf *out, const ir_condition *c)
{
    if (c->test == IR_TEST_VALUE) {
        print_value(out, c->left);
        return;
    }
    buf_printf(out, "(%s ", test_names[c->test]);
    if (c->a)
        print_condition(out, c->a);
    else
        print_value(out, c->left);
    if (c->b || c->right)
        buf_char(out, ' ');
    if (c->b)
        print_condition(out, c->b);
    else if (c->right)
        print_value(out, c->right);
    buf_char(out, ')');
}

static const doc *read_doc(session *s, const char *text)
{
    const doc *all = yaml_read(s, add_text(s, str_of(text)));

    assert_non_null(all);
    return all->first;
}

static void expect_condition(session *s, const char *yaml, const char *expected)
{
    const ir_condition *c = template_condition(s, read_doc(s, yaml));
    buf out = buf_new(s->arena);

    assert_non_null(c);
    print_condition(&out, c);
    assert_str(s, expected, buf_str(&out));
    assert_int_equal(s->diags.errors, 0);
}

static void conditions(void **state)
{
    session *s = *state;

    expect_condition(s, "${{ a.x }}", "a|x|");
    expect_condition(s, "true", "true");
    expect_condition(s, "${{ a.x >= 0.9 }}", "(>= a|x| 0.9)");
    expect_condition(s, "${{ a.x == -1 || b && !c.y.z.w }}",
                     "(or (== a|x| -1) (and b|| (not c|y|z.w)))");
    expect_condition(s, "${{ (a || b) && (c || !(d != null)) }}",
                     "(and (or a|| b||) (or c|| (not (!= d|| null))))");
    expect_condition(s, "${{ a < 1 || b <= 2 || c > 3 }}",
                     "(or (or (< a|| 1) (<= b|| 2)) (> c|| 3))");
    expect_condition(s, "${{ params.data-dir == 'it''s }} here' }}",
                     "(== params|data-dir| \"it's }} here\")");
    expect_condition(s, "\"${{ true.x == true }}\"", "(== true|x| true)");
}

static void not_a_condition(void **state)
{
    session *s = *state;

    assert_null(template_condition(s, read_doc(s, "a == b")));
    assert_null(template_condition(s, read_doc(s, "x ${{ a }}")));
    assert_null(template_condition(s, read_doc(s, "[1]")));
    assert_null(template_condition(s, read_doc(s, "${{ a == }}")));
    assert_int_equal(s->diags.errors, 4);
}

/* Nested as deep as a source likes, the parser does not. */
static void too_deep(void **state)
{
    session *s = *state;
    buf text = buf_new(s->arena);
    const doc *d;

    buf_put(&text, STR("${{ "));
    buf_fill(&text, '(', 100000);
    buf_put(&text, STR("a"));
    buf_fill(&text, ')', 100000);
    buf_put(&text, STR(" }}"));
    d = doc_string(s->arena, buf_str(&text));
    assert_int_equal(template_value(s, d)->kind, IR_BAD);
    assert_int_equal(s->diags.errors, 1);
}

/* ---- values -------------------------------------------------------------- */

static void texts(void **state)
{
    session *s = *state;
    const ir_value *v;

    v = template_value(s, read_doc(s, "plain"));
    assert_int_equal(v->kind, IR_CONSTANT);
    v = template_value(s, read_doc(s, "\"$${{ a }} $$${{\""));
    assert_int_equal(v->kind, IR_CONSTANT);
    assert_str(s, "${{ a }} $${{", v->constant->text);
    v = template_value(s, read_doc(s, "a${{ b }}${{ 'c' }}"));
    assert_int_equal(v->kind, IR_JOINED);
    assert_int_equal(v->first->kind, IR_CONSTANT);
    assert_int_equal(v->first->next->kind, IR_NAME);
    assert_int_equal(v->last->kind, IR_CONSTANT);
    v = template_value(s, read_doc(s, "${{ b }}"));
    assert_int_equal(v->kind, IR_NAME);
    v = template_value(s, read_doc(s, "\"${{ b }} \""));
    assert_int_equal(v->kind, IR_JOINED);
    assert_int_equal(s->diags.errors, 0);
}

static void trees(void **state)
{
    session *s = *state;
    const ir_value *v;

    v = template_value(s, read_doc(s, "{a: [1, 2], b: {c: x}}"));
    assert_int_equal(v->kind, IR_CONSTANT);
    v = template_value(s,
                       read_doc(s, "{a: [1, 2], b: {c: \"${{ x }}\"}, d: 3}"));
    assert_int_equal(v->kind, IR_TREE);
    assert_int_equal(v->shape, DOC_MAP);
    assert_int_equal(v->first->kind, IR_CONSTANT);
    assert_str(s, "b", v->first->next->key);
    assert_int_equal(v->first->next->kind, IR_TREE);
    assert_str(s, "d", v->last->key);
    assert_int_equal(s->diags.errors, 0);
}

static void constants(void **state)
{
    session *s = *state;
    const doc *d = read_doc(s, "[a, {b: \"$${{ c }}\"}]");
    const doc *c = template_constant(s, d, D_NOT_YET, "here");

    assert_non_null(c);
    assert_str(s, "${{ c }}", doc_get(c->last, STR("b"))->text);
    assert_int_equal(s->diags.errors, 0);
    d = read_doc(s, "[\"${{ a }}\", \"${{ b }}\"]");
    assert_null(template_constant(s, d, D_NOT_YET, "here"));
    assert_int_equal(s->diags.errors, 2);
}

/* Quotes, escapes and line folds lie between a value and its spelling. */
static void places(void **state)
{
    session *s = *state;

    template_value(s, read_doc(s, "'it''s ${{ $ }}'"));
    template_value(s, read_doc(s, "\"\\t${{ $ }} ${{ a ? b }}\""));
    template_value(s, read_doc(s, "|\n  one\n  ${{ $ }}\n"));
    assert_string_equal(
        findings(s),
        "t.yaml:1:12: error: '$' is not part of an expression [E0208]\n"
        "    1 | 'it''s ${{ $ }}'\n"
        "      |            ^\n"
        "t.yaml:1:8: error: '$' is not part of an expression [E0208]\n"
        "    1 | \"\\t${{ $ }} ${{ a ? b }}\"\n"
        "      |        ^\n"
        "t.yaml:1:19: error: '?' is not part of an expression [E0208]\n"
        "    1 | \"\\t${{ $ }} ${{ a ? b }}\"\n"
        "      |                   ^\n"
        "help: there is no choice operator; use 'if' on a task   (pipec "
        "explain E0208)\n"
        "t.yaml:3:7: error: '$' is not part of an expression [E0208]\n"
        "    3 |   ${{ $ }}\n"
        "      |       ^\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(conditions), SESSION_TEST(not_a_condition),
        SESSION_TEST(too_deep),   SESSION_TEST(texts),
        SESSION_TEST(trees),      SESSION_TEST(constants),
        SESSION_TEST(places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
