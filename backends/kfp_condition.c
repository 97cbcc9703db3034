#include "backends/kfp_flow.h"

#include "base/formats.h"

/*
 * Conditions in the Common Expression Language (github.com/google/cel-spec).
 * An operand is an input of the task that has the condition. Numbers arrive as
 * doubles, so integers are converted, as KFP's SDK does.
 */

/* ---- operands become inputs ----------------------------------------------- */

static bool is_null(const ir_value *v)
{
    return v && v->kind == IR_CONSTANT && v->constant->kind == DOC_NULL;
}

/* What is not known of one side, the other side says. */
static ir_type operand_type(const ir_value *v, const ir_value *other)
{
    ir_type type = v->type;

    if (type.kind != IR_ANY)
        return type;
    if (other && !is_null(other))
        type = other->type;
    return type.kind == IR_ANY ? (ir_type){ .kind = IR_STRING } : type;
}

/* A field of the final status stays one: only the whole is sure to reach the
 * task, whoever runs it. */
static bool is_state(const ir_value *v)
{
    return v->kind == IR_FIELD && v->first->type.kind == IR_TASK_STATUS;
}

static void make_input(kfp_taking *in, ir_value *v, ir_type type)
{
    ir_port *port;

    if (v->kind == IR_CONSTANT || v->kind == IR_BAD)
        return;
    if (is_state(v)) {
        v->first->port = kfp_take(in, v->first, v->first->type);
        return;
    }
    port = kfp_take(in, v, type);
    v->kind = IR_REGION_INPUT;
    v->node = NULL;
    v->port = port;
    v->type = port->type;
}

static void make_inputs(kfp_taking *in, ir_condition *c)
{
    ir_type left, right;

    if (!c)
        return;
    make_inputs(in, c->a);
    make_inputs(in, c->b);
    if (!c->left)
        return;
    left = operand_type(c->left, c->right);
    if (c->test == IR_TEST_VALUE)
        left = (ir_type){ .kind = IR_BOOL };
    if (c->right) {
        right = operand_type(c->right, c->left);
        make_input(in, c->right, right);
    }
    make_input(in, c->left, left);
}

static void lower_condition(ir_node *n, void *context)
{
    kfp_taking in;

    if (!n->when)
        return;
    in = kfp_taking_of(context, n);
    make_inputs(&in, n->when);
}

static void run(session *s, ir_module *m)
{
    kfp_each_node(m, lower_condition, s->arena);
}

const pass lower_kfp_conditions = { "kfp-conditions", "operands become inputs",
                                    run };

/* ---- spelling ------------------------------------------------------------- */

/* Two braces would be a template's to the engine below the platform. */
static void put_string(buf *out, str text)
{
    buf_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        bool brace = c == '{' && i > 0 && text.ptr[i - 1] == '{';

        if (c == '\'' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c < ' ' || c == 0x7f || brace)
            buf_printf(out, "\\u%04x", c);
        else
            buf_char(out, (char)c);
    }
    buf_char(out, '\'');
}

static void put_number(arena *a, buf *out, const doc *d, bool as_double)
{
    buf text = buf_new(a);
    str spelled;

    json_write_number(&text, d->text);
    spelled = buf_str(&text);
    buf_put(out, spelled);
    if (as_double && str_find(spelled, STR(".")) == spelled.len &&
        str_find(spelled, STR("e")) == spelled.len &&
        str_find(spelled, STR("E")) == spelled.len)
        buf_put(out, STR(".0"));
}

static void put_constant(arena *a, buf *out, const doc *d, bool as_double)
{
    switch ((doc_kind)d->kind) {
    case DOC_NULL: buf_put(out, STR("null")); break;
    case DOC_BOOL: buf_put(out, d->text); break;
    case DOC_INT: put_number(a, out, d, as_double); break;
    case DOC_FLOAT: put_number(a, out, d, true); break;
    case DOC_STRING: put_string(out, d->text); break;
    case DOC_SEQ:
    case DOC_MAP: put_string(out, ir_constant_text(a, d)); break;
    }
}

static void put_reference(buf *out, const ir_value *v)
{
    const ir_value *whole = is_state(v) ? v->first : v;

    buf_printf(out, "inputs.parameter_values['%.*s']",
               STR_ARG(whole->port->emitted));
    if (whole != v)
        buf_printf(out, "['%.*s']", STR_ARG(whole->key));
}

static void put_operand(arena *a, buf *out, const ir_value *v, bool as_double)
{
    bool whole;

    if (v->kind == IR_CONSTANT) {
        put_constant(a, out, v->constant, as_double);
        return;
    }
    whole = v->type.kind == IR_INT;
    if (whole && as_double)
        buf_put(out, STR("double("));
    if (whole)
        buf_put(out, STR("int("));
    put_reference(out, v);
    if (whole)
        buf_char(out, ')');
    if (whole && as_double)
        buf_char(out, ')');
}

/* An input that is absent has no entry. */
static void put_presence(buf *out, const ir_condition *c)
{
    const ir_value *v = is_null(c->right) ? c->left : c->right;
    bool absent = c->test == IR_TEST_EQ;

    if (is_null(v)) {
        buf_put(out, absent ? STR("true") : STR("false"));
        return;
    }
    if (v->kind == IR_CONSTANT) {
        buf_put(out, absent ? STR("false") : STR("true"));
        return;
    }
    buf_printf(out, "%s('%.*s' in inputs.parameter_values)", absent ? "!" : "",
               STR_ARG(v->port->emitted));
}

static void put_comparison(arena *a, buf *out, const ir_condition *c)
{
    bool as_double =
        c->left->type.kind == IR_FLOAT || c->right->type.kind == IR_FLOAT;

    if (is_null(c->left) || is_null(c->right)) {
        put_presence(out, c);
        return;
    }
    put_operand(a, out, c->left, as_double);
    buf_printf(out, " %s ", ir_test_sign(c->test));
    put_operand(a, out, c->right, as_double);
}

static void put(arena *a, buf *out, const ir_condition *c);

/* Both && and || bind weaker than what else there is; || weaker than &&. */
static void put_side(arena *a, buf *out, const ir_condition *c, ir_test around)
{
    bool wrap = c->test == IR_TEST_OR && around == IR_TEST_AND;

    if (wrap)
        buf_char(out, '(');
    put(a, out, c);
    if (wrap)
        buf_char(out, ')');
}

static void put(arena *a, buf *out, const ir_condition *c)
{
    switch (c->test) {
    case IR_TEST_VALUE:
        put_operand(a, out, c->left, false);
        if (c->left->kind != IR_CONSTANT)
            buf_put(out, STR(" == true"));
        break;
    case IR_TEST_NOT:
        buf_put(out, STR("!("));
        put(a, out, c->a);
        buf_char(out, ')');
        break;
    case IR_TEST_AND:
    case IR_TEST_OR:
        put_side(a, out, c->a, c->test);
        buf_printf(out, " %s ", ir_test_sign(c->test));
        put_side(a, out, c->b, c->test);
        break;
    case IR_TEST_EQ:
    case IR_TEST_NE:
    case IR_TEST_LT:
    case IR_TEST_LE:
    case IR_TEST_GT:
    case IR_TEST_GE: put_comparison(a, out, c); break;
    }
}

str kfp_condition(arena *a, const ir_condition *c)
{
    buf out = buf_new(a);

    put(a, &out, c);
    return buf_str(&out);
}
