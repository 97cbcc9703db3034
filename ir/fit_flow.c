#include "ir/fit.h"

static str text_of(session *s, ir_type t)
{
    return ir_type_text(s->arena, t);
}

/* ---- kinds of sides ------------------------------------------------------ */

static bool is_null(const ir_value *v)
{
    return v->kind == IR_CONSTANT && v->constant->kind == DOC_NULL;
}

static bool is_number(const ir_value *v)
{
    return v->type.kind == IR_INT || v->type.kind == IR_FLOAT;
}

static bool is_any(const ir_value *v)
{
    return v->type.kind == IR_ANY;
}

/* Strings, numbers and bools, and what may be one. */
static bool is_plain(const ir_value *v)
{
    return is_number(v) || is_any(v) || v->type.kind == IR_STRING ||
           v->type.kind == IR_BOOL;
}

/* ---- comparisons --------------------------------------------------------- */

static void refuse_side(session *s, const ir_value *v, const char *expected)
{
    diag *d = REPORT(s, D_NOT_COMPARABLE, v->at, "%.*s is %.*s, and only %s",
                     STR_ARG(fit_describe(s->arena, v)),
                     STR_ARG(text_of(s, v->type)), expected);

    fit_note_declared(s, d, v);
}

static void refuse_constants(session *s, const ir_condition *c)
{
    diag *d = REPORT(s, D_NOT_COMPARABLE, c->at,
                     "two constants are compared, so the result is known");

    diag_help(&s->diags, d, "write true or false");
}

static void help_unlike(session *s, diag *d, const ir_value *of,
                        const ir_value *other)
{
    if (of->kind == IR_CONSTANT && other->type.kind == IR_STRING)
        diag_help(&s->diags, d, "write it as text: '%.*s'",
                  STR_ARG(ir_constant_text(s->arena, of->constant)));
    else if (of->kind == IR_CONSTANT && of->type.kind == IR_STRING &&
             other->type.kind == IR_BOOL)
        diag_help(&s->diags, d, "a bool is true or false, without quotes");
    else if (of->kind == IR_CONSTANT && of->type.kind == IR_STRING)
        diag_help(&s->diags, d, "a number stands without quotes");
}

static void refuse_unlike(session *s, const ir_condition *c)
{
    const ir_value *l = c->left, *r = c->right;
    diag *d = REPORT(
        s, D_NOT_COMPARABLE, c->at, "%.*s is %.*s, but %.*s is %.*s",
        STR_ARG(fit_describe(s->arena, l)), STR_ARG(text_of(s, l->type)),
        STR_ARG(fit_describe(s->arena, r)), STR_ARG(text_of(s, r->type)));

    fit_note_declared(s, d, l);
    fit_note_declared(s, d, r);
    help_unlike(s, d, l, r);
    help_unlike(s, d, r, l);
}

/* What a value is must be known from one side when it is not from the other. */
static void refuse_any(session *s, const ir_condition *c)
{
    const ir_value *any = is_any(c->left) ? c->left : c->right;
    diag *d = REPORT(s, D_NOT_COMPARABLE, c->at,
                     "the type of %.*s is known only at run time",
                     STR_ARG(fit_describe(s->arena, any)));

    diag_help(&s->diags, d, "compare it with a constant");
}

static bool is_order(ir_test test)
{
    return test >= IR_TEST_LT && test <= IR_TEST_GE;
}

static void fit_order(session *s, const ir_condition *c)
{
    const char *expected = "numbers have an order";

    if (!is_number(c->left) && !is_any(c->left))
        refuse_side(s, c->left, expected);
    else if (!is_number(c->right) && !is_any(c->right))
        refuse_side(s, c->right, expected);
}

static bool are_unlike(const ir_value *l, const ir_value *r)
{
    if (is_any(l) || is_any(r) || (is_number(l) && is_number(r)))
        return false;
    return l->type.kind != r->type.kind;
}

static void fit_comparison(session *s, const ir_condition *c)
{
    const ir_value *l = c->left, *r = c->right;
    bool constant = l->kind == IR_CONSTANT || r->kind == IR_CONSTANT;

    if (l->type.kind == IR_POISON || r->type.kind == IR_POISON)
        return;
    if (l->kind == IR_CONSTANT && r->kind == IR_CONSTANT)
        refuse_constants(s, c);
    else if (is_order(c->test) && (is_null(l) || is_null(r)))
        REPORT(s, D_NOT_COMPARABLE, c->at, "null has no order");
    else if (is_null(l) || is_null(r))
        return;
    else if (is_order(c->test) && (!is_number(l) || !is_number(r)) &&
             !(constant && (is_any(l) || is_any(r))))
        fit_order(s, c);
    else if (!is_plain(l) || !is_plain(r))
        refuse_side(s, is_plain(l) ? r : l,
                    "strings, numbers and bools are compared");
    else if (are_unlike(l, r))
        refuse_unlike(s, c);
    else if (!constant && (is_any(l) || is_any(r)))
        refuse_any(s, c);
}

static void fit_test(session *s, const ir_value *v)
{
    diag *d;

    if (v->type.kind == IR_BOOL || v->type.kind == IR_ANY ||
        v->type.kind == IR_POISON)
        return;
    d = REPORT(s, D_NOT_COMPARABLE, v->at,
               "%.*s is %.*s, but a condition was expected",
               STR_ARG(fit_describe(s->arena, v)),
               STR_ARG(text_of(s, v->type)));
    fit_note_declared(s, d, v);
    diag_help(&s->diags, d, "compare it with something: a == b");
}

void fit_condition(session *s, const ir_condition *c)
{
    if (!c)
        return;
    switch (c->test) {
    case IR_TEST_VALUE: fit_test(s, c->left); break;
    case IR_TEST_NOT:
    case IR_TEST_AND:
    case IR_TEST_OR:
        fit_condition(s, c->a);
        fit_condition(s, c->b);
        break;
    case IR_TEST_EQ:
    case IR_TEST_NE:
    case IR_TEST_LT:
    case IR_TEST_LE:
    case IR_TEST_GT:
    case IR_TEST_GE: fit_comparison(s, c); break;
    }
}

/* ---- loops --------------------------------------------------------------- */

void fit_list(session *s, const ir_value *over)
{
    ir_type t = over->type;
    diag *d;

    if (fit_may_be_absent(over)) {
        d = REPORT(s, D_TYPE_MISMATCH, over->at,
                   "%.*s may be absent, but a loop needs its list",
                   STR_ARG(fit_describe(s->arena, over)));
        fit_note_declared(s, d, over);
        diag_help(&s->diags, d, "give the parameter a default: []");
        return;
    }
    if (over->kind == IR_CONSTANT &&
        fit_not_finite(s, over->constant, over->at))
        return;
    if (t.kind == IR_LIST || t.kind == IR_ANY || t.kind == IR_POISON ||
        t.loose || (t.kind == IR_ARTIFACT && t.list))
        return;
    d = REPORT(s, D_TYPE_MISMATCH, over->at,
               "%.*s is %.*s, but 'foreach' takes a list",
               STR_ARG(fit_describe(s->arena, over)), STR_ARG(text_of(s, t)));
    fit_note_declared(s, d, over);
}

/* ---- oneof --------------------------------------------------------------- */

static bool are_alike(ir_type a, ir_type b)
{
    if (a.kind == IR_POISON || b.kind == IR_POISON)
        return true;
    if (a.kind != b.kind)
        return false;
    return a.kind != IR_ARTIFACT || fit_schemas(a, b);
}

bool fit_one_of(session *s, const ir_value *v)
{
    const ir_value *first = v->first;
    diag *d;

    for (const ir_value *part = first; part; part = part->next) {
        if (are_alike(first->type, part->type))
            continue;
        d = REPORT(s, D_TYPE_MISMATCH, part->at,
                   "%.*s is %.*s, but %.*s before it is %.*s",
                   STR_ARG(fit_describe(s->arena, part)),
                   STR_ARG(text_of(s, part->type)),
                   STR_ARG(fit_describe(s->arena, first)),
                   STR_ARG(text_of(s, first->type)));
        fit_note_declared(s, d, first);
        fit_note_declared(s, d, part);
        return false;
    }
    return true;
}
