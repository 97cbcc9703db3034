#include "ir/fit.h"

/* ---- kinds that their use decides --------------------------------------- */

/* Component files leave ports without a known type: who reads them tells
 * whether they are values or files. A port's mark holds the kind that its
 * readers ask for: 0 none, MIXED different ones, else the kind plus one. */
enum { MIXED = 255 };

static const ir_type loose_text = { .kind = IR_STRING, .loose = true };

static ir_type plain_artifact(void)
{
    return (ir_type){ .kind = IR_ARTIFACT, .schema = &ir_schema_artifact };
}

static void infer(ir_port *port, ir_type type)
{
    port->type = type;
    port->inferred = true;
}

static bool is_known_artifact(const ir_value *v)
{
    return (v->kind == IR_NODE_OUTPUT || v->kind == IR_REGION_INPUT) &&
           v->port->type.kind == IR_ARTIFACT;
}

/* An input that no word reads goes along with what it is given. */
static void settle_unread(ir_node *n, void *context)
{
    (void)context;
    for (ir_binding *b = n->bindings; b; b = b->next)
        if (b->port && b->port->type.kind == IR_UNTYPED &&
            is_known_artifact(b->value))
            infer(b->port, plain_artifact());
}

static void settle_input(ir_port *p)
{
    if (p->type.kind != IR_UNTYPED)
        return;
    if (!(p->uses & IR_BY_VALUE) && p->uses)
        infer(p, plain_artifact());
    else
        infer(p, loose_text);
}

/* How a task takes what is bound to an input; 0 when no word reads it. */
static unsigned use_of(const ir_port *input)
{
    if (input->type.kind == IR_UNTYPED)
        return 0;
    if (ir_is_parameter(input))
        return (input->uses & (IR_BY_VALUE | IR_BY_PATH)) == IR_BY_PATH
                   ? IR_BY_PATH
                   : IR_BY_VALUE;
    return input->uses & ~(unsigned)IR_BY_VALUE ? input->uses : IR_BY_PATH;
}

static void demand(ir_port *output, ir_type wanted)
{
    uint32_t kind = (uint32_t)wanted.kind + 1;

    if (wanted.loose || wanted.kind == IR_ANY || wanted.kind == IR_POISON)
        return;
    output->mark = output->mark && output->mark != kind ? MIXED : kind;
}

static void take_value(ir_value *v, void *context)
{
    (void)context;
    if (v->kind == IR_NODE_OUTPUT)
        v->port->uses |= IR_BY_VALUE;
}

static void take_parts(ir_value *v, void *context)
{
    (void)context;
    for (ir_value *part = ir_value_parts(v); part; part = part->next)
        ir_each_value(part, take_value, NULL);
}

static void take_all(ir_value *v, void *context)
{
    ir_each_value(v, take_value, context);
}

static void take_output(ir_port *output, const ir_port *input)
{
    output->uses |= use_of(input);
    if (use_of(input) == IR_BY_VALUE)
        demand(output, input->type);
}

/* The elements of a list are files when the list is one of files. */
static void take_collected(const ir_value *v, const ir_port *input)
{
    const ir_value *part = v->first;
    unsigned use = ir_is_parameter(input) ? IR_BY_VALUE : use_of(input);

    if (part->kind == IR_NODE_OUTPUT)
        part->port->uses |= use;
    for (const ir_value *one = ir_value_parts(part); one; one = one->next)
        if (one->kind == IR_NODE_OUTPUT)
            one->port->uses |= use;
}

static void take_binding(ir_binding *b, void *context)
{
    ir_value *v = b->value;

    if (b->port && v->kind == IR_NODE_OUTPUT)
        take_output(v->port, b->port);
    else if (b->port && v->kind == IR_COLLECT)
        take_collected(v, b->port);
    else if (b->port && v->kind == IR_ONE_OF)
        for (ir_value *part = v->first; part; part = part->next) {
            if (part->kind == IR_NODE_OUTPUT)
                take_output(part->port, b->port);
        }
    else
        take_parts(v, context);
}

/* An output compared with a constant is of the constant's kind. */
static void take_side(ir_value *v, const ir_value *other)
{
    ir_each_value(v, take_value, NULL);
    if (v->kind == IR_NODE_OUTPUT && other && other->kind == IR_CONSTANT)
        demand(v->port, ir_type_of_constant(other->constant));
}

static void take_condition(const ir_condition *c)
{
    if (!c)
        return;
    take_condition(c->a);
    take_condition(c->b);
    if (c->left)
        take_side(c->left, c->right);
    if (c->right)
        take_side(c->right, c->left);
    if (c->test == IR_TEST_VALUE && c->left->kind == IR_NODE_OUTPUT)
        demand(c->left->port, (ir_type){ .kind = IR_BOOL });
}

/* A list of files is looped over as it is. */
static void take_list(ir_value *over)
{
    if (!over || over->kind == IR_COLLECT)
        return;
    ir_each_value(over, take_value, NULL);
    if (over->kind == IR_NODE_OUTPUT)
        demand(over->port, (ir_type){ .kind = IR_LIST });
}

static void take_outputs(ir_node *n, void *context)
{
    for (ir_binding *b = n->bindings; b; b = b->next)
        take_binding(b, context);
    for (const ir_arm *arm = n->arms; arm; arm = arm->next)
        take_condition(arm->when);
    take_list(n->over);
    ir_pod_each_value(n->pod, take_all, context);
}

/* All readers take the value: it has the type they agree on, or is text. */
static void settle_output(ir_port *p)
{
    uint32_t wanted = p->mark;

    p->mark = 0;
    if (p->type.kind != IR_UNTYPED)
        return;
    if (p->uses != IR_BY_VALUE)
        infer(p, plain_artifact());
    else if (!wanted || wanted == MIXED)
        infer(p, loose_text);
    else
        infer(p, (ir_type){ .kind = (ir_type_kind)(wanted - 1) });
}

/* The parameters of a graph, or of a component file that stands alone. */
static void settle_params(ir_node *n, void *context)
{
    (void)context;
    for (ir_binding *b = n->bindings; b; b = b->next)
        if (b->port && b->value->kind == IR_REGION_INPUT &&
            b->value->port->type.kind == IR_UNTYPED)
            infer(b->value->port, b->port->type);
}

static void each_node(ir_module *m, void (*fn)(ir_node *n, void *context),
                      void *context)
{
    ir_each_node(m->body, fn, context);
    ir_each_node(m->on_exit, fn, context);
    for (ir_component *c = m->components; c; c = c->next)
        ir_each_node(c->graph, fn, context);
}

/* ---- graphs ------------------------------------------------------------- */

/* How its nodes read a graph's inputs is how the graph reads them. */
static void note_value(ir_value *v, void *context)
{
    (void)context;
    if (v->kind == IR_REGION_INPUT)
        v->port->uses |= IR_BY_VALUE;
}

static void note_values(ir_value *v, void *context)
{
    ir_each_value(v, note_value, context);
}

static void note_inputs(ir_node *n, void *context)
{
    for (ir_binding *b = n->bindings; b; b = b->next) {
        ir_value *v = b->value;

        if (b->port && v->kind == IR_REGION_INPUT)
            v->port->uses |= use_of(b->port);
        else
            note_values(v, context);
    }
    if (n->over &&
        !(n->over->kind == IR_REGION_INPUT && n->over->port->type.list))
        note_values(n->over, context);
    for (ir_arm *arm = n->arms; arm; arm = arm->next)
        ir_condition_each_value(arm->when, note_values, context);
}

/* A file says what its graph's outputs are, and so how they are read. */
static void take_declared(ir_port *p)
{
    if (p->type.kind == IR_UNTYPED || p->type.kind == IR_POISON)
        return;
    p->uses |= ir_is_parameter(p) ? IR_BY_VALUE : IR_BY_PATH;
    if (ir_is_parameter(p))
        demand(p, p->type);
}

/* How the outputs of a graph are read is how what they export is read. */
static void export_output(ir_port *p)
{
    ir_value *v = p->value;
    uint32_t wanted;

    take_declared(p);
    wanted = p->mark;
    p->mark = 0;
    if (v->kind == IR_REGION_INPUT)
        v->port->uses |= p->uses;
    if (v->kind == IR_COLLECT)
        v = v->first;
    for (v = v->kind == IR_ONE_OF ? v->first : v; v; v = v->next) {
        if (v->kind != IR_NODE_OUTPUT)
            continue;
        v->port->uses |= p->uses;
        if (wanted == MIXED)
            v->port->mark = MIXED;
        else if (wanted)
            demand(v->port, (ir_type){ .kind = (ir_type_kind)(wanted - 1) });
    }
}

static void export_outputs(const ir_component *c)
{
    for (ir_port *p = c->outputs.first; p; p = p->next)
        if (p->value)
            export_output(p);
}

/* A graph stands behind those that it calls, so the outer ones come first. */
static void export_all(session *s, const ir_module *m)
{
    const ir_component **graphs;
    size_t count = 0;

    for (const ir_component *c = m->components; c; c = c->next)
        count += c->graph != NULL;
    graphs = arena_alloc(s->arena, (count + 1) * sizeof *graphs,
                         alignof(ir_component *));
    count = 0;
    for (const ir_component *c = m->components; c; c = c->next)
        if (c->graph)
            graphs[count++] = c;
    while (count)
        export_outputs(graphs[--count]);
}

/* ---- inputs that take what they are given -------------------------------- */

static ir_type_kind kind_of_field(const ir_value *v)
{
    const ir_node *loop = v->first->kind == IR_ITEM ? v->first->node : NULL;
    ir_type_kind kind = IR_UNTYPED;

    if (!loop || !loop->swept || loop->over->kind != IR_CONSTANT)
        return IR_ANY;
    doc_each (job, loop->over->constant) {
        const doc *d = doc_get(job, v->first->key);
        ir_type_kind one = d ? ir_type_of_constant(d).kind : IR_ANY;

        kind = kind == IR_UNTYPED ? one : ir_kind_of_both(kind, one);
    }
    return kind;
}

static ir_type type_given(const ir_value *v)
{
    switch (v->kind) {
    case IR_CONSTANT:
        if (v->constant->kind == DOC_NULL)
            break;
        return ir_type_of_constant(v->constant);
    case IR_REGION_INPUT:
    case IR_NODE_OUTPUT: return v->port->type;
    case IR_FIELD: return (ir_type){ .kind = kind_of_field(v) };
    case IR_INDEX: return (ir_type){ .kind = IR_INT };
    case IR_JOINED: return (ir_type){ .kind = IR_STRING };
    case IR_TREE:
        return (ir_type){ .kind = v->shape == DOC_SEQ ? IR_LIST : IR_STRUCT };
    case IR_ITEM:
    case IR_RUN_FACT:
    case IR_COLLECT:
    case IR_ONE_OF: return (ir_type){ .kind = IR_ANY };
    case IR_BAD:
    case IR_NAME: break;
    }
    return (ir_type){ .kind = IR_UNTYPED };
}

/* Its mark is 1 once it has the type of something. */
static void take_given(ir_node *n, void *context)
{
    (void)context;
    for (ir_binding *b = n->bindings; b; b = b->next) {
        ir_port *p = b->port;
        ir_type type;

        if (!p || !p->open)
            continue;
        type = type_given(b->value);
        if (type.kind == IR_UNTYPED || type.kind == IR_POISON)
            continue;
        if (!p->mark)
            p->type = type;
        else if (p->type.kind == IR_ARTIFACT && type.kind == IR_ARTIFACT &&
                 !str_eq(p->type.schema->title, type.schema->title))
            p->type.schema = &ir_schema_artifact;
        else
            p->type.kind = ir_kind_of_both(p->type.kind, type.kind);
        p->mark = 1;
    }
}

/* Of different kinds, or given to nobody, it is text. */
static void settle_open(ir_component *c)
{
    for (ir_port *p = c->inputs.first; p; p = p->next) {
        if (!p->open)
            continue;
        if (!p->mark || p->type.kind == IR_ANY || p->type.loose)
            p->type = loose_text;
        p->mark = 0;
        p->inferred = true;
    }
}

/* ---- all ports ---------------------------------------------------------- */

static void settle_inputs(ir_component *c, bool unread)
{
    for (ir_port *p = c->inputs.first; p; p = p->next)
        if (p->uses || unread)
            settle_input(p);
}

void settle_ports(session *s, ir_module *m)
{
    each_node(m, take_given, NULL);
    for (ir_component *c = m->components; c; c = c->next)
        settle_open(c);
    for (ir_component *c = m->components; c; c = c->next) {
        ir_each_node(c->graph, note_inputs, NULL);
        settle_inputs(c, false);
    }
    each_node(m, take_outputs, NULL);
    export_all(s, m);
    for (ir_component *c = m->components; c; c = c->next)
        for (ir_port *p = c->outputs.first; p; p = p->next)
            if (!p->value)
                settle_output(p);
    each_node(m, settle_unread, NULL);
    for (ir_component *c = m->components; c; c = c->next) {
        ir_each_node(c->graph, settle_params, NULL);
        settle_inputs(c, true);
    }
    ir_each_node(m->body, settle_params, NULL);
    ir_each_node(m->on_exit, settle_params, NULL);
    for (ir_port *p = m->body->inputs.first; p; p = p->next)
        settle_input(p);
}
