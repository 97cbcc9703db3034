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
    for (ir_node *n = m->body->first; n; n = n->next)
        if (n->kind == IR_TASK && n->component &&
            n->component->body == IR_CONTAINER)
            inline_constants(s, m, n);
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

static void name_params(arena *a, ir_ports *ports, bool root_param)
{
    name_scope scope = name_scope_new(a, &param_rule);

    if (root_param)
        name_take(&scope, str_of(tekton_root_param));
    for (ir_port *p = ports->first; p; p = p->next)
        p->emitted = name_take(&scope, p->id);
}

/* Artifacts become files of the workspace, parameters results. */
static void name_outputs(arena *a, ir_ports *ports)
{
    name_scope files = name_scope_new(a, &label_rule);
    name_scope results = name_scope_new(a, &result_rule);

    for (ir_port *p = ports->first; p; p = p->next)
        p->emitted = name_take(ir_is_parameter(p) ? &results : &files, p->id);
}

static void run_names(session *s, ir_module *m)
{
    name_scope tasks = name_scope_new(s->arena, &label_rule);
    bool root_param = tekton_without_root(s->arena, m);

    name_params(s->arena, &m->body->inputs, root_param);
    name_outputs(s->arena, &m->body->outputs);
    for (ir_component *c = m->components; c; c = c->next) {
        name_params(s->arena, &c->inputs, root_param);
        name_outputs(s->arena, &c->outputs);
    }
    for (ir_node *n = m->body->first; n; n = n->next)
        n->emitted = name_take(&tasks, n->name);
}

const pass lower_tekton_names = {
    "tekton-names", "names of tasks, parameters, results and files", run_names
};
