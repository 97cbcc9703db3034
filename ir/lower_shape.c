#include "ir/pass.h"

#include "ir/shape.h"

/*
 * Where absence is decided when compiling: tasks that lack the same inputs
 * share a component without them. A component's mark is PLAIN when its tasks
 * are all alike, else its number with FIRST_TAKEN once a task has it.
 */
enum { PLAIN = 1, FIRST_TAKEN = 1, NUMBER = 2 };

typedef struct shape {
    ir_component *component;
    str absent; /* an input each: '0' absent, '1' there */
} shape;

typedef struct shaper {
    session *session;
    ir_module *module;
    uint32_t numbers;
    map shapes;  /* "number absent" -> shape */
    bool graphs; /* calls got graphs of their own */
} shaper;

/* ---- what is absent ----------------------------------------------------- */

static bool is_value(const doc *d)
{
    return d && d->kind != DOC_NULL;
}

static bool is_absent(const ir_value *v)
{
    if (v->kind == IR_CONSTANT)
        return v->constant->kind == DOC_NULL;
    return v->kind == IR_REGION_INPUT && v->port->mark;
}

static void mark_absent_params(session *s, const ir_module *m)
{
    for (ir_port *p = m->body->inputs.first; p; p = p->next) {
        diag *d;

        if (!p->optional || is_value(p->given) || is_value(p->fallback))
            continue;
        p->mark = 1;
        if (!p->used)
            continue;
        d = REPORT(s, D_ABSENT_FOR_GOOD, p->at,
                   "optional parameter '%.*s' has no value: it is absent in "
                   "every run",
                   STR_ARG(p->name));
        diag_help(&s->diags, d, "give it a default, or a value: %.*s=…",
                  STR_ARG(p->id));
    }
}

static void drop_absent_bindings(ir_node *n)
{
    ir_binding **link = &n->bindings;

    while (*link) {
        if (is_absent((*link)->value))
            *link = (*link)->next;
        else
            link = &(*link)->next;
    }
}

/* What is left are tests: the value is null. */
static void say_absent_part(ir_value *v, void *context)
{
    shaper *in = context;

    if (v->kind != IR_REGION_INPUT || !v->port->mark)
        return;
    v->kind = IR_CONSTANT;
    v->node = NULL;
    v->constant = doc_null(in->session->arena);
    v->type = (ir_type){ .kind = IR_ANY };
}

static void say_absent(ir_value *v, void *context)
{
    ir_each_value(v, say_absent_part, context);
}

static str absent_inputs(arena *a, const ir_node *n)
{
    buf out = buf_new(a);

    for (const ir_binding *b = n->bindings; b; b = b->next)
        b->port->mark = 1;
    for (ir_port *p = n->component->inputs.first; p; p = p->next) {
        buf_char(&out, p->mark || is_value(p->fallback) ? '1' : '0');
        p->mark = 0;
    }
    return buf_str(&out);
}

static void mark_absent_inputs(const ir_component *c, str absent)
{
    size_t i = 0;

    for (ir_port *p = c->inputs.first; p; p = p->next)
        p->mark = absent.ptr[i++] == '0';
}

static void clear_marks(const ir_ports *ports)
{
    for (ir_port *p = ports->first; p; p = p->next)
        p->mark = 0;
}

/* ---- components --------------------------------------------------------- */

static bool has_condition(const ir_words *words)
{
    for (const ir_word *w = words->first; w; w = w->next)
        if (w->kind == IR_WORD_IF_PRESENT)
            return true;
    return false;
}

static bool is_plain(const ir_component *c)
{
    if (c->body == IR_IMPORTER)
        return true;
    for (const ir_port *p = c->inputs.first; p; p = p->next)
        if (p->optional && !is_value(p->fallback))
            return false;
    return !has_condition(&c->container.command) &&
           !has_condition(&c->container.args);
}

static void shape_node(ir_node *n, void *context);

/* A graph is taken apart when it is shaped, so each shape is a copy. The marks
 * of absent inputs stay until the end. */
static ir_component *graph_for(shaper *in, const ir_component *c, str absent)
{
    ir_component *twin = ir_graph_twin(in->session->arena, c, in->module);

    twin->mark = PLAIN;
    in->graphs = true;
    mark_absent_inputs(twin, absent);
    ir_each_node(twin->graph, shape_node, in);
    return twin;
}

/* The first shape takes the component itself, the others get twins of it. */
static shape *shape_for(shaper *in, ir_component *c, str absent)
{
    arena *a = in->session->arena;
    str key = arena_printf(a, "%u %.*s", c->mark / NUMBER, STR_ARG(absent));
    shape *known = map_get(&in->shapes, key);

    if (known)
        return known;
    known = NEW(a, shape);
    known->absent = absent;
    known->component = c;
    if (c->graph)
        known->component = graph_for(in, c, absent);
    else if (c->mark & FIRST_TAKEN)
        known->component = ir_component_twin(a, c, in->module);
    c->mark |= FIRST_TAKEN;
    map_put(&in->shapes, key, known);
    return known;
}

static void shape_node(ir_node *n, void *context)
{
    shaper *in = context;
    ir_component *c = n->component;
    shape *wanted;

    drop_absent_bindings(n);
    ir_node_each_value(n, say_absent, in);
    if (!c)
        return;
    if (!c->mark) {
        c->mark = is_plain(c) ? PLAIN : ++in->numbers * NUMBER;
        if (c->mark == PLAIN)
            ir_each_node(c->graph, shape_node, in);
    }
    if (c->mark == PLAIN)
        return;
    wanted = shape_for(in, c, absent_inputs(in->session->arena, n));
    if (wanted->component != c)
        ir_node_move(n, wanted->component);
    if (!n->pod)
        return;
    mark_absent_inputs(n->component, wanted->absent);
    n->pod->env = ir_env_shape(n->pod->env);
    clear_marks(&n->component->inputs);
}

/* ---- after graphs were copied -------------------------------------------- */

static void follow_output(ir_value *v, void *context)
{
    const ir_component *c =
        v->kind == IR_NODE_OUTPUT ? v->node->component : NULL;
    ir_port *port =
        c && c->graph ? ir_port_find(&c->outputs, v->port->name) : NULL;

    (void)context;
    if (port)
        v->port = port;
}

static void follow_outputs(ir_value *v, void *context)
{
    ir_each_value(v, follow_output, context);
}

static void follow_node(ir_node *n, void *context)
{
    ir_node_each_value(n, follow_outputs, context);
}

static void follow_region(ir_region *region)
{
    ir_each_node(region, follow_node, NULL);
    ir_region_each_output(region, follow_outputs, NULL);
}

/* The graphs that were copied go; calls and readers follow the copies. */
static void replace_graphs(ir_module *m)
{
    ir_component **link = &m->components;

    m->last_component = NULL;
    while (*link) {
        ir_component *c = *link;

        if (c->graph && c->mark && c->mark != PLAIN) {
            *link = c->next;
            continue;
        }
        m->last_component = c;
        link = &c->next;
    }
    follow_region(m->body);
    follow_region(m->on_exit);
    for (ir_component *c = m->components; c; c = c->next)
        follow_region(c->graph);
}

static void shape_component(arena *a, const shape *made)
{
    ir_component *c = made->component;

    mark_absent_inputs(c, made->absent);
    if (c->graph) {
        ir_ports_drop_marked(a, &c->graph->inputs);
        ir_graph_ports(c);
    } else {
        ir_component_shape(a, c);
    }
}

static void run(session *s, ir_module *m)
{
    shaper in = { s, m, 0, map_new(s->arena), false };

    mark_absent_params(s, m);
    ir_each_node(m->body, shape_node, &in);
    ir_each_node(m->on_exit, shape_node, &in);
    for (uint32_t i = 0; i < in.shapes.count; i++)
        shape_component(s->arena, in.shapes.entries[i].value);
    if (in.graphs)
        replace_graphs(m);
    ir_ports_drop_marked(s->arena, &m->body->inputs);
    for (ir_component *c = m->components; c; c = c->next)
        c->mark = 0;
}

const pass lower_shape = { "shape", "absent inputs and their words go", run };
