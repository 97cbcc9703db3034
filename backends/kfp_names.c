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

/* `prefix` is how the SDK calls what it makes to carry a value along. */
static void name_ports(arena *a, ir_ports *ports, str prefix)
{
    name_scope scope = name_scope_new(a, &port_rule);

    for (ir_port *p = ports->first; p; p = p->next)
        if (!p->emitted.len)
            p->emitted = name_take(&scope, arena_join(a, prefix, p->id));
}

static void name_component_ports(arena *a, ir_component *c)
{
    bool made = c->graph && c->graph->owner;
    str prefix = made ? STR("pipelinechannel--") : STR("");

    name_ports(a, &c->inputs, prefix);
    name_ports(a, &c->outputs, prefix);
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

/* The graphs that were met, in order; each is named once. */
typedef struct graphs {
    ir_component **met;
    uint32_t count;
} graphs;

static void meet(graphs *all, ir_component *c)
{
    if (!c->graph || c->mark)
        return;
    c->mark = 1;
    all->met[all->count++] = c;
}

static void name_tasks(shapes *in, graphs *all, ir_region *region)
{
    name_scope tasks = scope_in(in->seen.arena, in->arena);

    for (ir_node *n = region->first; n; n = n->next) {
        n->emitted = name_take(&tasks, n->name);
        meet(all, n->component);
        n->component = shape_of(in, n);
    }
}

static void name_all_tasks(shapes *in, ir_module *m, arena *scratch,
                           uint32_t count)
{
    graphs all = { NULL, 0 };

    all.met = arena_alloc(scratch, count * sizeof(ir_component *),
                          alignof(ir_component *));
    name_tasks(in, &all, m->body);
    for (uint32_t i = 0; i < all.count; i++)
        name_tasks(in, &all, all.met[i]->graph);
    while (all.count)
        all.met[--all.count]->mark = 0;
}

static void run(session *s, ir_module *m)
{
    arena *a = s->arena, *scratch = arena_child(a);
    shapes in = { a, map_new(scratch), scope_in(scratch, a) };
    uint32_t count = 1;

    name_ports(a, &m->body->inputs, STR(""));
    name_ports(a, &m->body->outputs, STR(""));
    for (ir_component *c = m->components; c; c = c->next) {
        name_component_ports(a, c);
        count++;
    }
    name_all_tasks(&in, m, scratch, count);
    arena_free(scratch);
}

const pass lower_kfp_names = { "kfp-names", "keys of tasks, components, ports",
                               run };
