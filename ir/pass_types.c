#include "ir/pass.h"

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

static void take_outputs(ir_node *n, void *context)
{
    for (ir_binding *b = n->bindings; b; b = b->next) {
        ir_value *v = b->value;

        take_parts(v, context);
        if (!b->port || v->kind != IR_NODE_OUTPUT)
            continue;
        v->port->uses |= use_of(b->port);
        if (use_of(b->port) == IR_BY_VALUE)
            demand(v->port, b->port->type);
    }
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

/* The parameters of a component file that stands alone. */
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

static void settle_inputs(ir_module *m, bool unread)
{
    for (ir_component *c = m->components; c; c = c->next)
        for (ir_port *p = c->inputs.first; p; p = p->next)
            if (p->uses || unread)
                settle_input(p);
}

static void settle_ports(ir_module *m)
{
    settle_inputs(m, false);
    each_node(m, take_outputs, NULL);
    for (ir_component *c = m->components; c; c = c->next)
        for (ir_port *p = c->outputs.first; p; p = p->next)
            settle_output(p);
    each_node(m, settle_unread, NULL);
    settle_inputs(m, true);
    each_node(m, settle_params, NULL);
    for (ir_port *p = m->body->inputs.first; p; p = p->next)
        settle_input(p);
}

/* ---- types of values ---------------------------------------------------- */

static ir_type type_of_constant(const doc *d)
{
    static const ir_type_kind kinds[] = {
        [DOC_NULL] = IR_ANY,    [DOC_BOOL] = IR_BOOL,     [DOC_INT] = IR_INT,
        [DOC_FLOAT] = IR_FLOAT, [DOC_STRING] = IR_STRING, [DOC_SEQ] = IR_LIST,
        [DOC_MAP] = IR_STRUCT,
    };

    return (ir_type){ .kind = kinds[d->kind] };
}

static ir_type list_of(ir_type element)
{
    if (element.kind != IR_ARTIFACT)
        return (ir_type){ .kind = IR_LIST };
    element.list = true;
    return element;
}

static ir_type type_of(const ir_value *v)
{
    switch (v->kind) {
    case IR_BAD:
    case IR_NAME: return (ir_type){ .kind = IR_POISON };
    case IR_CONSTANT: return type_of_constant(v->constant);
    case IR_REGION_INPUT:
    case IR_NODE_OUTPUT: return v->port->type;
    case IR_ITEM:
    case IR_FIELD: return (ir_type){ .kind = IR_ANY };
    case IR_INDEX: return (ir_type){ .kind = IR_INT };
    case IR_RUN_FACT:
        return (ir_type){ .kind =
                              v->fact == IR_RUN_FAILED ? IR_BOOL : IR_STRING };
    case IR_JOINED: return (ir_type){ .kind = IR_STRING };
    case IR_TREE:
        return (ir_type){ .kind = v->shape == DOC_SEQ ? IR_LIST : IR_STRUCT };
    case IR_COLLECT: return list_of(v->first->type);
    case IR_ONE_OF: return v->first->type;
    }
    return (ir_type){ .kind = IR_POISON };
}

/* A value with poison in it is poison. */
static void type_value(ir_value *v, void *context)
{
    v->type = type_of(v);
    for (const ir_value *part = ir_value_parts(v); part; part = part->next)
        if (part->type.kind == IR_POISON)
            v->type.kind = IR_POISON;
    fit_parts(context, v);
}

static void type_parts(ir_value *v, void *context)
{
    ir_each_value(v, type_value, context);
}

static void type_outputs(session *s, ir_region *region)
{
    if (!region)
        return;
    ir_region_each_output(region, type_parts, s);
    for (ir_port *p = region->outputs.first; p; p = p->next) {
        if (!p->value)
            continue;
        p->type = p->value->type;
        fit_output(s, p);
    }
}

enum { COMPARISONS = 200000 };

/* ---- bindings ----------------------------------------------------------- */

static bool is_required(const ir_port *p)
{
    return !p->optional && !p->fallback && p->type.kind != IR_TASK_STATUS &&
           p->type.kind != IR_POISON;
}

/* A misspelt name stands for the input it is near to; when there are very many
 * mistakes it stands for none. */
static ir_port *meant(const session *s, const ir_ports *inputs, str name)
{
    str near = { NULL, 0 };

    if ((uint64_t)s->diags.errors * inputs->count < COMPARISONS)
        near = ir_port_nearest(inputs, name);
    return near.len ? ir_port_find(inputs, near) : NULL;
}

static void mark_given(const session *s, const ir_node *n)
{
    for (const ir_binding *b = n->bindings; b; b = b->next) {
        ir_port *p = b->port;

        if (!p)
            p = meant(s, &n->component->inputs, b->name);
        if (p)
            p->mark = 1;
    }
}

static str missing_names(arena *a, const ir_ports *inputs, const char *format)
{
    buf out = buf_new(a);
    bool first = true;

    for (const ir_port *p = inputs->first; p; p = p->next) {
        if (p->mark || !is_required(p))
            continue;
        if (!first)
            buf_put(&out, STR(", "));
        first = false;
        buf_put(&out, p->name);
        buf_put(&out, str_of(format));
    }
    return buf_str(&out);
}

static void check_missing(session *s, const ir_node *n)
{
    const ir_component *c = n->component;
    str names = STR("");
    diag *d;

    mark_given(s, n);
    for (const ir_port *p = c->inputs.first; p && !names.len; p = p->next)
        if (!p->mark && is_required(p))
            names = missing_names(s->arena, &c->inputs, "");
    if (names.len) {
        d = REPORT(s, D_MISSING_INPUT, n->at, "task '%.*s' is not given: %.*s",
                   STR_ARG(n->name), STR_ARG(names));
        diag_note(&s->diags, d, c->at, "required by component '%.*s'",
                  STR_ARG(c->name));
        names = missing_names(s->arena, &c->inputs, ": …");
        diag_help(&s->diags, d, "with: {%.*s}", STR_ARG(names));
    }
    for (ir_port *p = c->inputs.first; p; p = p->next)
        p->mark = 0;
}

/* What does not fit is not looked at again for each target. */
static void fit(session *s, const ir_node *n, ir_binding *b)
{
    uint32_t errors = s->diags.errors;

    fit_binding(s, n, b);
    if (s->diags.errors > errors)
        b->value->type = (ir_type){ .kind = IR_POISON };
}

static void type_inside(session *s, const ir_inside *inside)
{
    if (!inside)
        return;
    for (ir_arm *arm = inside->arms; arm; arm = arm->next)
        type_outputs(s, arm->region);
    type_outputs(s, inside->region);
}

static void check_node(ir_node *n, void *context)
{
    session *s = context;

    ir_node_each_value(n, type_parts, s);
    type_inside(s, n->inside);
    if (!n->component)
        return;
    for (ir_binding *b = n->bindings; b; b = b->next)
        if (b->port)
            fit(s, n, b);
    check_missing(s, n);
}

/* ---- declarations ------------------------------------------------------- */

static void check_uses(session *s, const ir_component *c, const ir_port *p)
{
    if (!ir_is_parameter(p) || p->type.kind == IR_POISON ||
        !(p->uses & (IR_BY_URI | IR_BY_METADATA)))
        return;
    REPORT(s, D_MIXED_USE, p->at,
           "input '%.*s' of '%.*s' is %.*s, and only artifacts have a uri and "
           "metadata",
           STR_ARG(p->name), STR_ARG(c->name),
           STR_ARG(ir_type_text(s->arena, p->type)));
}

static void check_defaults(session *s, const ir_ports *ports, const char *noun)
{
    for (ir_port *p = ports->first; p; p = p->next)
        fit_default(s, p, noun);
}

/* The parameters of a module that stands alone are those of its component. */
static void check_declarations(session *s, const ir_module *m)
{
    if (!m->single)
        check_defaults(s, &m->body->inputs, "parameter");
    for (const ir_component *c = m->components; c; c = c->next) {
        check_defaults(s, &c->inputs, "input");
        for (const ir_port *p = c->inputs.first; p; p = p->next)
            check_uses(s, c, p);
    }
}

static void run(session *s, ir_module *m)
{
    settle_ports(m);
    check_declarations(s, m);
    ir_pod_each_value(&m->kubernetes.pod, type_parts, s);
    each_node(m, check_node, s);
    type_outputs(s, m->body);
    type_outputs(s, m->on_exit);
    for (ir_component *c = m->components; c; c = c->next)
        type_outputs(s, c->graph);
}

const pass pass_types = { "types", "types of values, fit of bindings", run };
