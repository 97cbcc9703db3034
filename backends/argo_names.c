#include "backends/argo.h"

#include "base/formats.h"
#include "ir/shape.h"

/* Words of the expression language: a task of that name breaks `depends`. */
static const char *const reserved[] = { "and",        "or",       "not",
                                        "in",         "matches",  "contains",
                                        "startsWith", "endsWith", "true",
                                        "false",      "nil",      "let",
                                        "if",         "else",     NULL };

static const name_rule task_rule = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-",
    false,
    true,
    true,
    '-',
    false,
    63,
    reserved
};

/* A template's name becomes a part of its pods' names. */
static const name_rule template_rule = {
    "abcdefghijklmnopqrstuvwxyz0123456789-",
    true,
    true,
    true,
    '-',
    true,
    63,
    NULL
};

static const name_rule port_rule = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
    false,
    false,
    false,
    '_',
    false,
    63,
    NULL
};

typedef struct naming {
    arena *arena;
    ir_module *module;
    name_scope templates;
    map known; /* the original and the template -> the component */
} naming;

static name_scope template_scope(arena *a, const ir_module *m)
{
    name_scope names = name_scope_new(a, &template_rule);

    name_take(&names, m->name);
    if (m->on_exit)
        name_take(&names, arena_join(a, m->name, STR("-exit")));
    return names;
}

str argo_entry(arena *a, const ir_module *m)
{
    name_scope names = name_scope_new(a, &template_rule);

    return name_take(&names, m->name);
}

str argo_exit_name(arena *a, const ir_module *m)
{
    name_scope names = name_scope_new(a, &template_rule);

    name_take(&names, m->name);
    return name_take(&names, arena_join(a, m->name, STR("-exit")));
}

/* ---- ports --------------------------------------------------------------- */

static void name_ports(arena *a, ir_ports *ports, bool root)
{
    name_scope names = name_scope_new(a, &port_rule);

    if (root)
        name_take(&names, str_of(argo_root_param));
    for (ir_port *p = ports->first; p; p = p->next)
        p->emitted = name_take(&names, p->id);
}

/* A graph's artifact is asked for as a file, by its uri, or both ways, like
 * those inside ask for it. */
static void note_use(const ir_binding *b)
{
    ir_port *outer = b->value->port;

    if (b->value->kind != IR_REGION_INPUT || ir_is_parameter(outer))
        return;
    if (argo_input_is_parameter(b->port))
        outer->uses |= IR_BY_URI;
    if (argo_input_is_file(b->port))
        outer->uses |= IR_BY_PATH;
}

static void note_uses(ir_region *region)
{
    for (ir_node *n = region ? region->first : NULL; n; n = n->next)
        for (ir_binding *b = n->bindings; b; b = b->next)
            note_use(b);
}

static void give_use(ir_value *v, void *context)
{
    ir_port *output = context;

    if (v->kind == IR_NODE_OUTPUT && argo_output_is_parameter(v->port))
        output->uses |= IR_BY_VALUE;
    if (v->kind == IR_NODE_OUTPUT && argo_output_is_file(v->node, v->port))
        output->uses |= IR_BY_PATH;
    if (v->kind == IR_REGION_INPUT)
        output->uses |= IR_BY_PATH;
}

/* Inner graphs first: their ports know then how they are used. */
static void note_graphs(ir_region *region, map *done)
{
    for (ir_node *n = region ? region->first : NULL; n; n = n->next) {
        ir_region *graph = n->component ? n->component->graph : NULL;
        str key = arena_printf(done->arena, "%p", (const void *)graph);

        note_graphs(n->on_exit, done);
        if (!graph || map_get(done, key))
            continue;
        map_put(done, key, graph);
        note_graphs(graph, done);
        for (ir_port *p = graph->outputs.first; p; p = p->next)
            if (!ir_is_parameter(p))
                ir_each_value(p->value, give_use, p);
    }
    note_uses(region);
}

/* ---- tasks and templates ------------------------------------------------- */

static void name_tasks(arena *a, ir_region *region)
{
    name_scope names = name_scope_new(a, &task_rule);

    for (ir_node *n = region ? region->first : NULL; n; n = n->next)
        n->emitted = name_take(&names, n->name);
}

static void name_inner_tasks(ir_node *n, void *context)
{
    arena *a = context;

    name_tasks(a, n->on_exit);
}

static str shape_of(const naming *in, const ir_node *n)
{
    arena *a = in->arena;
    buf key = buf_new(a);
    ir_component *c = n->component;

    if (c->graph) {
        doc *head = argo_group_head(a, n, STR(""));

        buf_printf(&key, "%p ", (const void *)c->graph);
        argo_put_retries(a, head, n->policy);
        json_write_compact(&key, head);
        return buf_str(&key);
    }
    buf_printf(&key, "%p ", (const void *)(c->twin_of ? c->twin_of : c));
    json_write_compact(&key, argo_template(a, in->module, n, STR("")));
    return buf_str(&key);
}

/* Another component with the same graph: calls of it differ in policy. */
static ir_component *graph_twin(arena *a, ir_component *c, ir_module *m)
{
    ir_component *twin = ir_component_add(a, m, c->name, c->at);

    *twin = *c;
    twin->next = NULL;
    twin->twin_of =
        c->twin_of && c->twin_of->graph == c->graph ? c->twin_of : c;
    twin->tasks = 0;
    return twin;
}

static void move_node(ir_node *n, ir_component *to)
{
    if (to == n->component)
        return;
    if (to->graph) {
        n->component = to;
        to->used = true;
        return;
    }
    ir_node_move(n, to);
}

/* Tasks whose templates are equal but for the name share one. The first of a
 * component has the component's name, the others that of their first task. */
static void take_template(naming *in, ir_node *n)
{
    arena *a = in->arena;
    ir_component *c = n->component, *made;
    ir_component *original = c->twin_of ? c->twin_of : c;
    str key = shape_of(in, n);

    made = map_get(&in->known, key);
    if (!made) {
        bool taken = original->emitted.len ||
                     map_get(&in->templates.taken, original->name);
        str name = taken && c->graph ? n->name : original->name;

        if (original->emitted.len)
            name = n->name;
        made = c;
        if (c->emitted.len)
            made = c->graph ? graph_twin(a, c, in->module)
                            : ir_component_twin(a, c, in->module);
        made->emitted = name_take(&in->templates, name);
        if (!original->emitted.len)
            original->emitted = made->emitted;
        map_put(&in->known, key, made);
    }
    move_node(n, made);
}

static void take_templates(naming *in, ir_region *region)
{
    for (ir_node *n = region ? region->first : NULL; n; n = n->next) {
        bool first = !n->component->emitted.len;

        take_template(in, n);
        if (n->component->graph && first)
            take_templates(in, n->component->graph);
        take_templates(in, n->on_exit);
    }
}

static void run_names(session *s, ir_module *m)
{
    arena *a = s->arena;
    naming in = { a, m, template_scope(a, m), map_new(a) };
    map done = map_new(a);

    name_ports(a, &m->body->inputs, argo_wants_root(m));
    name_ports(a, &m->body->outputs, false);
    note_graphs(m->body, &done);
    note_graphs(m->on_exit, &done);
    for (ir_component *c = m->components; c; c = c->next) {
        name_ports(a, &c->inputs, false);
        name_ports(a, &c->outputs, false);
    }
    name_tasks(a, m->body);
    name_tasks(a, m->on_exit);
    for (ir_component *c = m->components; c; c = c->next)
        if (argo_has_own_graph(c))
            name_tasks(a, c->graph);
    argo_each_task(m, name_inner_tasks, a);
    take_templates(&in, m->body);
    take_templates(&in, m->on_exit);
}

const pass lower_argo_names = {
    "argo-names",
    "names of tasks, templates and ports; a template for each set "
    "of pod settings",
    run_names
};
