#include "frontend/template.h"

#include "frontend/fields.h"

#define OPEN STR("${{")
#define ESCAPED STR("$${{")
#define CLOSE STR("}}")

bool template_has(const doc *d)
{
    return d->kind == DOC_STRING && str_find(d->text, OPEN) < d->text.len;
}

template_scan template_begin(session *s, const doc *scalar)
{
    return (template_scan){
        .s = s,
        .text = scalar->text,
        .raw = source_text(&s->sources, scalar->at),
        .at = scalar->at,
        .verbatim = true,
    };
}

/*
 * Offset of the `}}` that closes what begins at from, or the text's length.
 * With a quote that is never closed it is the first one: the parser reports.
 */
static size_t find_close(str text, size_t from)
{
    bool quoted = false;

    for (size_t i = from; i + 1 < text.len; i++) {
        if (text.ptr[i] == '\'')
            quoted = !quoted;
        if (!quoted && text.ptr[i] == '}' && text.ptr[i + 1] == '}')
            return i;
    }
    return from + str_find(str_sub(text, from, text.len), CLOSE);
}

/*
 * Where bytes [lo, hi) of the value stand in the source: the spelling is
 * searched, because quotes, escapes and indents may lie between.
 */
static expression locate(template_scan *scan, size_t lo, size_t hi)
{
    str whole = str_sub(scan->text, lo - OPEN.len, hi);
    expression e = { str_trim(str_sub(scan->text, lo, hi)), scan->at, false };
    str rest = str_sub(scan->raw, scan->next_raw, scan->raw.len);
    size_t found = str_find(rest, whole);

    scan->verbatim = scan->verbatim && found < rest.len;
    if (!scan->verbatim)
        return e;
    found += scan->next_raw;
    scan->next_raw = found + whole.len;
    e.exact = true;
    found += (size_t)(e.text.ptr - whole.ptr);
    e.at.lo = scan->at.lo + (uint32_t)found;
    e.at.hi = e.at.lo + (uint32_t)e.text.len;
    return e;
}

static template_part expression_part(template_scan *scan)
{
    size_t lo = scan->next + OPEN.len, hi = find_close(scan->text, lo);
    template_part part = { .kind = TEMPLATE_EXPRESSION };

    if (hi == scan->text.len) {
        scan->next = scan->text.len;
        part.kind = TEMPLATE_BROKEN;
        REPORT(scan->s, D_EXPRESSION, scan->at,
               "'${{' has no '}}' that closes it");
        return part;
    }
    part.expression = locate(scan, lo, hi);
    scan->next = hi + CLOSE.len;
    return part;
}

template_part template_next(template_scan *scan)
{
    str rest = str_sub(scan->text, scan->next, scan->text.len);
    size_t literal = str_find(rest, OPEN);

    if (!rest.len)
        return (template_part){ .kind = TEMPLATE_END };
    if (str_starts(rest, ESCAPED)) {
        scan->next += ESCAPED.len;
        return (template_part){ .kind = TEMPLATE_TEXT, .text = OPEN };
    }
    if (!literal)
        return expression_part(scan);
    if (literal < rest.len && rest.ptr[literal - 1] == '$')
        literal--;
    scan->next += literal;
    return (template_part){ .kind = TEMPLATE_TEXT,
                            .text = str_sub(rest, 0, literal) };
}

/* ---- values ------------------------------------------------------------- */

static ir_value *constant_value(session *s, const doc *d)
{
    ir_value *v = ir_value_new(s->arena, IR_CONSTANT, d->at);

    v->constant = doc_copy(s->arena, d);
    return v;
}

static void push_literal(session *s, ir_value *to, buf *text)
{
    if (!text->len)
        return;
    ir_value_push(to, ir_value_text(s->arena, buf_str(text), to->at));
    *text = buf_new(s->arena);
}

/* What the parts of a text amount to. */
static ir_value *settle(session *s, ir_value *joined, const doc *d, bool bad)
{
    const ir_value *only = joined->first;

    if (bad)
        return ir_value_new(s->arena, IR_BAD, d->at);
    return only->next ? joined : joined->first;
}

static ir_value *joined_value(session *s, const doc *d)
{
    template_scan scan = template_begin(s, d);
    ir_value *joined = ir_value_new(s->arena, IR_JOINED, d->at), *part;
    buf literal = buf_new(s->arena);
    bool bad = false;

    for (;;) {
        template_part next = template_next(&scan);

        switch (next.kind) {
        case TEMPLATE_TEXT: buf_put(&literal, next.text); continue;
        case TEMPLATE_EXPRESSION:
            push_literal(s, joined, &literal);
            part = expression_value(s, next.expression);
            bad = bad || part->kind == IR_BAD;
            ir_value_push(joined, part);
            continue;
        case TEMPLATE_BROKEN: bad = true; continue;
        case TEMPLATE_END: break;
        }
        push_literal(s, joined, &literal);
        return settle(s, joined, d, bad);
    }
}

static bool is_alone(const doc *d)
{
    return str_starts(d->text, OPEN) &&
           find_close(d->text, OPEN.len) == d->text.len - CLOSE.len;
}

static ir_value *text_value(session *s, const doc *d)
{
    template_scan scan;

    if (!is_alone(d))
        return joined_value(s, d);
    scan = template_begin(s, d);
    return expression_value(s, template_next(&scan).expression);
}

/* The value of a node that holds `${{`, else NULL: most trees are constant. */
static ir_value *value_or_null(session *s, const doc *d);

static ir_value *tree_value(session *s, const doc *d)
{
    ir_value *tree = NULL;

    doc_each (child, d) {
        ir_value *part = value_or_null(s, child);

        if (!tree && !part)
            continue;
        if (!tree) {
            tree = ir_value_new(s->arena, IR_TREE, d->at);
            tree->shape = (doc_kind)d->kind;
            for (const doc *c = d->first; c != child; c = c->next) {
                ir_value_push(tree, constant_value(s, c));
                tree->last->key = c->key;
            }
        }
        ir_value_push(tree, part ? part : constant_value(s, child));
        tree->last->key = child->key;
    }
    return tree;
}

static ir_value *value_or_null(session *s, const doc *d)
{
    if (!doc_is_scalar(d))
        return tree_value(s, d);
    return template_has(d) ? text_value(s, d) : NULL;
}

ir_value *template_value(session *s, const doc *d)
{
    ir_value *v = value_or_null(s, d);

    return v ? v : constant_value(s, d);
}

/* ---- conditions and constants ------------------------------------------- */

static ir_condition *bool_condition(session *s, const doc *d)
{
    ir_condition *c = NEW(s->arena, ir_condition);

    c->test = IR_TEST_VALUE;
    c->at = d->at;
    c->left = constant_value(s, d);
    return c;
}

ir_condition *template_condition(session *s, const doc *d)
{
    template_scan scan;
    template_part first;

    if (d->kind == DOC_BOOL)
        return bool_condition(s, d);
    if (template_has(d)) {
        scan = template_begin(s, d);
        first = template_next(&scan);
        if (first.kind == TEMPLATE_BROKEN)
            return NULL;
        if (first.kind == TEMPLATE_EXPRESSION && scan.next == scan.text.len)
            return expression_parse(s, first.expression);
    }
    diag_help(&s->diags,
              REPORT(s, D_EXPRESSION, d->at,
                     "%s stands where one '${{ }}' was expected",
                     field_noun(d)),
              "write the whole condition as ${{ a == b }}");
    return NULL;
}

static bool refuse_expressions(session *s, const doc *d, diag_id refusal,
                               const char *what)
{
    template_scan scan = template_begin(s, d);

    for (;;) {
        template_part part = template_next(&scan);

        switch (part.kind) {
        case TEMPLATE_TEXT: continue;
        case TEMPLATE_EXPRESSION:
            REPORT(s, refusal, part.expression.at,
                   refusal == D_NOT_YET
                       ? "'${{ }}' in %s is not supported yet"
                       : "'${{ }}' stands in %s, but a constant was expected",
                   what);
            return true;
        case TEMPLATE_BROKEN: return true;
        case TEMPLATE_END: break;
        }
        return false;
    }
}

static bool undo_escapes(session *s, doc *d, diag_id refusal, const char *what)
{
    bool right = true;

    if (doc_is_scalar(d)) {
        if (!template_has(d))
            return true;
        if (refuse_expressions(s, d, refusal, what))
            return false;
        d->text = text_value(s, d)->constant->text;
        return true;
    }
    for (doc *child = d->first; child; child = child->next)
        right = undo_escapes(s, child, refusal, what) && right;
    return right;
}

const doc *template_constant(session *s, const doc *d, diag_id refusal,
                             const char *what)
{
    doc *copy = doc_copy(s->arena, d);

    copy->key = d->key;
    copy->key_at = d->key_at;
    return undo_escapes(s, copy, refusal, what) ? copy : NULL;
}
