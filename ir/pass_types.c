#include "ir/pass.h"

#include "ir/fit.h"

/* ---- types of values ---------------------------------------------------- */

static ir_type list_of(ir_type element)
{
    if (element.kind != IR_ARTIFACT)
        return (ir_type){ .kind = IR_LIST };
    element.list = true;
    return element;
}

/* Elements of constant lists and of lists of values that are all of one kind
 * have it; IR_ANY else. */
static ir_type_kind element_kind(const ir_value *over)
{
    ir_type_kind kind = IR_ANY;

    if (over->kind == IR_CONSTANT && doc_is_seq(over->constant))
        return ir_kind_of_elements(over->constant);
    if (over->kind == IR_TREE)
        for (const ir_value *part = over->first; part; part = part->next) {
            ir_type_kind one = part->type.loose ? IR_ANY : part->type.kind;

            kind = part == over->first ? one : ir_kind_of_both(kind, one);
        }
    return kind;
}

/* The loop's mark is the kind of its elements; its list is typed before. */
static ir_type type_of_item(const ir_node *loop)
{
    ir_type type = { .kind = (ir_type_kind)loop->mark };

    if (loop->over->type.kind == IR_POISON)
        type.kind = IR_POISON;
    if (loop->over->type.kind == IR_ARTIFACT) {
        type = loop->over->type;
        type.list = false;
    }
    return type;
}

/* Of different artifacts it is the most general one. */
static ir_type type_of_one(const ir_value *v)
{
    ir_type type = v->first->type;

    for (const ir_value *part = v->first; part; part = part->next)
        if (type.kind == IR_ARTIFACT && part->type.kind == IR_ARTIFACT &&
            str_eq(part->type.schema->title, ir_schema_artifact.title))
            type = part->type;
    return type;
}

static ir_type type_of(const ir_value *v)
{
    switch (v->kind) {
    case IR_BAD:
    case IR_NAME: return (ir_type){ .kind = IR_POISON };
    case IR_CONSTANT: return ir_type_of_constant(v->constant);
    case IR_REGION_INPUT:
    case IR_NODE_OUTPUT: return v->port->type;
    case IR_ITEM: return type_of_item(v->node);
    case IR_FIELD: return (ir_type){ .kind = IR_ANY };
    case IR_INDEX: return (ir_type){ .kind = IR_INT };
    case IR_RUN_FACT:
        return (ir_type){ .kind =
                              v->fact == IR_RUN_FAILED ? IR_BOOL : IR_STRING };
    case IR_JOINED: return (ir_type){ .kind = IR_STRING };
    case IR_TREE:
        return (ir_type){ .kind = v->shape == DOC_SEQ ? IR_LIST : IR_STRUCT };
    case IR_COLLECT: return list_of(v->first->type);
    case IR_ONE_OF: return type_of_one(v);
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
    if (v->kind == IR_ONE_OF && !fit_one_of(context, v))
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
    fit_swept(s, n, b);
    if (s->diags.errors > errors)
        b->value->type = (ir_type){ .kind = IR_POISON };
}

static void check_node(ir_node *n, void *context)
{
    session *s = context;

    ir_node_each_value(n, type_parts, s);
    for (ir_arm *arm = n->arms; arm; arm = arm->next) {
        fit_condition(s, arm->when);
        type_outputs(s, arm->region);
    }
    if (n->over) {
        n->mark = (uint32_t)element_kind(n->over);
        fit_list(s, n->over);
    }
    type_outputs(s, n->region);
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

/* ---- graphs ------------------------------------------------------------- */

static void check_graph(session *s, ir_component *c);

static void check_callee(ir_node *n, void *context)
{
    if (n->component)
        check_graph(context, n->component);
}

/* The outputs of a graph are typed before those who read them. */
static void check_graph(session *s, ir_component *c)
{
    if (!c->graph || c->mark)
        return;
    c->mark = 1;
    ir_each_node(c->graph, check_callee, s);
    ir_each_node(c->graph, check_node, s);
    type_outputs(s, c->graph);
}

static void clear_mark(ir_node *n, void *context)
{
    (void)context;
    n->mark = 0;
}

static void clear_marks(ir_module *m)
{
    ir_each_node(m->body, clear_mark, NULL);
    ir_each_node(m->on_exit, clear_mark, NULL);
    for (ir_component *c = m->components; c; c = c->next) {
        ir_each_node(c->graph, clear_mark, NULL);
        c->mark = 0;
    }
}

static void run(session *s, ir_module *m)
{
    settle_ports(s, m);
    check_declarations(s, m);
    ir_pod_each_value(&m->kubernetes.pod, type_parts, s);
    for (ir_component *c = m->components; c; c = c->next)
        check_graph(s, c);
    ir_each_node(m->body, check_node, s);
    ir_each_node(m->on_exit, check_node, s);
    type_outputs(s, m->body);
    type_outputs(s, m->on_exit);
    clear_marks(m);
}

const pass pass_types = { "types", "types of values, fit of bindings", run };
