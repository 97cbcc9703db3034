#include "backends/argo.h"

/* ---- arguments ----------------------------------------------------------- */

static bool is_artifact(const ir_value *v)
{
    return (v->kind == IR_NODE_OUTPUT &&
            argo_output_is_file(v->node, v->port)) ||
           (v->kind == IR_REGION_INPUT && !ir_is_parameter(v->port));
}

static str parameter_value(arena *a, const ir_module *m, const ir_node *n,
                           const ir_binding *b, argo_scope scope)
{
    const ir_value *v = b->value;
    str item = argo_item(a, n, b->port);

    if (item.len)
        return item;
    if (n->over && b->port->file.len)
        return argo_key_text(a, m, b->port);
    if (!ir_is_parameter(b->port) && v->kind == IR_NODE_OUTPUT &&
        !v->node->component->graph)
        return argo_uri(a, m, v->node, v->port);
    return argo_value(a, v, scope);
}

static str source_of(arena *a, const ir_value *v)
{
    if (v->kind == IR_REGION_INPUT)
        return arena_printf(a, "{{inputs.artifacts.%.*s}}",
                            STR_ARG(v->port->emitted));
    return arena_printf(a, "{{tasks.%.*s.outputs.artifacts.%.*s}}",
                        STR_ARG(v->node->emitted), STR_ARG(v->port->emitted));
}

static void put_raw(arena *a, doc *file, str data)
{
    doc *raw = doc_map(a);

    doc_put_text(a, raw, "data", data);
    doc_put(a, file, STR("raw"), raw);
}

static void put_file(arena *a, doc *files, const ir_module *m,
                     const ir_binding *b, argo_scope scope)
{
    doc *file = doc_push_named(a, files, b->port->emitted);

    if (b->port->type.list) {
        argo_put_key(a, file, m, argo_folder_key(a, b->value, scope));
        doc_put(a, file, STR("optional"), doc_bool(a, true));
    } else if (!ir_is_parameter(b->port) && is_artifact(b->value))
        doc_put_text(a, file, "from", source_of(a, b->value));
    else
        put_raw(a, file, argo_raw_value(a, b->value, scope));
}

/* The element or its number, which no binding gives. */
static void put_item(arena *a, doc *params, doc *files, const ir_module *m,
                     const ir_node *n, const ir_port *input)
{
    if (!input)
        return;
    if (argo_input_is_parameter(input))
        doc_put_text(a, doc_push_named(a, params, input->emitted), "value",
                     argo_item(a, n, input));
    if (!ir_is_parameter(input) && argo_input_is_file(input))
        argo_put_key(a, doc_push_named(a, files, input->emitted), m,
                     argo_item(a, n, input));
    else if (argo_input_is_file(input) && !n->component->graph)
        put_raw(a, doc_push_named(a, files, input->emitted),
                argo_raw_item(a, n, input));
}

doc *argo_arguments(arena *a, const ir_module *m, const ir_node *n,
                    argo_scope scope)
{
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);
    bool graph = n->component->graph != NULL;

    scope.looped = n->over != NULL;
    for (const ir_binding *b = n->bindings; b; b = b->next) {
        bool is_file =
            argo_input_is_file(b->port) && !(graph && ir_is_parameter(b->port));

        if (argo_input_is_parameter(b->port))
            doc_put_text(a, doc_push_named(a, params, b->port->emitted),
                         "value", parameter_value(a, m, n, b, scope));
        if (is_file)
            put_file(a, files, m, b, scope);
    }
    if (n->over) {
        put_item(a, params, files, m, n, n->each);
        put_item(a, params, files, m, n, n->counter);
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    return all;
}

/* ---- tasks --------------------------------------------------------------- */

/* A DAG template in the making. */
typedef struct dag {
    arena *arena;
    const ir_module *module;
    ir_region *region;
    argo_scope scope;
    const argo_flow *flow;
} dag;

static dag dag_of(arena *a, const ir_module *m, ir_region *region,
                  bool pipeline)
{
    return (dag){
        a, m, region, { .pipeline = pipeline }, argo_flow_new(a, region)
    };
}

static void put_when(const dag *in, doc *task, const ir_condition *c)
{
    str text = argo_condition(in->arena, c, in->scope);

    if (str_eq(text, STR("true")))
        return;
    if (!str_eq(text, STR("false")))
        text = arena_printf(in->arena, "{{=%.*s}}", STR_ARG(text));
    doc_put_text(in->arena, task, "when", text);
}

static doc *task_of(const dag *in, const ir_node *n)
{
    arena *a = in->arena;
    doc *task = doc_comment(a, doc_map(a), n->policy->description);
    str depends = argo_depends(in->flow, n);

    doc_put_text(a, task, "name", n->emitted);
    doc_put_text(a, task, "template", n->component->emitted);
    if (depends.len)
        doc_put_text(a, task, "depends", depends);
    if (n->when)
        put_when(in, task, n->when);
    if (n->over)
        argo_put_loop(a, task, n);
    doc_put_some(a, task, "arguments",
                 argo_arguments(a, in->module, n, in->scope));
    if (n->on_exit)
        doc_put(a, task, STR("hooks"),
                argo_exit_hook(a, in->module, n, in->scope));
    return task;
}

static const char *const gate_word = "done";

static str free_name(arena *a, const map *taken)
{
    str name = str_of(gate_word);

    for (unsigned i = 2; map_get(taken, name); i++)
        name = arena_printf(a, "%s-%u", gate_word, i);
    return name;
}

typedef struct gates {
    map templates;
    bool needed;
} gates;

static void note_gate(ir_node *n, void *context)
{
    gates *in = context;

    map_put(&in->templates, n->component->emitted, in);
    in->needed |= n->policy->go_on;
}

str argo_gate_name(arena *a, const ir_module *m)
{
    gates in = { map_new(a), false };

    map_put(&in.templates, argo_entry(a, m), &in);
    map_put(&in.templates, argo_exit_name(a, m), &in);
    argo_each_task(m, note_gate, &in);
    return in.needed ? free_name(a, &in.templates) : STR("");
}

static doc *gate_of(const dag *in)
{
    arena *a = in->arena;
    map taken = map_new(a);
    doc *task = doc_map(a);

    for (const ir_node *n = in->region->first; n; n = n->next)
        map_put(&taken, n->emitted, &taken);
    doc_comment(a, task,
                STR("so that tasks that may fail do not decide the run"));
    doc_put_text(a, task, "name", free_name(a, &taken));
    doc_put_text(a, task, "template", argo_gate_name(a, in->module));
    doc_put_text(a, task, "depends", argo_gate(in->flow));
    return task;
}

static doc *tasks_of(const dag *in)
{
    doc *tasks = doc_seq(in->arena);

    for (const ir_node *n = in->region->first; n; n = n->next)
        doc_push(in->arena, tasks, task_of(in, n));
    if (argo_gate(in->flow).len)
        doc_push(in->arena, tasks, gate_of(in));
    return tasks;
}

static doc *put_dag(const dag *in, doc *onto)
{
    doc *d = doc_put(in->arena, onto, STR("dag"), doc_map(in->arena));

    doc_put(in->arena, d, STR("tasks"), tasks_of(in));
    return d;
}

/* ---- outputs ------------------------------------------------------------- */

/* The first of the arms that ran. */
static str one_of(const dag *in, const ir_value *v, bool file)
{
    arena *a = in->arena;
    buf out = buf_new(a);

    for (const ir_value *part = v->first; part; part = part->next) {
        str task = part->node->emitted, port = part->port->emitted;

        if (part->next)
            buf_printf(&out, "tasks['%.*s'].status == 'Succeeded' ? ",
                       STR_ARG(task));
        if (file)
            buf_printf(&out, "tasks['%.*s'].outputs.artifacts['%.*s']",
                       STR_ARG(task), STR_ARG(port));
        else
            buf_put(&out, argo_expression(a, part, in->scope));
        if (part->next)
            buf_put(&out, STR(" : "));
    }
    return buf_str(&out);
}

static doc *value_from(const dag *in, const ir_value *v)
{
    arena *a = in->arena;
    doc *d = doc_map(a);
    argo_scope local = { .pipeline = false };

    if (v->kind == IR_NODE_OUTPUT) {
        doc_put_text(a, d, "parameter", argo_value(a, v, in->scope));
        if (argo_may_lack(in->flow, v->node))
            doc_put_text(a, d, "default", STR(""));
    } else if (v->kind == IR_ONE_OF) {
        doc_put_text(a, d, "expression", one_of(in, v, false));
        doc_put_text(a, d, "default", STR(""));
    } else if (v->kind == IR_COLLECT) {
        doc_put_text(a, d, "expression", argo_collected(a, v));
        doc_put_text(a, d, "default", STR("[]"));
    } else {
        doc_put_text(a, d, "expression", argo_expression(a, v, local));
    }
    return d;
}

static void put_output_file(const dag *in, doc *file, const ir_value *v)
{
    arena *a = in->arena;

    if (v->kind == IR_ONE_OF)
        doc_put_text(a, file, "fromExpression", one_of(in, v, true));
    else
        doc_put_text(a, file, "from", source_of(a, v));
    if (v->kind == IR_ONE_OF ||
        (v->kind == IR_NODE_OUTPUT && argo_may_lack(in->flow, v->node)))
        doc_put(a, file, STR("optional"), doc_bool(a, true));
}

static bool gives_file(const ir_port *p)
{
    const ir_value *v = p->value;

    if (ir_is_parameter(p))
        return false;
    return v->kind == IR_ONE_OF ? is_artifact(v->first) : is_artifact(v);
}

/* A pipeline's artifact that has no file comes as a text. */
static bool gives_value(const ir_port *p, bool file)
{
    const ir_value *v = p->value;

    if (ir_is_parameter(p) || !file)
        return true;
    while (v->kind == IR_ONE_OF)
        v = v->first;
    return v->kind == IR_NODE_OUTPUT && argo_output_is_parameter(v->port) &&
           (p->uses & IR_BY_VALUE);
}

static void put_outputs(const dag *in, doc *onto)
{
    arena *a = in->arena;
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);

    for (const ir_port *p = in->region->outputs.first; p; p = p->next) {
        bool file;

        if (!p->value)
            continue;
        file = gives_file(p);
        if (file)
            put_output_file(in, doc_push_named(a, files, p->emitted), p->value);
        if (gives_value(p, file))
            doc_put(a, doc_push_named(a, params, p->emitted), STR("valueFrom"),
                    value_from(in, p->value));
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    doc_put_some(a, onto, "outputs", all);
}

/* ---- the pipeline -------------------------------------------------------- */

typedef struct passing {
    map exported; /* params that an output passes on */
    map files;    /* artifacts that a task reads */
} passing;

static void note_exported(ir_value *v, void *context)
{
    passing *in = context;

    if (v->kind == IR_REGION_INPUT)
        map_put(&in->exported, v->port->emitted, v);
}

static void note_file(ir_value *v, void *context)
{
    passing *in = context;

    if (v->kind == IR_REGION_INPUT && !ir_is_parameter(v->port))
        map_put(&in->files, v->port->emitted, v);
}

static void note_files(ir_value *v, void *context)
{
    ir_each_value(v, note_file, context);
}

static void note_task(ir_node *n, void *context)
{
    ir_node_each_value(n, note_files, context);
}

/* Artifacts come from the object's arguments by name; so do parameters that an
 * output passes on, for `workflow` is unknown there. */
static doc *pipeline_inputs(const dag *in, bool all_files)
{
    arena *a = in->arena;
    const ir_region *body = in->module->body;
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);
    passing used = { map_new(a), map_new(a) };

    for (const ir_port *p = in->region->outputs.first; p; p = p->next)
        ir_each_value(p->value, note_exported, &used);
    ir_each_node(in->region, note_task, &used);
    for (const ir_port *p = body->inputs.first; p; p = p->next) {
        if (ir_is_parameter(p) && map_get(&used.exported, p->emitted))
            doc_push_named(a, params, p->emitted);
        if (!ir_is_parameter(p) && argo_input_is_file(p) &&
            (all_files || map_get(&used.files, p->emitted)))
            doc_push_named(a, files, p->emitted);
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    return all;
}

doc *argo_entry_dag(arena *a, const ir_module *m)
{
    dag in = dag_of(a, m, m->body, true);
    doc *d = doc_comment(a, doc_map(a), m->description);

    doc_put_text(a, d, "name", argo_entry(a, m));
    doc_put_some(a, d, "inputs", pipeline_inputs(&in, true));
    put_dag(&in, d);
    put_outputs(&in, d);
    return d;
}

doc *argo_exit_dag(arena *a, const ir_module *m)
{
    dag in = dag_of(a, m, m->on_exit, true);
    doc *d = doc_map(a);

    doc_put_text(a, d, "name", argo_exit_name(a, m));
    doc_put_some(a, d, "inputs", pipeline_inputs(&in, false));
    put_dag(&in, d);
    return d;
}

/* ---- calls --------------------------------------------------------------- */

doc *argo_group_head(arena *a, const ir_node *call, str name)
{
    str shown = call->policy->display_name;
    doc *d = doc_map(a);

    if (name.len)
        doc_put_text(a, d, "name", name);
    if (argo_can_display(shown)) {
        doc *notes = doc_put(a, d, STR("annotations"), doc_map(a));

        doc_put_text(a, notes, "workflows.argoproj.io/display-name", shown);
    }
    return d;
}

static doc *inputs_of(arena *a, const ir_ports *inputs)
{
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);

    for (const ir_port *p = inputs->first; p; p = p->next) {
        if (ir_is_parameter(p) || argo_input_is_parameter(p))
            argo_put_default(a, doc_push_named(a, params, p->emitted), p);
        if (!ir_is_parameter(p) && argo_input_is_file(p))
            doc_push_named(a, files, p->emitted);
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    return all;
}

static int64_t parallelism(const ir_region *region)
{
    return region->first && region->first->over ? region->first->parallelism
                                                : 0;
}

doc *argo_dag(arena *a, const ir_module *m, const ir_node *call)
{
    ir_region *graph = call->component->graph;
    dag in = dag_of(a, m, graph, false);
    doc *d = argo_group_head(a, call, call->component->emitted), *tasks;

    doc_comment(a, d, call->component->description);
    doc_put_some(a, d, "inputs", inputs_of(a, &graph->inputs));
    tasks = put_dag(&in, d);
    if (call->policy->go_on && graph->first && graph->first->over)
        doc_put(a, tasks, STR("failFast"), doc_bool(a, false));
    put_outputs(&in, d);
    argo_put_retries(a, d, call->policy);
    if (parallelism(graph) > 0)
        doc_put(a, d, STR("parallelism"), doc_int(a, parallelism(graph)));
    return d;
}
