#include "base/number.h"
#include "ir/unfold.h"

/* ---- making ---------------------------------------------------------------- */

static ir_condition *made(arena *a, ir_test test, span at)
{
    ir_condition *c = NEW(a, ir_condition);

    c->test = test;
    c->at = at;
    return c;
}

ir_condition *condition_known(arena *a, bool holds, span at)
{
    ir_condition *c = made(a, IR_TEST_VALUE, at);

    c->left = ir_value_new(a, IR_CONSTANT, at);
    c->left->constant = doc_bool(a, holds);
    c->left->type.kind = IR_BOOL;
    return c;
}

static bool is_constant(const ir_value *v, doc_kind kind)
{
    return v && v->kind == IR_CONSTANT && v->constant->kind == kind;
}

bool condition_is(const ir_condition *c, bool holds)
{
    return c->test == IR_TEST_VALUE && is_constant(c->left, DOC_BOOL) &&
           str_eq(c->left->constant->text, holds ? STR("true") : STR("false"));
}

ir_condition *condition_and(arena *a, ir_condition *left, ir_condition *right)
{
    ir_condition *c;

    if (!left || !right)
        return left ? left : right;
    c = made(a, IR_TEST_AND, left->at);
    c->a = left;
    c->b = right;
    return c;
}

ir_condition *condition_not(arena *a, ir_condition *of)
{
    ir_condition *c;

    if (condition_is(of, true) || condition_is(of, false))
        return condition_known(a, condition_is(of, false), of->at);
    c = made(a, IR_TEST_NOT, of->at);
    c->a = of;
    return c;
}

/* ---- deciding -------------------------------------------------------------- */

enum { NOT_KNOWN = -1 };

static bool is_number(const doc *d)
{
    return d->kind == DOC_INT || d->kind == DOC_FLOAT;
}

static int same(const doc *a, const doc *b)
{
    return is_number(a) && is_number(b) ? number_equal(a, b) : doc_equal(a, b);
}

/* A parameter without a value is absent in every run. */
static int is_absent(const ir_value *v)
{
    const ir_port *p;

    if (v->kind == IR_CONSTANT)
        return v->constant->kind == DOC_NULL;
    if (v->kind != IR_REGION_INPUT)
        return NOT_KNOWN;
    p = v->port;
    return p->optional && (!p->given || p->given->kind == DOC_NULL) &&
           (!p->fallback || p->fallback->kind == DOC_NULL);
}

static int equal(const ir_value *a, const ir_value *b)
{
    if (is_constant(b, DOC_NULL))
        return is_absent(a);
    if (is_constant(a, DOC_NULL))
        return is_absent(b);
    if (a->kind != IR_CONSTANT || b->kind != IR_CONSTANT)
        return NOT_KNOWN;
    return same(a->constant, b->constant);
}

static bool small_int(const ir_value *v, int64_t *out)
{
    str text;
    size_t i = 0;

    if (!is_constant(v, DOC_INT) || v->constant->text.len > 18)
        return false;
    text = v->constant->text;
    *out = 0;
    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        i = 1;
    for (; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        *out = *out * 10 + (text.ptr[i] - '0');
    }
    if (text.len && text.ptr[0] == '-')
        *out = -*out;
    return true;
}

static int ordered(const ir_condition *c)
{
    int64_t a, b;

    if (!small_int(c->left, &a) || !small_int(c->right, &b))
        return NOT_KNOWN;
    if (c->test == IR_TEST_LT)
        return a < b;
    if (c->test == IR_TEST_LE)
        return a <= b;
    return c->test == IR_TEST_GT ? a > b : a >= b;
}

static ir_condition *known_or(arena *a, ir_condition *c, int holds)
{
    return holds == NOT_KNOWN ? c : condition_known(a, holds == 1, c->at);
}

static ir_condition *fold_pair(arena *a, ir_condition *c, bool decides)
{
    c->a = condition_fold(a, c->a);
    c->b = condition_fold(a, c->b);
    if (condition_is(c->a, decides) || condition_is(c->b, decides))
        return condition_known(a, decides, c->at);
    if (condition_is(c->a, !decides))
        return c->b;
    return condition_is(c->b, !decides) ? c->a : c;
}

ir_condition *condition_fold(arena *a, ir_condition *c)
{
    int holds;

    switch (c->test) {
    case IR_TEST_VALUE: return c;
    case IR_TEST_NOT: return condition_not(a, condition_fold(a, c->a));
    case IR_TEST_AND: return fold_pair(a, c, false);
    case IR_TEST_OR: return fold_pair(a, c, true);
    case IR_TEST_EQ: return known_or(a, c, equal(c->left, c->right));
    case IR_TEST_NE:
        holds = equal(c->left, c->right);
        return known_or(a, c, holds == NOT_KNOWN ? NOT_KNOWN : !holds);
    case IR_TEST_LT:
    case IR_TEST_LE:
    case IR_TEST_GT:
    case IR_TEST_GE: return known_or(a, c, ordered(c));
    }
    return c;
}
