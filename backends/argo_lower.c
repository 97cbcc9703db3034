#include "backends/argo.h"

#include "base/formats.h"
#include "ir/shape.h"

/* ---- constants ----------------------------------------------------------- */

static bool is_unsafe(arena *a, const doc *d)
{
    return d && doc_is_scalar(d) && argo_is_unsafe(ir_constant_text(a, d));
}

static void inline_bound(session *s, ir_module *m, ir_node *n)
{
    ir_binding *next;

    for (ir_binding *b = n->bindings; b; b = next) {
        next = b->next;
        if (b->port && b->value->kind == IR_CONSTANT &&
            ir_is_parameter(b->port) && is_unsafe(s->arena, b->value->constant))
            ir_inline_constant(s, m, n, b);
    }
}

static bool is_bound(const ir_node *n, const ir_port *p)
{
    for (const ir_binding *b = n->bindings; b; b = b->next)
        if (b->port == p)
            return true;
    return false;
}

/* A default that Argo would replace is given by the task, so that it can be
 * written into the task's words like any other constant. */
static void bind_unsafe_defaults(arena *a, ir_node *n)
{
    ir_binding **last = &n->bindings;

    while (*last)
        last = &(*last)->next;
    for (ir_port *p = n->component->inputs.first; p; p = p->next) {
        if (!is_unsafe(a, p->fallback) || is_bound(n, p))
            continue;
        *last = NEW(a, ir_binding);
        (*last)->name = p->name;
        (*last)->at = p->at;
        (*last)->port = p;
        (*last)->value = ir_value_new(a, IR_CONSTANT, p->at);
        (*last)->value->constant = p->fallback;
        (*last)->value->type = p->type;
        last = &(*last)->next;
    }
}

/* Defaults of inputs that every task gives another value stay unwritten. */
static void drop_unsafe_defaults(arena *a, ir_module *m)
{
    for (ir_component *c = m->components; c; c = c->next)
        for (ir_port *p = c->inputs.first; p; p = p->next)
            if (is_unsafe(a, p->fallback))
                p->fallback = NULL;
}

static void run_constants(session *s, ir_module *m)
{
    for (ir_node *n = m->body->first; n; n = n->next) {
        if (n->kind != IR_TASK || !n->component)
            continue;
        bind_unsafe_defaults(s->arena, n);
        inline_bound(s, m, n);
    }
    drop_unsafe_defaults(s->arena, m);
}

const pass lower_argo_constants = {
    "argo-constants", "constants that Argo would replace go into the words",
    run_constants
};

/* ---- names --------------------------------------------------------------- */

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

str argo_entry(arena *a, const ir_module *m)
{
    name_scope names = name_scope_new(a, &template_rule);

    return name_take(&names, m->name);
}

static void name_ports(arena *a, ir_ports *ports, bool root)
{
    name_scope names = name_scope_new(a, &port_rule);

    if (root)
        name_take(&names, str_of(argo_root_param));
    for (ir_port *p = ports->first; p; p = p->next)
        p->emitted = name_take(&names, p->id);
}

/* How tasks take an artifact parameter of the pipeline. */
static void note_param_uses(ir_module *m)
{
    for (ir_node *n = m->body->first; n; n = n->next)
        for (ir_binding *b = n->bindings; b; b = b->next) {
            if (b->value->kind != IR_REGION_INPUT ||
                ir_is_parameter(b->value->port))
                continue;
            if (argo_input_is_parameter(b->port))
                b->value->port->uses |= IR_BY_URI;
            if (argo_input_is_file(b->port))
                b->value->port->uses |= IR_BY_PATH;
        }
}

typedef struct naming {
    arena *arena;
    ir_module *module;
    name_scope templates;
    map known; /* the original and the template -> the component */
} naming;

/* Tasks whose templates are equal but for the name share one. The first of a
 * component has the component's name, the others that of their first task. */
static void take_template(naming *in, ir_node *n)
{
    arena *a = in->arena;
    ir_component *c = n->component, *made;
    ir_component *original = c->twin_of ? c->twin_of : c;
    buf key = buf_new(a);

    buf_printf(&key, "%p ", (const void *)original);
    json_write_compact(&key, argo_template(a, in->module, n, STR("")));
    made = map_get(&in->known, buf_str(&key));
    if (!made) {
        str name = original->emitted.len ? n->name : original->name;

        made = c->emitted.len ? ir_component_twin(a, c, in->module) : c;
        made->emitted = name_take(&in->templates, name);
        if (!original->emitted.len)
            original->emitted = made->emitted;
        map_put(&in->known, buf_str(&key), made);
    }
    if (made != c)
        ir_node_move(n, made);
}

static void run_names(session *s, ir_module *m)
{
    arena *a = s->arena;
    name_scope tasks = name_scope_new(a, &task_rule);
    naming in = { a, m, name_scope_new(a, &template_rule), map_new(a) };

    name_take(&in.templates, m->name);
    name_ports(a, &m->body->inputs, argo_wants_root(m));
    name_ports(a, &m->body->outputs, false);
    note_param_uses(m);
    for (ir_component *c = m->components; c; c = c->next) {
        name_ports(a, &c->inputs, false);
        name_ports(a, &c->outputs, false);
    }
    for (ir_node *n = m->body->first; n; n = n->next)
        n->emitted = name_take(&tasks, n->name);
    for (ir_node *n = m->body->first; n; n = n->next)
        take_template(&in, n);
}

const pass lower_argo_names = {
    "argo-names",
    "names of tasks, templates and ports; a template for each set "
    "of pod settings",
    run_names
};
