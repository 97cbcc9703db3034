#include "backends/argo_text.h"

#include "base/formats.h"

/* ---- constants ----------------------------------------------------------- */

/* JSON text in which no two braces follow each other inside of strings. */
static str hide_braces(arena *a, str json)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < json.len; i++) {
        if (i && json.ptr[i] == '{' && json.ptr[i - 1] == '{')
            buf_put(&out, STR("\\u007b"));
        else
            buf_char(&out, json.ptr[i]);
    }
    return buf_str(&out);
}

static str compact(arena *a, const doc *d)
{
    buf out = buf_new(a);

    json_write_compact(&out, d);
    if (argo_is_unsafe(buf_str(&out)))
        return hide_braces(a, buf_str(&out));
    return buf_str(&out);
}

str argo_constant(arena *a, const doc *d)
{
    if (doc_is_scalar(d))
        return ir_constant_text(a, d);
    return compact(a, d);
}

str argo_raw_constant(arena *a, const doc *d)
{
    return argo_dollars(a, argo_constant(a, d), false);
}

/* A string as an expression spells it. Neither `{{` nor `}}` may stand in an
 * expression. */
str argo_quoted(arena *a, str text)
{
    buf out = buf_new(a);

    buf_char(&out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c == '\'' || c == '\\')
            buf_printf(&out, "\\%c", c);
        else if (c < ' ' || c == 0x7f || c == '{' || c == '}')
            buf_printf(&out, "\\u%04x", c);
        else
            buf_char(&out, (char)c);
    }
    buf_char(&out, '\'');
    return buf_str(&out);
}

/* ---- expressions --------------------------------------------------------- */

static str expression(arena *a, const ir_value *v, argo_scope scope);

static str joined_expression(arena *a, const ir_value *v, argo_scope scope)
{
    buf out = buf_new(a);

    for (const ir_value *part = v->first; part; part = part->next) {
        if (part != v->first)
            buf_put(&out, STR(" + "));
        buf_put(&out, argo_expression(a, part, scope));
    }
    return v->first ? buf_str(&out) : STR("''");
}

/* A struct arrives as JSON text. */
static str field_expression(arena *a, const ir_value *v, argo_scope scope)
{
    buf out = buf_new(a);
    str rest = v->first->key;

    buf_printf(&out, "fromJSON(%.*s)", STR_ARG(expression(a, v->first, scope)));
    while (rest.len) {
        size_t dot = str_find(rest, STR("."));

        buf_printf(&out, "[%.*s]",
                   STR_ARG(argo_quoted(a, str_sub(rest, 0, dot))));
        rest = str_sub(rest, dot + 1, rest.len);
    }
    return buf_str(&out);
}

/* True when the value's text is JSON as it stands. */
static bool is_json(const ir_value *v)
{
    return v->kind == IR_TREE ||
           (v->kind != IR_JOINED && v->kind != IR_FIELD &&
            (argo_is_plain(v->type) || v->type.kind == IR_LIST ||
             v->type.kind == IR_STRUCT));
}

static str json_expression(arena *a, const ir_value *v, argo_scope scope)
{
    if (v->kind == IR_CONSTANT)
        return argo_quoted(a, compact(a, v->constant));
    if (is_json(v))
        return expression(a, v, scope);
    return arena_printf(a, "toJson(%.*s)", STR_ARG(expression(a, v, scope)));
}

/* A list or map as JSON text: literal JSON and values in turn. */
static str tree_expression(arena *a, const ir_value *v, argo_scope scope)
{
    bool keyed = v->shape == DOC_MAP;
    buf out = buf_new(a);

    buf_put(&out, keyed ? STR("'\\u007b'") : STR("'['"));
    for (const ir_value *part = v->first; part; part = part->next) {
        buf key = buf_new(a);
        str value = json_expression(a, part, scope);

        if (part != v->first)
            buf_char(&key, ',');
        if (keyed) {
            json_write_string(&key, part->key);
            buf_char(&key, ':');
        }
        buf_printf(&out, " + %.*s + %.*s",
                   STR_ARG(argo_quoted(a, buf_str(&key))), STR_ARG(value));
    }
    buf_put(&out, keyed ? STR(" + '\\u007d'") : STR(" + ']'"));
    return buf_str(&out);
}

/*
 * While Argo multiplies a task it takes every `{{` in it for its own, that of
 * values, too. An expression that names the item is filled in last.
 */
static bool is_kept_back(const ir_port *input, argo_scope scope)
{
    return scope.looped && !argo_is_plain(input->type);
}

static str input_expression(arena *a, const ir_port *input, argo_scope scope)
{
    str value = arena_printf(a, "%s.parameters['%.*s']",
                             scope.pipeline ? "workflow" : "inputs",
                             STR_ARG(input->emitted));

    if (!is_kept_back(input, scope))
        return value;
    return arena_printf(a, "[%.*s, item][0]", STR_ARG(value));
}

/* How the run, or the task that is watched, ended. */
static str fact_expression(arena *a, ir_fact fact, argo_scope scope)
{
    str status = STR("workflow.status");

    if (scope.watched)
        status = arena_printf(a, "tasks['%.*s'].status",
                              STR_ARG(scope.watched->emitted));
    if (fact == IR_RUN_STATUS)
        return status;
    if (fact == IR_RUN_FAILED)
        return arena_printf(a, "(%.*s == 'Succeeded' ? 'false' : 'true')",
                            STR_ARG(status));
    return argo_fact(fact);
}

static str expression(arena *a, const ir_value *v, argo_scope scope)
{
    switch (v->kind) {
    case IR_CONSTANT: return argo_quoted(a, argo_constant(a, v->constant));
    case IR_REGION_INPUT: return input_expression(a, v->port, scope);
    case IR_NODE_OUTPUT:
        return arena_printf(a, "tasks['%.*s'].outputs.parameters['%.*s']",
                            STR_ARG(v->node->emitted),
                            STR_ARG(v->port->emitted));
    case IR_RUN_FACT: return fact_expression(a, v->fact, scope);
    case IR_JOINED: return joined_expression(a, v, scope);
    case IR_TREE: return tree_expression(a, v, scope);
    case IR_FIELD: return field_expression(a, v, scope);
    case IR_BAD:
    case IR_NAME:
    case IR_ITEM:
    case IR_INDEX:
    case IR_COLLECT:
    case IR_ONE_OF: break;
    }
    return STR("''");
}

/* Fields are of any type: what is no text becomes JSON, as Argo itself writes
 * the result of an expression. */
str argo_expression(arena *a, const ir_value *v, argo_scope scope)
{
    str value = expression(a, v, scope);

    if (v->kind != IR_FIELD)
        return value;
    return arena_printf(a, "(type(%.*s) == 'string' ? %.*s : toJson(%.*s))",
                        STR_ARG(value), STR_ARG(value), STR_ARG(value));
}

/* ---- arguments ----------------------------------------------------------- */

static str fact_tag(arena *a, ir_fact fact, argo_scope scope)
{
    if (fact == IR_RUN_FAILED)
        return arena_printf(a, "{{=%.*s}}",
                            STR_ARG(fact_expression(a, fact, scope)));
    if (fact == IR_RUN_STATUS && scope.watched)
        return arena_printf(a, "{{tasks.%.*s.status}}",
                            STR_ARG(scope.watched->emitted));
    return arena_printf(a, "{{%.*s}}",
                        STR_ARG(fact_expression(a, fact, scope)));
}

static str simple_tag(arena *a, const ir_value *v, argo_scope scope)
{
    switch (v->kind) {
    case IR_REGION_INPUT:
        if (is_kept_back(v->port, scope))
            return arena_printf(a, "{{=%.*s}}",
                                STR_ARG(input_expression(a, v->port, scope)));
        return arena_printf(a, "{{%s.parameters.%.*s}}",
                            scope.pipeline ? "workflow" : "inputs",
                            STR_ARG(v->port->emitted));
    case IR_NODE_OUTPUT:
        return arena_printf(a, "{{tasks.%.*s.outputs.parameters.%.*s}}",
                            STR_ARG(v->node->emitted),
                            STR_ARG(v->port->emitted));
    case IR_RUN_FACT: return fact_tag(a, v->fact, scope);
    case IR_FIELD:
        return arena_printf(a, "{{=%.*s}}", STR_ARG(expression(a, v, scope)));
    case IR_BAD:
    case IR_NAME:
    case IR_CONSTANT:
    case IR_ITEM:
    case IR_INDEX:
    case IR_JOINED:
    case IR_TREE:
    case IR_COLLECT:
    case IR_ONE_OF: break;
    }
    return STR("");
}

/* A brace before a tag would become a part of it, so the last one goes into an
 * expression with the value. */
static void put_joined(arena *a, buf *out, const ir_value *v, argo_scope scope)
{
    for (const ir_value *part = v->first; part; part = part->next) {
        bool brace = out->len && out->ptr[out->len - 1] == '{';

        if (part->kind == IR_CONSTANT) {
            buf_put(out, argo_constant(a, part->constant));
        } else if (part->kind == IR_JOINED) {
            put_joined(a, out, part, scope);
        } else if (brace) {
            out->len--;
            buf_printf(out, "{{='{' + %.*s}}",
                       STR_ARG(argo_expression(a, part, scope)));
        } else {
            buf_put(out, simple_tag(a, part, scope));
        }
    }
}

static void put_json(arena *a, buf *out, const ir_value *v, argo_scope scope)
{
    if (v->kind == IR_CONSTANT)
        buf_put(out, compact(a, v->constant));
    else if (is_json(v))
        buf_put(out, simple_tag(a, v, scope));
    else
        buf_printf(out, "{{=%.*s}}", STR_ARG(json_expression(a, v, scope)));
}

static void put_tree(arena *a, buf *out, const ir_value *v, argo_scope scope)
{
    bool keyed = v->shape == DOC_MAP;

    buf_char(out, keyed ? '{' : '[');
    for (const ir_value *part = v->first; part; part = part->next) {
        if (part != v->first)
            buf_char(out, ',');
        if (keyed) {
            buf key = buf_new(a);

            json_write_string(&key, part->key);
            buf_put(out, hide_braces(a, buf_str(&key)));
            buf_char(out, ':');
        }
        if (part->kind == IR_TREE)
            put_tree(a, out, part, scope);
        else
            put_json(a, out, part, scope);
    }
    buf_char(out, keyed ? '}' : ']');
}

str argo_value(arena *a, const ir_value *v, argo_scope scope)
{
    buf out = buf_new(a);

    if (v->kind == IR_CONSTANT)
        return argo_constant(a, v->constant);
    if (v->kind == IR_TREE)
        put_tree(a, &out, v, scope);
    else if (v->kind == IR_JOINED)
        put_joined(a, &out, v, scope);
    else
        buf_put(&out, simple_tag(a, v, scope));
    return buf_str(&out);
}

str argo_raw_value(arena *a, const ir_value *v, argo_scope scope)
{
    if (v->kind == IR_CONSTANT)
        return argo_raw_constant(a, v->constant);
    if (argo_is_plain(v->type) && v->kind != IR_JOINED)
        return argo_value(a, v, scope);
    return arena_printf(a, "{{=replace(%.*s, '$', '$$')}}",
                        STR_ARG(argo_expression(a, v, scope)));
}

str argo_uri(arena *a, const ir_module *m, const ir_node *task,
             const ir_port *output)
{
    str root = m->root;

    if (!root.len)
        root = arena_printf(a, "{{workflow.parameters.%s}}", argo_root_param);
    return arena_printf(a, "%.*s/{{workflow.name}}/%.*s/%.*s", STR_ARG(root),
                        STR_ARG(task->emitted), STR_ARG(output->emitted));
}

/* ---- what cannot be protected -------------------------------------------- */

static str unsafe_constant(arena *a, const ir_value *v)
{
    str text;

    if (v->kind != IR_CONSTANT || !doc_is_scalar(v->constant))
        return STR("");
    text = ir_constant_text(a, v->constant);
    return argo_is_unsafe(text) ? text : STR("");
}

str argo_unsafe_literal(arena *a, const ir_value *v)
{
    if (v->kind != IR_JOINED)
        return unsafe_constant(a, v);
    for (const ir_value *part = v->first; part; part = part->next) {
        str text = unsafe_constant(a, part);

        if (text.len)
            return text;
    }
    return STR("");
}
