#include "backends/argo.h"

#include "ir/shape.h"

/*
 * Argo collects texts, not files. So a task in a loop whose file is collected
 * is told the key to put it at, a folder for each loop that is run and the
 * number of the round in it. What is collected is the list of those keys: it
 * travels through graphs like any list. Who reads the list gets the folder; a
 * loop over it takes key by key.
 *
 * An input that brings the key of an output has the output's name as `file`.
 */

typedef struct keeper {
    session *session;
    arena *arena;
    ir_module *module;
    ir_node **list;
    uint32_t count;
    map called; /* graphs of pipelines that are used more than once */
} keeper;

static str key_of(arena *a, const void *p)
{
    return arena_printf(a, "%p", p);
}

static bool is_list(ir_type t)
{
    return t.kind == IR_ARTIFACT && t.list;
}

static void refuse(const keeper *in, span at, const char *what)
{
    diag *d = REPORT(in->session, D_CANNOT_EXPRESS, at,
                     "the artifact is collected, but %s", what);

    diag_help(&in->session->diags, d,
              "let each task write its result where one that follows finds it");
}

/* ---- a graph around a single task ---------------------------------------- */

static ir_port *pass_in(arena *a, ir_region *graph, ir_node *task,
                        ir_port *input)
{
    ir_port *p = argo_add_port(a, &graph->inputs, input->id, input->type);

    argo_push_binding(task, argo_bind(a, input, argo_input(a, p, NOWHERE)));
    return p;
}

static ir_value *output_of(arena *a, ir_node *n, ir_port *port, span at)
{
    ir_value *v = ir_value_new(a, IR_NODE_OUTPUT, at);

    v->node = n;
    v->port = port;
    v->type = port->type;
    return v;
}

/* What is collected of the task is now an output of the graph. */
static void pass_out(arena *a, ir_region *graph, ir_value *one)
{
    ir_port *output = one->port;
    ir_port *p = argo_add_port(a, &graph->outputs, output->id, output->type);

    p->value = output_of(a, graph->first, output, one->at);
    one->port = p;
}

/* The loop's task becomes a call of a graph with the task. */
static void surround(const keeper *in, ir_node *n)
{
    arena *a = in->arena;
    ir_region *graph = NEW(a, ir_region);
    ir_node *task;

    graph->at = n->at;
    graph->owner = n;
    graph->parent = n->parent;
    task = ir_node_add(a, graph, IR_TASK, n->name, n->at);
    task->component = n->component;
    task->policy = n->policy;
    task->pod = n->pod;
    for (ir_binding *b = n->bindings; b; b = b->next)
        b->port = pass_in(a, graph, task, b->port);
    if (n->each)
        n->each = pass_in(a, graph, task, n->each);
    if (n->counter)
        n->counter = pass_in(a, graph, task, n->counter);
    for (ir_binding *b = n->bindings; b; b = b->next)
        b->name = b->port->name;
    n->kind = IR_CALL;
    n->policy = &ir_policy_unsaid;
    n->pod = NULL;
    n->component = argo_graph(a, in->module, n->name, graph);
    for (ir_port *p = n->parent->outputs.first; p; p = p->next)
        pass_out(a, graph, p->value->first);
}

/* ---- keys on their way in ------------------------------------------------ */

static ir_port *give_key(const keeper *in, ir_node *n, ir_port *output,
                         ir_value *k, span at);

static ir_port *key_port(arena *a, ir_ports *inputs, const ir_port *output)
{
    ir_port *p =
        argo_add_port(a, inputs, arena_join(a, output->id, STR("-key")),
                      (ir_type){ .kind = IR_STRING });

    p->file = output->name;
    return p;
}

static void give_key_inside(const keeper *in, const ir_value *v, ir_port *key,
                            span at)
{
    switch (v->kind) {
    case IR_NODE_OUTPUT:
        give_key(in, v->node, v->port, argo_input(in->arena, key, at), at);
        break;
    case IR_ONE_OF:
        for (ir_value *part = v->first; part; part = part->next)
            give_key_inside(in, part, key, at);
        break;
    case IR_COLLECT: refuse(in, at, "out of more than one loop"); break;
    case IR_BAD:
    case IR_NAME:
    case IR_CONSTANT:
    case IR_REGION_INPUT:
    case IR_ITEM:
    case IR_INDEX:
    case IR_RUN_FACT:
    case IR_JOINED:
    case IR_TREE:
    case IR_FIELD: refuse(in, at, "no task in the loop makes it"); break;
    }
}

/* The input that brings the key; NULL after a finding. */
static ir_port *give_key(const keeper *in, ir_node *n, ir_port *output,
                         ir_value *k, span at)
{
    ir_region *graph = n->component->graph;
    ir_port *key;

    if (graph && map_get(&in->called, key_of(in->arena, graph)) == in->module) {
        refuse(in, at, "a pipeline that is used more than once makes it");
        return NULL;
    }
    if (graph) {
        key = key_port(in->arena, &graph->inputs, output);
        give_key_inside(in, output->value, key, at);
    } else {
        ir_component *c =
            ir_component_twin(in->arena, n->component, in->module);

        ir_node_move(n, c);
        key = key_port(in->arena, &c->inputs, output);
    }
    argo_push_binding(n, argo_bind(in->arena, key, k));
    return key;
}

/* ---- loops --------------------------------------------------------------- */

/* The number of the round is needed, so Argo has to count. */
static void count_rounds(const keeper *in, ir_node *loop, ir_node *task)
{
    arena *a = in->arena;
    ir_port *items;

    if (task->over->kind != IR_CONSTANT)
        return;
    items = argo_add_port(a, &loop->component->graph->inputs, STR("items"),
                          (ir_type){ .kind = IR_LIST });
    argo_push_binding(loop, argo_bind(a, items, task->over));
    task->over = argo_input(a, items, task->over->at);
}

static void keep_output(const keeper *in, ir_node *loop, ir_port *p)
{
    arena *a = in->arena;
    ir_node *task = loop->component->graph->first;
    ir_value *one = p->value->first;
    ir_port *key, *kept;
    ir_region *graph;

    if (is_list(one->port->type)) {
        refuse(in, p->value->at, "out of more than one loop");
        return;
    }
    count_rounds(in, loop, task);
    if (!task->component->graph)
        surround(in, task);
    graph = task->component->graph;
    key = give_key(in, task, one->port, ir_value_text(a, STR(""), p->value->at),
                   p->value->at);
    if (!key)
        return;
    kept = argo_add_port(a, &graph->outputs, key->id, key->type);
    kept->value = argo_input(a, key, p->value->at);
    one->port = kept;
    one->type = kept->type;
}

static void keep_outputs(const keeper *in, ir_node *n)
{
    ir_region *graph = n->component->graph;
    uint32_t errors = in->session->diags.errors;

    for (ir_port *p = graph->outputs.first; p; p = p->next)
        if (is_list(p->type) && p->value && p->value->kind == IR_COLLECT &&
            in->session->diags.errors == errors)
            keep_output(in, n, p);
}

static bool is_loop(const ir_node *n)
{
    const ir_region *graph = n->component->graph;

    return graph && graph->owner == n && graph->first && graph->first->over;
}

static void count_node(ir_node *n, void *context)
{
    keeper *in = context;
    str key = key_of(in->arena, n->component->graph);

    in->count += is_loop(n);
    if (n->component->graph)
        map_put(&in->called, key,
                map_get(&in->called, key) ? (void *)in->module : (void *)n);
}

static void note_node(ir_node *n, void *context)
{
    keeper *in = context;

    if (is_loop(n))
        in->list[in->count++] = n;
}

/* ---- lists of keys ------------------------------------------------------- */

static void list_ports(ir_ports *ports)
{
    for (ir_port *p = ports->first; p; p = p->next)
        if (is_list(p->type))
            p->type = (ir_type){ .kind = IR_LIST };
}

static void list_value(ir_value *v, void *context)
{
    (void)context;
    if (is_list(v->type) &&
        (v->kind != IR_NODE_OUTPUT || ir_is_parameter(v->port)))
        v->type = (ir_type){ .kind = IR_LIST };
}

static void list_values(ir_value *v, void *context)
{
    ir_each_value(v, list_value, context);
}

static void run(session *s, ir_module *m)
{
    arena *a = s->arena;
    keeper in = { s, a, m, NULL, 0, map_new(a) };
    argo_value_visit visit = { list_values, NULL };

    argo_each_task(m, count_node, &in);
    in.list =
        arena_alloc(a, (in.count + 1) * sizeof *in.list, alignof(ir_node *));
    in.count = 0;
    argo_each_task(m, note_node, &in);
    for (uint32_t i = 0; i < in.count; i++)
        keep_outputs(&in, in.list[i]);
    for (ir_component *c = m->components; c; c = c->next)
        if (c->graph) {
            list_ports(&c->graph->inputs);
            list_ports(&c->graph->outputs);
        }
    list_ports(&m->body->outputs);
    argo_settle_graphs(m);
    argo_each_value(m, &visit);
}

const pass lower_argo_keys = { "argo-keys",
                               "collected files are told where to go", run };

/* ---- emitting ------------------------------------------------------------ */

const ir_port *argo_key_of(const ir_component *c, const ir_port *output)
{
    for (const ir_port *p = c->inputs.first; p; p = p->next)
        if (p->file.len && str_eq(p->file, output->name))
            return p;
    return NULL;
}

static str bucket_of(str root, str *path)
{
    str rest = str_sub(root, str_find(root, STR("://")) + 3, root.len);
    size_t slash = str_find(rest, STR("/"));

    *path = str_sub(rest, slash + 1, rest.len);
    return str_sub(rest, 0, slash);
}

str argo_key_text(arena *a, const ir_module *m, const ir_port *key)
{
    str path;

    bucket_of(m->root, &path);
    return arena_printf(a,
                        "%.*s%s{{workflow.name}}/{{=sprig.sha256sum(node.name)"
                        "}}/%.*s/{{item}}",
                        STR_ARG(path), path.len ? "/" : "", STR_ARG(key->file));
}

void argo_put_key(arena *a, doc *onto, const ir_module *m, str key)
{
    bool s3 = str_starts(m->root, STR("s3://"));
    doc *where = doc_put(a, onto, s3 ? STR("s3") : STR("gcs"), doc_map(a));
    str path;

    doc_put_text(a, where, "bucket", bucket_of(m->root, &path));
    doc_put_text(a, where, "key", key);
}

/* The folder of the files; one that is not there for an empty list. */
str argo_folder_key(arena *a, const ir_value *list, argo_scope scope)
{
    str keys = argo_expression(a, list, scope);

    return arena_printf(a,
                        "{{=len(fromJSON(%.*s)) == 0 ? 'none' : "
                        "sprig.dir(fromJSON(%.*s)[0])}}",
                        STR_ARG(keys), STR_ARG(keys));
}
