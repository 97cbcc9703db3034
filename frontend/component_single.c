#include "frontend/component.h"
#include "frontend/frontend.h"

/* A component file that stands alone: a pipeline of one task whose parameters
 * are the component's inputs. */

enum { NAME_MAX_LEN = 54 };

static str module_name(arena *a, const ir_component *c, const source *from)
{
    str name = arena_slug(a, c->name, NAME_MAX_LEN);

    if (str_is_empty(name))
        name = arena_slug(a, component_stem(from->name), NAME_MAX_LEN);
    return str_is_empty(name) ? STR("component") : name;
}

/* Ids of the language begin with a letter or `_`. */
static str task_name(arena *a, str module)
{
    if (module.ptr[0] >= '0' && module.ptr[0] <= '9')
        return arena_join(a, STR("n"), module);
    return module;
}

static ir_value *reference(arena *a, str head, const ir_port *port)
{
    ir_value *v = ir_value_new(a, IR_NAME, port->at);

    v->name = arena_printf(a, "%.*s.%.*s", STR_ARG(head), STR_ARG(port->id));
    return v;
}

static void add_params(arena *a, ir_module *m, ir_node *task)
{
    ir_binding **last = &task->bindings;

    for (ir_port *p = task->component->inputs.first; p; p = p->next) {
        ir_port *param = ir_port_add(a, &m->body->inputs, p->id, p->at);
        ir_binding *b = NEW(a, ir_binding);

        param->type = p->type;
        param->optional = p->optional;
        param->fallback = p->fallback;
        param->odd_default = p->odd_default;
        param->description = p->description;
        b->name = p->id;
        b->at = p->at;
        b->value = reference(a, STR("params"), param);
        *last = b;
        last = &b->next;
    }
}

static void add_outputs(arena *a, ir_module *m, const ir_node *task)
{
    for (ir_port *p = task->component->outputs.first; p; p = p->next) {
        ir_port *out;

        if (!ir_is_parameter(p))
            continue;
        out = ir_port_add(a, &m->body->outputs, p->id, p->at);
        out->type = p->type;
        out->description = p->description;
        out->value = reference(a, task->name, p);
    }
}

static bool mine(const source *from)
{
    return doc_get(from->doc, STR("implementation")) != NULL;
}

static ir_module *lower(session *s, source *from)
{
    ir_module *m = ir_module_new(s->arena);
    ir_component *c = component_lower(s, m, from);
    ir_node *task;

    if (!c)
        return NULL;
    m->single = true;
    m->at = c->at;
    m->name = module_name(s->arena, c, from);
    m->description = c->description;
    task =
        ir_node_add(s->arena, m->body, c->body == IR_GRAPH ? IR_CALL : IR_TASK,
                    task_name(s->arena, m->name), c->at);
    task->component = c;
    add_params(s->arena, m, task);
    add_outputs(s->arena, m, task);
    return m;
}

const frontend frontend_component = {
    "component",
    "KFP component files: a pipeline of one task",
    mine,
    lower,
};
