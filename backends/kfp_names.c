#include "backends/kfp_spec.h"

/* Task and component keys as the SDK writes them; ports keep capitals. */
static const name_rule task_rule = { "abcdefghijklmnopqrstuvwxyz0123456789-",
                                     true,
                                     true,
                                     false,
                                     '-',
                                     false,
                                     63,
                                     NULL };
static const name_rule port_rule = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
    false,
    false,
    false,
    '_',
    false,
    128,
    NULL
};

static void name_ports(arena *a, ir_ports *ports)
{
    name_scope scope = name_scope_new(a, &port_rule);

    for (ir_port *p = ports->first; p; p = p->next)
        if (!p->emitted.len)
            p->emitted = name_take(&scope, p->id);
}

/* One executor can carry one set of resources, so a component that tasks use
 * with different pod settings is written once for each of them. */
typedef struct shapes {
    arena *arena;
    ir_module *module;
    map seen;
    name_scope names;
} shapes;

static ir_component *shape_of(shapes *in, const ir_node *task)
{
    const ir_component *c = task->component;
    str key = arena_printf(in->arena, "%p %p", (const void *)c,
                           (const void *)task->pod);
    ir_component *made = map_get(&in->seen, key);
    str wanted = c->name;

    if (made)
        return made;
    if (map_get(&in->names.taken, wanted))
        wanted = task->name;
    made = NEW(in->arena, ir_component);
    *made = *c;
    made->emitted = name_take(&in->names, wanted);
    made->next = NULL;
    map_put(&in->seen, key, made);
    return made;
}

static void run(session *s, ir_module *m)
{
    name_scope tasks = name_scope_new(s->arena, &task_rule);
    shapes in = { s->arena, m, map_new(s->arena),
                  name_scope_new(s->arena, &task_rule) };

    name_ports(s->arena, &m->body->inputs);
    name_ports(s->arena, &m->body->outputs);
    for (ir_component *c = m->components; c; c = c->next) {
        name_ports(s->arena, &c->inputs);
        name_ports(s->arena, &c->outputs);
    }
    for (ir_node *n = m->body->first; n; n = n->next) {
        n->emitted = name_take(&tasks, n->name);
        n->component = shape_of(&in, n);
    }
}

const pass lower_kfp_names = { "kfp-names", "keys of tasks, components, ports",
                               run };
