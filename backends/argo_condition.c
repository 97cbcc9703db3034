#include "backends/argo.h"

/*
 * Conditions as expressions. Every parameter is text, so numbers are converted
 * before they are compared, and a bool is the text true or false.
 */

enum { SAFE_DIGITS = 15 };

static bool is_constant(const ir_value *v)
{
    return v->kind == IR_CONSTANT;
}

static bool is_null(const ir_value *v)
{
    return is_constant(v) && v->constant->kind == DOC_NULL;
}

static bool is_number(const ir_value *v)
{
    return v->type.kind == IR_INT || v->type.kind == IR_FLOAT;
}

/* ---- sides --------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* True for 12 and -0.5: what the expression language spells alike. */
static bool is_short_number(str text)
{
    size_t digits = 0;

    if (!text.len || text.ptr[0] == '.' || !is_digit(text.ptr[text.len - 1]) ||
        str_starts(text, STR("-.")))
        return false;

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (is_digit(c))
            digits++;
        else if (c != '.' && (c != '-' || i))
            return false;
    }
    return digits <= SAFE_DIGITS;
}

static str number_of(arena *a, const ir_value *v, argo_scope scope)
{
    str text;

    if (is_constant(v)) {
        text = ir_constant_text(a, v->constant);
        return is_short_number(text)
                   ? text
                   : arena_printf(a, "asFloat(%.*s)",
                                  STR_ARG(argo_quoted(a, text)));
    }
    return arena_printf(a, "%s(%.*s)",
                        v->type.kind == IR_INT ? "asInt" : "asFloat",
                        STR_ARG(argo_expression(a, v, scope)));
}

/* ---- comparisons --------------------------------------------------------- */

/* What may be no number at all is not converted blindly: that would stop the
 * run. */
static str guarded(arena *a, const ir_condition *c, argo_scope scope)
{
    bool swapped = is_number(c->left);
    const ir_value *any = swapped ? c->right : c->left;
    const ir_value *number = swapped ? c->left : c->right;
    str text = argo_expression(a, any, scope);
    str as_float = arena_printf(a, "asFloat(%.*s)", STR_ARG(text));
    str constant = number_of(a, number, scope);
    bool unlike = c->test == IR_TEST_NE;

    return arena_printf(
        a,
        "%s(%.*s matches '^-?[0-9]+([.][0-9]+)?([eE][-+]?[0-9]+)?$' && %.*s %s "
        "%.*s)",
        unlike ? "!" : "", STR_ARG(text),
        STR_ARG(swapped ? constant : as_float),
        unlike ? "==" : ir_test_sign(c->test),
        STR_ARG(swapped ? as_float : constant));
}

/* Only what is known when compiling can be absent. */
static str null_test(const ir_condition *c)
{
    bool absent = is_null(c->left) && is_null(c->right);

    return absent == (c->test == IR_TEST_EQ) ? STR("true") : STR("false");
}

static str comparison(arena *a, const ir_condition *c, argo_scope scope)
{
    const ir_value *l = c->left, *r = c->right;
    str left, right;

    if (is_null(l) || is_null(r))
        return null_test(c);
    if (is_number(l) && is_number(r)) {
        left = number_of(a, l, scope);
        right = number_of(a, r, scope);
    } else if (is_number(l) || is_number(r)) {
        return guarded(a, c, scope);
    } else {
        left = argo_expression(a, l, scope);
        right = argo_expression(a, r, scope);
    }
    return arena_printf(a, "%.*s %s %.*s", STR_ARG(left), ir_test_sign(c->test),
                        STR_ARG(right));
}

/* ---- the tree ------------------------------------------------------------ */

static str test_value(arena *a, const ir_value *v, argo_scope scope)
{
    if (is_constant(v))
        return ir_constant_text(a, v->constant);
    if (v->kind == IR_RUN_FACT && v->fact == IR_RUN_FAILED) {
        ir_value status = { .kind = IR_RUN_FACT, .fact = IR_RUN_STATUS };

        return arena_printf(a, "%.*s != 'Succeeded'",
                            STR_ARG(argo_expression(a, &status, scope)));
    }
    return arena_printf(a, "%.*s == 'true'",
                        STR_ARG(argo_expression(a, v, scope)));
}

str argo_condition(arena *a, const ir_condition *c, argo_scope scope)
{
    bool both = c->test == IR_TEST_AND;

    switch (c->test) {
    case IR_TEST_VALUE: return test_value(a, c->left, scope);
    case IR_TEST_NOT:
        return arena_printf(a, "!(%.*s)",
                            STR_ARG(argo_condition(a, c->a, scope)));
    case IR_TEST_AND:
    case IR_TEST_OR: {
        str left = argo_condition(a, c->a, scope);
        str right = argo_condition(a, c->b, scope);
        bool wrap_left = both && c->a->test == IR_TEST_OR;
        bool wrap_right = both && c->b->test == IR_TEST_OR;

        return arena_printf(a, "%s%.*s%s %s %s%.*s%s", wrap_left ? "(" : "",
                            STR_ARG(left), wrap_left ? ")" : "",
                            both ? "&&" : "||", wrap_right ? "(" : "",
                            STR_ARG(right), wrap_right ? ")" : "");
    }
    case IR_TEST_EQ:
    case IR_TEST_NE:
    case IR_TEST_LT:
    case IR_TEST_LE:
    case IR_TEST_GT:
    case IR_TEST_GE: break;
    }
    return comparison(a, c, scope);
}
