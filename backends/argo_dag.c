#include "backends/argo.h"

/* ---- arguments ----------------------------------------------------------- */

static bool is_artifact(const ir_value *v)
{
    return (v->kind == IR_NODE_OUTPUT &&
            argo_output_is_file(v->node, v->port)) ||
           (v->kind == IR_REGION_INPUT && !ir_is_parameter(v->port));
}

static str parameter_value(arena *a, const ir_module *m, const ir_binding *b)
{
    const ir_value *v = b->value;

    if (!ir_is_parameter(b->port) && v->kind == IR_NODE_OUTPUT)
        return argo_uri(a, m, v->node, v->port);
    return argo_value(a, v);
}

static str source_of(arena *a, const ir_value *v)
{
    if (v->kind == IR_REGION_INPUT)
        return arena_printf(a, "{{inputs.artifacts.%.*s}}",
                            STR_ARG(v->port->emitted));
    return arena_printf(a, "{{tasks.%.*s.outputs.artifacts.%.*s}}",
                        STR_ARG(v->node->emitted), STR_ARG(v->port->emitted));
}

static void put_file(arena *a, doc *files, const ir_binding *b)
{
    doc *file = doc_push_named(a, files, b->port->emitted);
    doc *raw = doc_map(a);

    if (!ir_is_parameter(b->port) && is_artifact(b->value)) {
        doc_put_text(a, file, "from", source_of(a, b->value));
        return;
    }
    doc_put_text(a, raw, "data", argo_raw_value(a, b->value));
    doc_put(a, file, STR("raw"), raw);
}

static doc *arguments(arena *a, const ir_module *m, const ir_node *n)
{
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);

    for (const ir_binding *b = n->bindings; b; b = b->next) {
        if (argo_input_is_parameter(b->port))
            doc_put_text(a, doc_push_named(a, params, b->port->emitted),
                         "value", parameter_value(a, m, b));
        if (argo_input_is_file(b->port))
            put_file(a, files, b);
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    return all;
}

/* ---- tasks --------------------------------------------------------------- */

static doc *task_of(const argo_flow *flow, arena *a, const ir_module *m,
                    const ir_node *n)
{
    doc *task = doc_comment(a, doc_map(a), n->policy->description);
    str depends = argo_depends(flow, n);

    doc_put_text(a, task, "name", n->emitted);
    doc_put_text(a, task, "template", n->component->emitted);
    if (depends.len)
        doc_put_text(a, task, "depends", depends);
    doc_put_some(a, task, "arguments", arguments(a, m, n));
    return task;
}

static const char *const gate_word = "done";

str argo_gate_name(arena *a, const ir_module *m)
{
    map taken = map_new(a);
    str name = str_of(gate_word);

    if (!argo_gate(argo_flow_new(a, m)).len)
        return STR("");
    map_put(&taken, argo_entry(a, m), &taken);
    for (const ir_node *n = m->body->first; n; n = n->next) {
        map_put(&taken, n->emitted, &taken);
        map_put(&taken, n->component->emitted, &taken);
    }
    for (unsigned i = 2; map_get(&taken, name); i++)
        name = arena_printf(a, "%s-%u", gate_word, i);
    return name;
}

static doc *tasks_of(arena *a, const ir_module *m)
{
    const argo_flow *flow = argo_flow_new(a, m);
    str gate = argo_gate_name(a, m);
    doc *tasks = doc_seq(a), *last;

    for (const ir_node *n = m->body->first; n; n = n->next)
        doc_push(a, tasks, task_of(flow, a, m, n));
    if (!gate.len)
        return tasks;
    last =
        doc_comment(a, doc_push_named(a, tasks, gate),
                    STR("so that tasks that may fail do not decide the run"));
    doc_put_text(a, last, "template", gate);
    doc_put_text(a, last, "depends", argo_gate(flow));
    return tasks;
}

/* ---- inputs and outputs -------------------------------------------------- */

static void note_exported(ir_value *v, void *context)
{
    map *names = context;

    if (v->kind == IR_REGION_INPUT)
        map_put(names, v->port->emitted, v);
}

/* Artifacts come from the object's arguments by name; so do parameters that an
 * output passes on, for `workflow` is unknown there. */
static doc *inputs(arena *a, const ir_module *m)
{
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);
    map exported = map_new(a);

    for (const ir_port *p = m->body->outputs.first; p; p = p->next)
        ir_each_value(p->value, note_exported, &exported);
    for (const ir_port *p = m->body->inputs.first; p; p = p->next) {
        if (ir_is_parameter(p) && map_get(&exported, p->emitted))
            doc_push_named(a, params, p->emitted);
        if (!ir_is_parameter(p) && argo_input_is_file(p))
            doc_push_named(a, files, p->emitted);
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    return all;
}

static doc *value_from(arena *a, const ir_value *v)
{
    doc *d = doc_map(a);

    if (v->kind == IR_NODE_OUTPUT)
        doc_put_text(a, d, "parameter", argo_value(a, v));
    else
        doc_put_text(a, d, "expression", argo_expression(a, v, ARGO_OUTPUTS));
    return d;
}

static doc *outputs(arena *a, const ir_module *m)
{
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);

    for (const ir_port *p = m->body->outputs.first; p; p = p->next) {
        if (!p->value)
            continue;
        if (!ir_is_parameter(p) && is_artifact(p->value))
            doc_put_text(a, doc_push_named(a, files, p->emitted), "from",
                         source_of(a, p->value));
        else
            doc_put(a, doc_push_named(a, params, p->emitted), STR("valueFrom"),
                    value_from(a, p->value));
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    return all;
}

doc *argo_dag(arena *a, const ir_module *m)
{
    doc *d = doc_comment(a, doc_map(a), m->description);
    doc *dag = doc_map(a);

    doc_put_text(a, d, "name", argo_entry(a, m));
    doc_put_some(a, d, "inputs", inputs(a, m));
    doc_put(a, dag, STR("tasks"), tasks_of(a, m));
    doc_put(a, d, STR("dag"), dag);
    doc_put_some(a, d, "outputs", outputs(a, m));
    return d;
}
