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
typedef struct shape {
    const ir_component *component;
    const ir_pod *pod;
} shape;

typedef struct shapes {
    arena *arena;
    map seen; /* by the bytes of a shape */
    name_scope names;
} shapes;

static ir_component *make_shape(shapes *in, const shape *s, str wanted)
{
    ir_component *made = NEW(in->arena, ir_component);
    shape *own = NEW(in->seen.arena, shape);

    *own = *s;
    *made = *s->component;
    made->emitted = name_take(&in->names, wanted);
    made->next = NULL;
    map_put(&in->seen, (str){ (const char *)own, sizeof *own }, made);
    return made;
}

static ir_component *shape_of(shapes *in, const ir_node *task)
{
    shape s = { task->component, task->pod };
    ir_component *made =
        map_get(&in->seen, (str){ (const char *)&s, sizeof s });
    str name = s.component->name;

    if (made)
        return made;
    return make_shape(in, &s,
                      map_get(&in->names.taken, name) ? task->name : name);
}

/* What is only needed to find names is gone behind the pass. */
static name_scope scope_in(arena *scratch, arena *a)
{
    name_scope scope = name_scope_new(a, &task_rule);

    scope.taken = map_new(scratch);
    return scope;
}

static void run(session *s, ir_module *m)
{
    arena *a = s->arena, *scratch = arena_child(a);
    name_scope tasks = scope_in(scratch, a);
    shapes in = { a, map_new(scratch), scope_in(scratch, a) };

    name_ports(a, &m->body->inputs);
    name_ports(a, &m->body->outputs);
    for (ir_component *c = m->components; c; c = c->next) {
        name_ports(a, &c->inputs);
        name_ports(a, &c->outputs);
    }
    for (ir_node *n = m->body->first; n; n = n->next) {
        n->emitted = name_take(&tasks, n->name);
        n->component = shape_of(&in, n);
    }
    arena_free(scratch);
}

const pass lower_kfp_names = { "kfp-names", "keys of tasks, components, ports",
                               run };
