#include "backends/kfp_value.h"

#include "backends/kfp_spec.h"
#include "backends/kfp_text.h"

const char *kfp_parameter_type(ir_type t)
{
    switch (t.kind) {
    case IR_INT: return "NUMBER_INTEGER";
    case IR_FLOAT: return "NUMBER_DOUBLE";
    case IR_BOOL: return "BOOLEAN";
    case IR_LIST: return "LIST";
    case IR_STRUCT: return "STRUCT";
    case IR_TASK_STATUS: return "TASK_FINAL_STATUS";
    case IR_POISON:
    case IR_UNTYPED:
    case IR_ANY:
    case IR_STRING:
    case IR_ARTIFACT: break;
    }
    return "STRING";
}

doc *kfp_constant(arena *a, const doc *value, ir_type t)
{
    if (t.kind == IR_STRING && value->kind != DOC_NULL)
        return doc_string(a, ir_constant_text(a, value));
    if (value->kind == DOC_STRING && t.kind == IR_LIST) /* a blank default */
        return doc_seq(a);
    if (value->kind == DOC_STRING && t.kind == IR_STRUCT)
        return doc_map(a);
    return doc_copy(a, value);
}

static doc *wrap(arena *a, const char *key, doc *value)
{
    doc *d = doc_map(a);

    doc_put(a, d, str_of(key), value);
    return d;
}

static doc *runtime_constant(arena *a, doc *constant)
{
    return wrap(a, "runtimeValue",
                wrap(a, "constant", kfp_dollars(a, constant)));
}

static doc *task_output(arena *a, const ir_value *v, const char *key)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "producerTask", v->node->emitted);
    doc_put_text(a, d, key, v->port->emitted);
    return d;
}

/* The whole that a field is taken from, or the value itself. */
static const ir_value *whole(const ir_value *v)
{
    if (v->kind == IR_FIELD)
        v = v->first;
    return v->kind == IR_COLLECT ? v->first : v;
}

static void put_path(buf *out, str path, const char *before, const char *after)
{
    size_t dot;

    for (; path.len; path = str_sub(path, dot + 1, path.len)) {
        dot = str_find(path, STR("."));
        buf_printf(out, "%s%.*s%s", before, STR_ARG(str_sub(path, 0, dot)),
                   after);
    }
}

/* A text that holds other values names them through extra inputs of the task;
 * the SDK calls these channels. */
static str channel_name(arena *a, const ir_value *v)
{
    const ir_value *of = whole(v);
    buf name = buf_new(a);

    if (!str_starts(of->port->emitted, STR("pipelinechannel--")) ||
        of->kind == IR_NODE_OUTPUT)
        buf_put(&name, STR("pipelinechannel--"));
    if (of->kind == IR_NODE_OUTPUT)
        buf_printf(&name, "%.*s-", STR_ARG(of->node->emitted));
    buf_put(&name, of->port->emitted);
    if (v->kind == IR_FIELD)
        put_path(&name, v->first->key, "-subvar-", "");
    return buf_str(&name);
}

/* `a.b` as the selector ["a"]["b"]; the parts are identifiers. */
static str selector(arena *a, str path)
{
    buf out = buf_new(a);

    buf_put(&out, STR("parseJson(string_value)"));
    put_path(&out, path, "[\"", "\"]");
    return buf_str(&out);
}

static doc *direct(arena *a, const ir_value *v)
{
    const ir_value *of = whole(v);
    doc *d;

    if (of->kind == IR_REGION_INPUT)
        d = wrap(a, "componentInputParameter",
                 doc_string(a, of->port->emitted));
    else
        d = wrap(a, "taskOutputParameter",
                 task_output(a, of, "outputParameterKey"));
    if (v->kind == IR_FIELD)
        doc_put_text(a, d, "parameterExpressionSelector",
                     selector(a, v->first->key));
    return d;
}

static void put_part(kfp_inputs *in, buf *out, const ir_value *v)
{
    arena *a = in->arena;

    if (v->kind == IR_CONSTANT) {
        buf_put(out, ir_constant_text(a, v->constant));
    } else if (v->kind == IR_RUN_FACT) {
        buf_put(out, str_of(kfp_fact(v->fact)));
    } else if (v->kind == IR_JOINED) {
        for (const ir_value *part = v->first; part; part = part->next)
            put_part(in, out, part);
    } else {
        str name = channel_name(a, v);

        doc_put(a, in->parameters, name, direct(a, v));
        buf_printf(out, "{{$.inputs.parameters['%.*s']}}", STR_ARG(name));
    }
}

static doc *tree(kfp_inputs *in, const ir_value *v)
{
    arena *a = in->arena;
    buf text = buf_new(a);
    doc *d;

    if (v->kind == IR_CONSTANT)
        return doc_copy(a, v->constant);
    if (v->kind != IR_TREE) {
        put_part(in, &text, v);
        return doc_string(a, buf_str(&text));
    }
    d = v->shape == DOC_MAP ? doc_map(a) : doc_seq(a);
    for (const ir_value *part = v->first; part; part = part->next) {
        if (v->shape == DOC_MAP)
            doc_put(a, d, part->key, tree(in, part));
        else
            doc_push(a, d, tree(in, part));
    }
    return d;
}

/* Only a program's words resolve what stands inside a text. */
static bool is_direct(const kfp_inputs *in, const ir_value *v,
                      const ir_port *to)
{
    bool is_list = v->kind == IR_COLLECT;

    if (v->kind == IR_FIELD)
        return true;
    if (!is_list && v->kind != IR_REGION_INPUT && v->kind != IR_NODE_OUTPUT)
        return false;
    return to->type.kind != IR_STRING ||
           in->task->component->body == IR_GRAPH ||
           (!is_list && v->port->type.kind == IR_STRING);
}

/* How the tasks ended that this one, which is the exit task, waits for. */
static doc *final_status(arena *a, const ir_node *n)
{
    doc *of = doc_map(a);

    doc_put_text(a, of, "producerTask", n->needs->node->emitted);
    return wrap(a, "taskFinalStatus", of);
}

doc *kfp_parameter(kfp_inputs *in, const ir_value *v, const ir_port *to)
{
    if (v->kind == IR_RUN_FACT && to->type.kind == IR_TASK_STATUS)
        return final_status(in->arena, in->task);
    if (is_direct(in, v, to))
        return direct(in->arena, v);
    if (v->kind == IR_CONSTANT)
        return runtime_constant(in->arena,
                                kfp_constant(in->arena, v->constant, to->type));
    return runtime_constant(in->arena, tree(in, v));
}

doc *kfp_artifact(arena *a, const ir_value *v)
{
    v = whole(v);
    if (v->kind == IR_NODE_OUTPUT)
        return wrap(a, "taskOutputArtifact",
                    task_output(a, v, "outputArtifactKey"));
    return wrap(a, "componentInputArtifact", doc_string(a, v->port->emitted));
}
