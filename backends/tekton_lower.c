#include "backends/tekton.h"

#include "ir/shape.h"

/* ---- constants ---------------------------------------------------------- */

static void note_depth(ir_piece *p, void *context)
{
    map *deep = context;

    if (p->port && p->json_depth)
        map_put(deep, p->port->name, p->port);
}

/* The names of inputs that stand inside JSON text: Tekton cannot escape a
 * value, but a constant can be escaped here. */
static map inside_json(arena *a, const ir_node *n)
{
    map deep = map_new(a);

    tekton_each_piece(n, note_depth, &deep);
    return deep;
}

static bool wants_inline(const map *deep, const ir_port *port,
                         const doc *constant)
{
    if (!ir_is_parameter(port))
        return false;
    return tekton_would_expand(ir_constant_text(deep->arena, constant)) ||
           map_get(deep, port->name);
}

/* A default is a constant of the task, too. */
static void bind_defaults(arena *a, ir_node *n, const map *deep)
{
    for (ir_binding *b = n->bindings; b; b = b->next)
        b->port->mark = 1;
    for (ir_port *p = n->component->inputs.first; p; p = p->next) {
        ir_binding *b;

        if (p->mark || !p->fallback || p->fallback->kind == DOC_NULL ||
            !wants_inline(deep, p, p->fallback))
            continue;
        b = NEW(a, ir_binding);
        b->name = p->name;
        b->at = p->at;
        b->port = p;
        b->value = ir_value_new(a, IR_CONSTANT, p->at);
        b->value->constant = p->fallback;
        b->value->type = p->type;
        b->next = n->bindings;
        n->bindings = b;
    }
    for (ir_binding *b = n->bindings; b; b = b->next)
        b->port->mark = 0;
}

static void inline_constants(session *s, ir_module *m, ir_node *n)
{
    map deep = inside_json(s->arena, n);
    ir_binding *next;

    bind_defaults(s->arena, n, &deep);
    for (ir_binding *b = n->bindings; b; b = next) {
        next = b->next;
        if (b->value->kind == IR_CONSTANT &&
            wants_inline(&deep, b->port, b->value->constant))
            ir_inline_constant(s, m, n, b);
    }
}

static void run_constants(session *s, ir_module *m)
{
    tekton_tasks tasks = tekton_tasks_of(s->arena, m);

    for (uint32_t i = 0; i < tasks.count; i++)
        if (tasks.items[i]->component->body == IR_CONTAINER)
            inline_constants(s, m, tasks.items[i]);
}

const pass lower_tekton_constants = {
    "tekton-constants",
    "constants that Tekton would expand go into the task's words", run_constants
};

/* ---- names -------------------------------------------------------------- */

/* A task's name is also a part of file names, where `--` separates it. */
static const name_rule label_rule = { "abcdefghijklmnopqrstuvwxyz0123456789-",
                                      true,
                                      true,
                                      false,
                                      '-',
                                      true,
                                      63,
                                      NULL };

static const name_rule param_rule = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
    false,
    false,
    true,
    '-',
    false,
    128,
    NULL
};

static const name_rule result_rule = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
    false,
    true,
    false,
    '-',
    false,
    128,
    NULL
};

/* A parameter of the Pipeline would win over that of a matrix. */
static str free_name(const name_scope *in, const map *shadows, str name)
{
    do
        name = arena_join(in->arena, STR("each-"), name);
    while (map_get(shadows, name));
    return name;
}

static void name_params(arena *a, ir_ports *ports, bool root_param,
                        const map *shadows)
{
    name_scope scope = name_scope_new(a, &param_rule);

    if (root_param)
        name_take(&scope, str_of(tekton_root_param));
    for (ir_port *p = ports->first; p; p = p->next) {
        p->emitted = name_take(&scope, p->id);
        if (p->mark && map_get(shadows, p->emitted))
            p->emitted = name_take(&scope, free_name(&scope, shadows, p->id));
    }
}

/* Artifacts become files of the workspace, parameters results. */
static void name_outputs(arena *a, ir_ports *ports)
{
    name_scope files = name_scope_new(a, &label_rule);
    name_scope results = name_scope_new(a, &result_rule);

    for (ir_port *p = ports->first; p; p = p->next)
        p->emitted = name_take(ir_is_parameter(p) ? &results : &files, p->id);
}

static void mark_one(const ir_node *n, uint32_t mark)
{
    const ir_port *each = tekton_each(n);

    for (ir_binding *b = each ? n->bindings : NULL; b; b = b->next)
        if (b->port == each)
            b->port->mark = mark;
}

static void mark_each(tekton_tasks tasks, uint32_t mark)
{
    for (uint32_t i = 0; i < tasks.count; i++)
        mark_one(tasks.items[i], mark);
}

static bool is_written(const ir_node *n)
{
    return !n->emitted.len || str_eq(n->emitted, n->name);
}

/* Names that the user wrote come before those of copies and helpers. */
static void name_tasks(arena *a, tekton_tasks all)
{
    name_scope scope = name_scope_new(a, &label_rule);
    bool *written = arena_alloc(a, all.count + 1, alignof(bool));

    for (uint32_t i = 0; i < all.count; i++) {
        ir_node *n = all.items[i];

        written[i] = is_written(n);
        if (written[i])
            n->emitted = name_take(&scope, n->name);
    }
    for (uint32_t i = 0; i < all.count; i++)
        if (!written[i])
            all.items[i]->emitted = name_take(&scope, all.items[i]->emitted);
}

static void run_names(session *s, ir_module *m)
{
    bool root_param = tekton_without_root(s->arena, m);
    tekton_tasks all = tekton_tasks_of(s->arena, m);
    map shadows = map_new(s->arena);

    name_params(s->arena, &m->body->inputs, root_param, &shadows);
    for (ir_port *p = m->body->inputs.first; p; p = p->next)
        map_put(&shadows, p->emitted, p);
    mark_each(all, 1);
    name_outputs(s->arena, &m->body->outputs);
    for (ir_component *c = m->components; c; c = c->next) {
        name_params(s->arena, &c->inputs, root_param, &shadows);
        name_outputs(s->arena, &c->outputs);
    }
    mark_each(all, 0);
    name_tasks(s->arena, all);
}

const pass lower_tekton_names = {
    "tekton-names", "names of tasks, parameters, results and files", run_names
};
