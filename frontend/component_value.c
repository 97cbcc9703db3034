#include "frontend/component.h"

#include "base/formats.h"
#include "frontend/placeholder.h"

const doc *component_unless_null(const doc *d)
{
    return d && d->kind == DOC_NULL ? NULL : d;
}

const doc *component_expect(session *s, const doc *d, field_kind kind)
{
    d = component_unless_null(d);
    return field_expect(s, d, kind) ? d : NULL;
}

/* ---- types --------------------------------------------------------------- */

/*
 * {Model: {framework: x}} is a Model. Any other mapping names a type that only
 * the file's author knows, like an unknown name: the use decides.
 */
ir_type component_type(session *s, const doc *d)
{
    ir_type type = { .kind = IR_UNTYPED };
    ir_type named;

    d = component_unless_null(d);
    if (!d || doc_is_seq(d))
        return type;
    if (doc_is_scalar(d))
        return ir_type_named(s->arena, d->text, &named) ? named : type;
    if (d->count != 1) {
        REPORT(s, D_BAD_VALUE, d->at,
               "'type' is a mapping with %u keys, expected "
               "{NAME: {PROPERTY: VALUE}}",
               (unsigned)d->count);
        type.kind = IR_POISON;
        return type;
    }
    if (ir_type_named(s->arena, d->first->key, &named) &&
        named.kind == IR_ARTIFACT)
        return named;
    return type;
}

/* ---- defaults ------------------------------------------------------------ */

static doc *at_span(doc *d, span at)
{
    d->at = at;
    if (doc_is_map(d) || doc_is_seq(d))
        for (doc *child = d->first; child; child = child->next) {
            child->key_at = at;
            at_span(child, at);
        }
    return d;
}

/* Python's int() takes blanks, a plus sign and leading zeros; JSON does not. */
static const doc *int_default(session *s, str text)
{
    buf out = buf_new(s->arena);
    size_t at = 0;

    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+'))
        at = 1;
    if (at && text.ptr[0] == '-')
        buf_char(&out, '-');
    while (at + 1 < text.len && text.ptr[at] == '0')
        at++;
    if (at == text.len)
        return NULL;
    for (; at < text.len; at++) {
        if (text.ptr[at] < '0' || text.ptr[at] > '9')
            return NULL;
        buf_char(&out, text.ptr[at]);
    }
    return doc_number(s->arena, buf_str(&out));
}

/* A text as the one value it is in JSON, or NULL. */
static doc *json_of(session *s, str text, span at)
{
    session quiet = *s;
    source from = { .name = STR("default"), .text = text };
    doc *value;

    diags_init(&quiet.diags, s->arena);
    value = json_read(&quiet, &from);
    return value ? at_span(value, at) : NULL;
}

static const doc *float_default(session *s, str text)
{
    const doc *whole = int_default(s, text);
    const doc *number;
    str rest = str_sub(text, 1, text.len);

    if (whole)
        return whole;
    if (text.len && text.ptr[0] == '+')
        text = rest;
    if (str_starts(text, STR(".")))
        text = arena_join(s->arena, STR("0"), text);
    if (str_starts(text, STR("-.")))
        text = arena_join(s->arena, STR("-0"), rest);
    if (str_ends(text, STR(".")))
        text = arena_join(s->arena, text, STR("0"));
    number = json_of(s, text, NOWHERE);
    return number && number->kind == DOC_FLOAT ? number : NULL;
}

static const doc *bool_default(session *s, str text)
{
    bool value;

    return kfp_bool(text, &value) ? doc_bool(s->arena, value) : NULL;
}

static const doc *json_default(session *s, const doc *d, doc_kind kind)
{
    const doc *value;

    if (d->kind == kind)
        return d;
    if (!doc_is_scalar(d))
        return NULL;
    value = json_of(s, str_trim(d->text), d->at);
    return value && value->kind == kind ? value : NULL;
}

/* The default as the declared type has it; NULL when it is none. */
static const doc *convert(session *s, const doc *d, ir_type_kind kind)
{
    str text = doc_is_scalar(d) ? str_trim(d->text) : (str){ NULL, 0 };

    switch (kind) {
    case IR_INT: return doc_is_scalar(d) ? int_default(s, text) : NULL;
    case IR_FLOAT: return doc_is_scalar(d) ? float_default(s, text) : NULL;
    case IR_BOOL: return doc_is_scalar(d) ? bool_default(s, text) : NULL;
    case IR_LIST: return json_default(s, d, DOC_SEQ);
    case IR_STRUCT:
    case IR_TASK_STATUS: return json_default(s, d, DOC_MAP);
    case IR_POISON:
    case IR_UNTYPED:
    case IR_ANY:
    case IR_STRING:
    case IR_ARTIFACT: break;
    }
    return doc_is_scalar(d) ? doc_string(s->arena, d->text) : NULL;
}

const doc *component_constant(session *s, const doc *d, ir_type_kind kind)
{
    const doc *value = convert(s, d, kind);
    doc *copy;

    if (!value)
        return NULL;
    copy = doc_copy(s->arena, value);
    copy->style = doc_is_scalar(copy) ? DOC_AUTO : DOC_FLOW;
    return at_span(copy, d->at);
}

const char *component_noun(ir_type_kind kind)
{
    switch (kind) {
    case IR_INT: return "an integer";
    case IR_FLOAT: return "a number";
    case IR_BOOL: return "true or false";
    case IR_LIST: return "a JSON list";
    case IR_STRUCT:
    case IR_TASK_STATUS: return "a JSON object";
    case IR_POISON:
    case IR_UNTYPED:
    case IR_ANY:
    case IR_STRING:
    case IR_ARTIFACT: break;
    }
    return "a text";
}

/* Common in real files: '' for nothing, '{}' for an empty list. */
static bool is_odd_default(session *s, const ir_port *port, const doc *d)
{
    bool tree = port->type.kind == IR_LIST || port->type.kind == IR_STRUCT;
    const doc *value;

    if (!doc_is_scalar(d) || !str_trim(d->text).len)
        return doc_is_scalar(d);
    value = tree ? json_of(s, str_trim(d->text), d->at) : NULL;
    return value && !doc_is_scalar(value) && !value->count;
}

static void odd_default(session *s, ir_port *port, const doc *d)
{
    diag *found = REPORT(
        s, D_ODD_DEFAULT, d->at, "default of '%.*s' is '%.*s', not %s",
        STR_ARG(port->name), STR_ARG(d->text), component_noun(port->type.kind));

    diag_help(&s->diags, found,
              "argo and tekton pass the text as it is; vertex and kfp take an "
              "empty text as an empty list or object, and refuse others");
    port->fallback = at_span(doc_string(s->arena, d->text), d->at);
    port->odd_default = true;
}

void component_default(session *s, ir_port *port, const doc *d)
{
    const doc *value;

    d = component_unless_null(d);
    if (!d || port->type.kind == IR_POISON)
        return;
    value = component_constant(s, d, port->type.kind);
    if (value) {
        port->fallback = value;
        return;
    }
    if (is_odd_default(s, port, d)) {
        odd_default(s, port, d);
        return;
    }
    REPORT(s, D_BAD_VALUE, d->at, "default of '%.*s' is %s%.*s%s, expected %s",
           STR_ARG(port->name), doc_is_scalar(d) ? "'" : "",
           STR_ARG(doc_is_scalar(d) ? field_excerpt(s->arena, d->text)
                                    : str_of(field_noun(d))),
           doc_is_scalar(d) ? "'" : "", component_noun(port->type.kind));
    port->type.kind = IR_POISON;
}
