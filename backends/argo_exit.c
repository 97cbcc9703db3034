#include "backends/argo.h"

/*
 * An exit handler of a group is a hook of its task: it runs once, whatever the
 * end, and that end stays the group's. A hook is one template, so handlers of
 * several tasks become a graph. Within it the run's status is an input.
 */

/* ---- facts inside of graphs ---------------------------------------------- */

typedef struct handler {
    arena *arena;
    ir_region *graph;
    ir_node *call;          /* of that graph */
    struct handler *around; /* NULL: the call is the hook */
    ir_port *status, *failed;
    map inputs; /* of the hook: a port outside -> the graph's */
} handler;

static ir_port *fact_port(handler *in, ir_fact fact, span at)
{
    bool failed = fact == IR_RUN_FAILED;
    ir_port **port = failed ? &in->failed : &in->status;
    ir_value *v;

    if (*port)
        return *port;
    *port = argo_add_port(in->arena, &in->graph->inputs,
                          failed ? STR("failed") : STR("status"),
                          (ir_type){ .kind = failed ? IR_BOOL : IR_STRING });
    if (in->around) {
        v = argo_input(in->arena, fact_port(in->around, fact, at), at);
    } else {
        v = ir_value_new(in->arena, IR_RUN_FACT, at);
        v->fact = fact;
        v->type = (*port)->type;
    }
    argo_push_binding(in->call, argo_bind(in->arena, *port, v));
    return *port;
}

static ir_port *input_port(handler *in, const ir_value *v)
{
    str key = arena_printf(in->arena, "%p", (const void *)v->port);
    ir_port *port = map_get(&in->inputs, key);
    ir_value *outer;

    if (port)
        return port;
    port = argo_add_port(in->arena, &in->graph->inputs, v->port->id,
                         v->port->type);
    outer = argo_input(in->arena, v->port, v->at);
    argo_push_binding(in->call, argo_bind(in->arena, port, outer));
    map_put(&in->inputs, key, port);
    return port;
}

static void take_value(ir_value *v, void *context)
{
    handler *in = context;
    bool ending = v->kind == IR_RUN_FACT &&
                  (v->fact == IR_RUN_STATUS || v->fact == IR_RUN_FAILED);

    if (ending)
        v->port = fact_port(in, v->fact, v->at);
    else if (v->kind == IR_REGION_INPUT && !in->around)
        v->port = input_port(in, v);
    else
        return;
    v->kind = IR_REGION_INPUT;
    v->node = NULL;
}

static void take_parts(ir_value *v, void *context)
{
    ir_each_value(v, take_value, context);
}

static void take_region(handler *in)
{
    for (ir_node *n = in->graph->first; n; n = n->next) {
        ir_region *inner = n->component->graph;
        handler within = { in->arena, inner, n, in, NULL, NULL, { 0 } };

        ir_node_each_value(n, take_parts, in);
        if (inner && inner->owner == n)
            take_region(&within);
    }
}

/* ---- handlers of calls --------------------------------------------------- */

static bool is_hook(const ir_region *on_exit)
{
    const ir_node *n = on_exit->first;

    return !n->next && !n->when && n->kind == IR_TASK;
}

static void make_hook(arena *a, ir_module *m, ir_node *n)
{
    ir_region *tasks = n->on_exit, *hook = NEW(a, ir_region);
    str name = arena_join(a, n->name, STR("-exit"));
    handler top = { .arena = a, .graph = tasks, .inputs = map_new(a) };

    hook->at = tasks->at;
    hook->owner = n;
    hook->parent = n->parent;
    top.call = ir_node_add(a, hook, IR_CALL, name, n->at);
    top.call->component = argo_graph(a, m, name, tasks);
    tasks->owner = top.call;
    tasks->parent = hook;
    n->on_exit = hook;
    take_region(&top);
}

typedef struct search {
    session *session;
    ir_module *module;
} search;

static void find_handler(ir_node *n, void *context)
{
    const search *in = context;

    if (n->on_exit && n->on_exit->first && !is_hook(n->on_exit))
        make_hook(in->session->arena, in->module, n);
}

static void run(session *s, ir_module *m)
{
    search in = { s, m };

    argo_each_task(m, find_handler, &in);
    argo_settle_graphs(m);
}

const pass lower_argo_exits = { "argo-exits",
                                "one template for the exit handler of a group",
                                run };

/* ---- emitting ------------------------------------------------------------ */

doc *argo_exit_hook(arena *a, const ir_module *m, const ir_node *n,
                    argo_scope scope)
{
    doc *hooks = doc_map(a), *exit = doc_map(a);
    const ir_node *task = n->on_exit->first;

    scope.watched = n;
    doc_put(a, hooks, STR("exit"), exit);
    doc_put_text(a, exit, "template", task->component->emitted);
    doc_put_some(a, exit, "arguments", argo_arguments(a, m, task, scope));
    return hooks;
}
