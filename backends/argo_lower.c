#include "backends/argo.h"

#include "ir/shape.h"

/* ---- constants ----------------------------------------------------------- */

static bool is_unsafe(arena *a, const doc *d)
{
    return d && doc_is_scalar(d) && argo_is_unsafe(ir_constant_text(a, d));
}

/* In the arguments of a loop's task Argo takes every `{{` for its own. */
static bool is_unsafe_for(arena *a, const ir_node *n, const doc *d)
{
    str text;

    if (!d || !doc_is_scalar(d))
        return false;
    text = ir_constant_text(a, d);
    return argo_is_unsafe(text) ||
           (n->over && str_find(text, STR("{{")) < text.len);
}

static void inline_bound(session *s, ir_module *m, ir_node *n)
{
    ir_binding *next;

    for (ir_binding *b = n->bindings; b; b = next) {
        next = b->next;
        if (b->port && b->value->kind == IR_CONSTANT &&
            ir_is_parameter(b->port) &&
            is_unsafe_for(s->arena, n, b->value->constant))
            ir_inline_constant(s, m, n, b);
    }
}

static bool is_bound(const ir_node *n, const ir_port *p)
{
    if (p == n->each || p == n->counter)
        return true;
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

typedef struct inlining {
    session *session;
    ir_module *module;
} inlining;

static void inline_task(ir_node *n, void *context)
{
    const inlining *in = context;

    if (!n->component)
        return;
    bind_unsafe_defaults(in->session->arena, n);
    if (n->kind == IR_TASK)
        inline_bound(in->session, in->module, n);
}

static void run_constants(session *s, ir_module *m)
{
    inlining in = { s, m };

    argo_each_task(m, inline_task, &in);
    drop_unsafe_defaults(s->arena, m);
}

const pass lower_argo_constants = {
    "argo-constants", "constants that Argo would replace go into the words",
    run_constants
};
