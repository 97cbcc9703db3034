#include "frontend/expression.h"

#include "frontend/fields.h"
#include "frontend/token.h"

/* Parentheses inside each other; '&&' and '||' in all. Conditions are walked
 * by recursion. */
enum { DEPTH_MAX = 100, JOINS_MAX = 1000 };

typedef struct parser {
    session *s;
    const expression *e;
    token now;
    size_t end; /* of the token before */
    unsigned depth, joins;
    bool failed; /* the one finding of this expression was reported */
} parser;

static void advance(parser *p)
{
    if (p->failed)
        return;
    p->end = p->now.hi;
    p->now = token_next(p->s, p->e, p->now.hi);
    p->failed = p->now.kind == TOKEN_BAD;
}

static span now_at(const parser *p)
{
    return expression_span(p->e, p->now.lo, p->now.hi);
}

static void expect_failed(parser *p, const char *expected)
{
    str found = token_text(p->e, p->now);
    diag *d;

    if (p->failed)
        return;
    p->failed = true;
    if (p->now.kind == TOKEN_END)
        d = REPORT(p->s, D_EXPRESSION, p->e->at,
                   "the expression ends where %s was expected", expected);
    else
        d = REPORT(p->s, D_EXPRESSION, now_at(p),
                   "'%.*s' stands where %s was expected",
                   STR_ARG(field_excerpt(p->s->arena, found)), expected);
    if (str_eq(found, STR("and")) || str_eq(found, STR("or")))
        diag_help(&p->s->diags, d, "'and' is written '&&', 'or' is '||'");
}

static ir_condition *new_condition(parser *p, ir_test test, size_t lo)
{
    ir_condition *c = NEW(p->s->arena, ir_condition);

    c->test = test;
    c->at = expression_span(p->e, lo, p->end);
    return c;
}

static ir_value *new_value(parser *p, ir_value_kind kind, token t)
{
    return ir_value_new(p->s->arena, kind, expression_span(p->e, t.lo, t.hi));
}

/* ---- values ------------------------------------------------------------- */

/* The text of 'it''s' without quotes. */
static str unquote(arena *a, str quoted)
{
    str inner = str_sub(quoted, 1, quoted.len - 1);
    buf out = buf_new(a);

    if (str_find(inner, STR("''")) == inner.len)
        return inner;
    for (size_t i = 0; i < inner.len; i++) {
        buf_char(&out, inner.ptr[i]);
        i += inner.ptr[i] == '\'';
    }
    return buf_str(&out);
}

static ir_value *constant(parser *p, token t, doc *value)
{
    ir_value *v = new_value(p, IR_CONSTANT, t);

    value->at = v->at;
    v->constant = value;
    return v;
}

static ir_value *literal(parser *p, token t)
{
    arena *a = p->s->arena;
    str text = token_text(p->e, t);

    if (t.kind == TOKEN_STRING)
        return constant(p, t, doc_string(a, unquote(a, text)));
    if (t.kind == TOKEN_INT || t.kind == TOKEN_FLOAT)
        return constant(p, t, doc_number(a, text));
    if (str_eq(text, STR("true")) || str_eq(text, STR("false")))
        return constant(p, t, doc_bool(a, text.len == 4));
    if (str_eq(text, STR("null")))
        return constant(p, t, doc_null(a));
    return NULL;
}

static ir_value *reference(parser *p, token t)
{
    ir_value *v = new_value(p, IR_NAME, t);

    v->name = token_text(p->e, t);
    return v;
}

static ir_value *path_value(parser *p)
{
    token t = p->now;
    ir_value *v = literal(p, t);

    advance(p);
    return v ? v : reference(p, t);
}

static void close_with(parser *p)
{
    if (p->now.kind != TOKEN_CLOSE)
        expect_failed(p, "')'");
    advance(p);
}

/* The place of a call is all of it. */
static void close_call(parser *p, ir_value *call)
{
    size_t hi = p->now.hi;

    close_with(p);
    if (!p->failed && p->e->exact)
        call->at.hi = expression_span(p->e, 0, hi).hi;
}

static void push_reference(parser *p, ir_value *call)
{
    if (p->now.kind != TOKEN_PATH) {
        expect_failed(p, "a reference");
        return;
    }
    ir_value_push(call, reference(p, p->now));
    advance(p);
}

static bool is_one_of(const parser *p)
{
    return p->now.kind == TOKEN_CALL &&
           str_starts(token_text(p->e, p->now), STR("oneof"));
}

static ir_value *one_of(parser *p)
{
    ir_value *v = new_value(p, IR_ONE_OF, p->now);

    advance(p);
    push_reference(p, v);
    if (p->now.kind != TOKEN_COMMA)
        expect_failed(p, "a second reference");
    while (p->now.kind == TOKEN_COMMA && !p->failed) {
        advance(p);
        push_reference(p, v);
    }
    close_call(p, v);
    return v;
}

static ir_value *collect(parser *p)
{
    ir_value *v = new_value(p, IR_COLLECT, p->now);

    advance(p);
    if (is_one_of(p))
        ir_value_push(v, one_of(p));
    else
        push_reference(p, v);
    close_call(p, v);
    return v;
}

static ir_value *primary_value(parser *p)
{
    token t = p->now;

    switch (t.kind) {
    case TOKEN_CALL: return is_one_of(p) ? one_of(p) : collect(p);
    case TOKEN_PATH: return path_value(p);
    case TOKEN_INT:
    case TOKEN_FLOAT:
    case TOKEN_STRING: advance(p); return literal(p, t);
    case TOKEN_END:
    case TOKEN_BAD:
    case TOKEN_OR:
    case TOKEN_AND:
    case TOKEN_NOT:
    case TOKEN_EQ:
    case TOKEN_NE:
    case TOKEN_LT:
    case TOKEN_LE:
    case TOKEN_GT:
    case TOKEN_GE:
    case TOKEN_OPEN:
    case TOKEN_CLOSE:
    case TOKEN_COMMA: break;
    }
    expect_failed(p, "a value");
    return new_value(p, IR_BAD, t);
}

/* ---- operators ---------------------------------------------------------- */

/* A value, or a condition when an operator made one. Most are values, and a
 * value needs no node of a tree. */
typedef struct operand {
    ir_value *value;
    ir_condition *condition;
    span at;
} operand;

static operand made(ir_condition *c)
{
    return (operand){ NULL, c, c->at };
}

static ir_condition *as_condition(parser *p, operand o)
{
    ir_condition *c = o.condition;

    if (c)
        return c;
    c = NEW(p->s->arena, ir_condition);
    c->test = IR_TEST_VALUE;
    c->at = o.at;
    c->left = o.value;
    return c;
}

static operand parse_or(parser *p);

static operand parse_primary(parser *p)
{
    operand o = { NULL, NULL, NOWHERE };

    if (p->now.kind == TOKEN_OPEN) {
        advance(p);
        o = parse_or(p);
        close_with(p);
        return o;
    }
    o.value = primary_value(p);
    o.at = o.value->at;
    return o;
}

static operand parse_unary(parser *p)
{
    size_t lo = p->now.lo;
    ir_condition *inner, *c;

    if (p->now.kind != TOKEN_NOT)
        return parse_primary(p);
    advance(p);
    inner = as_condition(p, parse_primary(p));
    c = new_condition(p, IR_TEST_NOT, lo);
    c->a = inner;
    return made(c);
}

static bool is_comparison(token_kind kind)
{
    return kind >= TOKEN_EQ && kind <= TOKEN_GE;
}

/* The tests stand in the order of their tokens. */
static ir_test test_of(token_kind kind)
{
    return (ir_test)(IR_TEST_EQ + (kind - TOKEN_EQ));
}

static void expect_value(parser *p, operand side)
{
    if (p->failed || side.value)
        return;
    p->failed = true;
    diag_help(&p->s->diags,
              REPORT(p->s, D_EXPRESSION, side.at,
                     "a condition is compared, but only values can be"),
              "join conditions by '&&' and '||', negate them by '!'");
}

static void refuse_chain(parser *p)
{
    if (p->failed || !is_comparison(p->now.kind))
        return;
    p->failed = true;
    diag_help(&p->s->diags,
              REPORT(p->s, D_EXPRESSION, now_at(p),
                     "a second comparison follows the first"),
              "join comparisons by '&&': a < b && b < c");
}

static operand parse_comparison(parser *p)
{
    size_t lo = p->now.lo;
    operand left = parse_unary(p), right;
    token_kind kind = p->now.kind;
    ir_condition *c;

    if (!is_comparison(kind) || p->failed)
        return left;
    expect_value(p, left);
    advance(p);
    right = parse_unary(p);
    expect_value(p, right);
    refuse_chain(p);
    c = new_condition(p, test_of(kind), lo);
    c->left = left.value;
    c->right = right.value;
    return made(c);
}

static void refuse_length(parser *p)
{
    if (p->failed || ++p->joins <= JOINS_MAX)
        return;
    p->failed = true;
    REPORT(p->s, D_EXPRESSION, p->e->at,
           "the condition has more than %d '&&' and '||'", JOINS_MAX);
}

static operand join(parser *p, ir_test test, size_t lo, operand left,
                    operand right)
{
    ir_condition *a = as_condition(p, left), *b = as_condition(p, right);
    ir_condition *both = new_condition(p, test, lo);

    refuse_length(p);
    both->a = a;
    both->b = b;
    return made(both);
}

static operand parse_and(parser *p)
{
    size_t lo = p->now.lo;
    operand left = parse_comparison(p);

    while (p->now.kind == TOKEN_AND && !p->failed) {
        advance(p);
        left = join(p, IR_TEST_AND, lo, left, parse_comparison(p));
    }
    return left;
}

static operand parse_or(parser *p)
{
    operand left = { NULL, NULL, now_at(p) };
    size_t lo = p->now.lo;

    if (++p->depth > DEPTH_MAX)
        expect_failed(p, "a shallower expression");
    if (!p->failed)
        left = parse_and(p);
    while (p->now.kind == TOKEN_OR && !p->failed) {
        advance(p);
        left = join(p, IR_TEST_OR, lo, left, parse_and(p));
    }
    p->depth--;
    return left;
}

/* False after a finding. */
static bool parse(parser *p, operand *out)
{
    advance(p);
    if (!p->failed)
        *out = parse_or(p);
    if (p->now.kind != TOKEN_END)
        expect_failed(p, "an operator or the end");
    return !p->failed;
}

ir_condition *expression_parse(session *s, expression e)
{
    parser p = { .s = s, .e = &e };
    operand o;

    return parse(&p, &o) ? as_condition(&p, o) : NULL;
}

ir_value *expression_value(session *s, expression e)
{
    parser p = { .s = s, .e = &e };
    operand o;

    if (!parse(&p, &o))
        return ir_value_new(s->arena, IR_BAD, e.at);
    if (o.value)
        return o.value;
    diag_help(&s->diags,
              REPORT(s, D_EXPRESSION, o.at,
                     "a condition stands where a value was expected"),
              "conditions stand in 'if' alone");
    return ir_value_new(s->arena, IR_BAD, e.at);
}
