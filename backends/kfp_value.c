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

/* A text that holds other values names them through extra inputs of the task;
 * the SDK calls these channels. */
static str channel_name(arena *a, const ir_value *v)
{
    if (v->kind == IR_NODE_OUTPUT)
        return arena_printf(a, "pipelinechannel--%.*s-%.*s",
                            STR_ARG(v->node->emitted),
                            STR_ARG(v->port->emitted));
    return arena_printf(a, "pipelinechannel--%.*s", STR_ARG(v->port->emitted));
}

static doc *direct(arena *a, const ir_value *v)
{
    if (v->kind == IR_REGION_INPUT)
        return wrap(a, "componentInputParameter",
                    doc_string(a, v->port->emitted));
    return wrap(a, "taskOutputParameter",
                task_output(a, v, "outputParameterKey"));
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

static bool is_direct(const ir_value *v, const ir_port *to)
{
    if (v->kind != IR_REGION_INPUT && v->kind != IR_NODE_OUTPUT)
        return false;
    return to->type.kind != IR_STRING || v->port->type.kind == IR_STRING;
}

doc *kfp_parameter(kfp_inputs *in, const ir_value *v, const ir_port *to)
{
    if (is_direct(v, to))
        return direct(in->arena, v);
    if (v->kind == IR_CONSTANT)
        return runtime_constant(in->arena,
                                kfp_constant(in->arena, v->constant, to->type));
    return runtime_constant(in->arena, tree(in, v));
}

doc *kfp_artifact(arena *a, const ir_value *v)
{
    if (v->kind == IR_NODE_OUTPUT)
        return wrap(a, "taskOutputArtifact",
                    task_output(a, v, "outputArtifactKey"));
    return wrap(a, "componentInputArtifact", doc_string(a, v->port->emitted));
}
