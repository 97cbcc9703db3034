#include "ir/pass.h"

/*
 * Names become pointers. A scope is one document: its parameters, and the
 * names of all its tasks, at whatever depth they stand.
 */
typedef struct scope {
    session *session;
    ir_region *region; /* inputs: the parameters */
    map nodes;
    bool on_exit; /* where run.status may be asked for */
} scope;

/* Nearest names are looked for only while few mistakes were found: a hostile
 * file must not make it a search of everything for everything. */
enum { COMPARISONS = 200000 };

static bool may_suggest(const scope *in, uint32_t names)
{
    return (uint64_t)in->session->diags.errors * names < COMPARISONS;
}

static diags *findings(const scope *in)
{
    return &in->session->diags;
}

/* ---- references --------------------------------------------------------- */

static void spoil(ir_value *v)
{
    v->kind = IR_BAD;
    v->type.kind = IR_POISON;
}

/* A path behind the name makes it a field of what the name means. */
static ir_value *with_path(const scope *in, ir_value *v, const ir_name *name)
{
    ir_value *whole;

    if (!name->rest.len)
        return v;
    whole = ir_value_new(in->session->arena, v->kind, v->at);
    whole->key = name->rest;
    v->kind = IR_FIELD;
    v->first = v->last = NULL;
    ir_value_push(v, whole);
    return whole;
}

static void resolve_param(const scope *in, ir_value *v, const ir_name *name)
{
    ir_ports *params = &in->region->inputs;
    ir_port *p = ir_port_find(params, name->member);
    diag *d;
    str near;

    if (p) {
        v = with_path(in, v, name);
        v->kind = IR_REGION_INPUT;
        v->port = p;
        p->used = true;
        return;
    }
    if (!name->member.len) {
        d = REPORT(in->session, D_UNKNOWN_REFERENCE, v->at,
                   "'params' is no value");
        diag_help(findings(in), d, "name one of them: 'params.NAME'");
        spoil(v);
        return;
    }
    d = REPORT(in->session, D_UNKNOWN_REFERENCE, name->member_at,
               "there is no parameter '%.*s'", STR_ARG(name->member));
    near = may_suggest(in, params->count)
               ? ir_port_nearest(params, name->member)
               : (str){ NULL, 0 };
    p = near.len ? ir_port_find(params, near) : NULL;
    if (p)
        p->used = true;
    diag_nearest(findings(in), d, near);
    spoil(v);
}

typedef struct fact_row {
    const char *name;
    ir_fact fact;
    bool on_exit;
} fact_row;

static const fact_row fact_rows[] = {
    { "id", IR_RUN_ID, false },        { "name", IR_RUN_NAME, false },
    { "time", IR_RUN_TIME, false },    { "status", IR_RUN_STATUS, true },
    { "failed", IR_RUN_FAILED, true },
};

static void resolve_fact(const scope *in, ir_value *v, const ir_name *name)
{
    diag *d;

    for (size_t i = 0; i < COUNT(fact_rows); i++) {
        if (!str_eq(name->member, str_of(fact_rows[i].name)))
            continue;
        if (name->rest.len)
            break;
        v->kind = IR_RUN_FACT;
        v->fact = fact_rows[i].fact;
        if (!fact_rows[i].on_exit || in->on_exit)
            return;
        d = REPORT(in->session, D_BAD_REFERENCE_PLACE, v->at,
                   "'run.%s' is known only when the run is over",
                   fact_rows[i].name);
        diag_help(findings(in), d, "use it in a task of 'on-exit'");
        spoil(v);
        return;
    }
    d = REPORT(in->session, D_UNKNOWN_REFERENCE, v->at,
               "there is no 'run.%.*s%s%.*s'", STR_ARG(name->member),
               name->rest.len ? "." : "", STR_ARG(name->rest));
    diag_help(findings(in), d,
              "a run has: run.id, run.name, run.time, and in 'on-exit' "
              "run.status, run.failed");
    spoil(v);
}

static void refuse_place(const scope *in, ir_value *v, const ir_name *name)
{
    diag *d;

    d = REPORT(in->session, D_BAD_REFERENCE_PLACE, v->at,
               "'%.*s.%.*s' stands outside a component's words",
               STR_ARG(name->head), STR_ARG(name->member));
    diag_help(findings(in), d,
              "use 'params.NAME' or 'TASK.OUTPUT' here; inputs and outputs are "
              "for a component's command, args and env");
    spoil(v);
}

static void refuse_index(const scope *in, ir_value *v)
{
    diag *d = REPORT(in->session, D_BAD_REFERENCE_PLACE, v->at,
                     "'index' stands outside a loop");

    diag_help(findings(in), d, "it counts the rounds of a 'foreach'");
    spoil(v);
}

static void note_ports(const scope *in, diag *about, const ir_component *c,
                       const ir_ports *ports, const char *what)
{
    if (!ports->count)
        diag_note(findings(in), about, c->at, "'%.*s' has no %s",
                  STR_ARG(c->name), what);
    else
        diag_note(findings(in), about, c->at, "%s of '%.*s' are: %.*s", what,
                  STR_ARG(c->name),
                  STR_ARG(ir_port_names(in->session->arena, ports)));
}

static void bare_task(const scope *in, ir_value *v, str task,
                      const ir_component *c)
{
    diag *d = REPORT(in->session, D_UNKNOWN_OUTPUT, v->at,
                     "task '%.*s' is named without an output", STR_ARG(task));

    note_ports(in, d, c, &c->outputs, "outputs");
    if (c->outputs.count == 1)
        diag_help(findings(in), d, "did you mean '%.*s.%.*s'?", STR_ARG(task),
                  STR_ARG(c->outputs.first->id));
    spoil(v);
}

static void resolve_output(const scope *in, ir_value *v, const ir_name *name,
                           ir_node *n)
{
    ir_component *c = n->component;
    ir_port *p;
    diag *d;

    if (!c) {
        spoil(v);
        return;
    }
    if (!name->member.len) {
        bare_task(in, v, name->head, c);
        return;
    }
    p = ir_port_find(&c->outputs, name->member);
    if (p) {
        v = with_path(in, v, name);
        v->kind = IR_NODE_OUTPUT;
        v->node = n;
        v->port = p;
        p->used = true;
        return;
    }
    d = REPORT(in->session, D_UNKNOWN_OUTPUT, name->member_at,
               "task '%.*s' has no output '%.*s'", STR_ARG(n->name),
               STR_ARG(name->member));
    note_ports(in, d, c, &c->outputs, "outputs");
    if (may_suggest(in, c->outputs.count))
        diag_nearest(findings(in), d,
                     ir_port_nearest(&c->outputs, name->member));
    spoil(v);
}

static void unknown_head(const scope *in, const ir_name *name)
{
    str head = name->head;
    diag *d;

    if (!name->member.len && ir_port_find(&in->region->inputs, head)) {
        d = REPORT(in->session, D_UNKNOWN_REFERENCE, name->head_at,
                   "there is no task '%.*s'", STR_ARG(head));
        diag_help(findings(in), d, "did you mean 'params.%.*s'?",
                  STR_ARG(head));
        ir_port_find(&in->region->inputs, head)->used = true;
        return;
    }
    d = REPORT(in->session, D_UNKNOWN_REFERENCE, name->head_at,
               "there is no task '%.*s'", STR_ARG(head));
    if (may_suggest(in, in->nodes.count))
        diag_nearest(findings(in), d, map_nearest(&in->nodes, head));
}

static void resolve_value(ir_value *v, void *context)
{
    const scope *in = context;
    ir_name name;
    ir_node *n;
    str head;

    if (v->kind != IR_NAME)
        return;
    name = ir_value_name(v);
    head = name.head;
    n = map_get(&in->nodes, head);
    if (n) {
        resolve_output(in, v, &name, n);
    } else if (str_eq(head, STR("params"))) {
        resolve_param(in, v, &name);
    } else if (str_eq(head, STR("run"))) {
        resolve_fact(in, v, &name);
    } else if (str_eq(head, STR("inputs")) || str_eq(head, STR("outputs"))) {
        refuse_place(in, v, &name);
    } else if (str_eq(head, STR("index"))) {
        refuse_index(in, v);
    } else {
        unknown_head(in, &name);
        spoil(v);
    }
}

static void resolve_parts(ir_value *v, void *context)
{
    ir_each_value(v, resolve_value, context);
}

/* ---- nodes -------------------------------------------------------------- */

static void unknown_input(const scope *in, const ir_node *n, ir_binding *b)
{
    const ir_component *c = n->component;
    diag *d = REPORT(in->session, D_UNKNOWN_INPUT, b->at,
                     "component '%.*s' has no input '%.*s'", STR_ARG(c->name),
                     STR_ARG(b->name));

    note_ports(in, d, c, &c->inputs, "inputs");
    if (may_suggest(in, c->inputs.count))
        diag_nearest(findings(in), d, ir_port_nearest(&c->inputs, b->name));
}

static void bind_twice(const scope *in, const ir_node *n, const ir_binding *b,
                       span earlier)
{
    diag *d = REPORT(in->session, D_DUPLICATE_NAME, b->at,
                     "input '%.*s' of task '%.*s' is given twice",
                     STR_ARG(b->port->name), STR_ARG(n->name));

    diag_note(findings(in), d, earlier, "it is given here, too");
}

static span binding_of(const ir_node *n, const ir_port *port)
{
    const ir_binding *b = n->bindings;

    while (b && b->port != port)
        b = b->next;
    return b ? b->at : NOWHERE;
}

/* The ports' marks tell which were given before. */
static void resolve_bindings(const scope *in, ir_node *n)
{
    ir_binding **link = &n->bindings;

    for (ir_binding *b = *link; b; b = *link) {
        b->port = ir_port_find(&n->component->inputs, b->name);
        if (!b->port)
            unknown_input(in, n, b);
        if (b->port && b->port->mark) {
            bind_twice(in, n, b, binding_of(n, b->port));
            *link = b->next;
            continue;
        }
        if (b->port)
            b->port->mark = 1;
        link = &b->next;
    }
    for (ir_binding *b = n->bindings; b; b = b->next)
        if (b->port)
            b->port->mark = 0;
}

static void resolve_after(const scope *in, ir_node *n)
{
    ir_need **link = &n->after;

    for (ir_need *need = *link; need; need = *link) {
        diag *d;

        need->node = map_get(&in->nodes, need->name);
        if (need->node && need->node != n) {
            link = &need->next;
            continue;
        }
        *link = need->next;
        if (need->node) {
            REPORT(in->session, D_CYCLE, need->at,
                   "task '%.*s' waits for itself", STR_ARG(n->name));
            continue;
        }
        d = REPORT(in->session, D_UNKNOWN_REFERENCE, need->at,
                   "there is no task '%.*s' to come after",
                   STR_ARG(need->name));
        if (may_suggest(in, in->nodes.count))
            diag_nearest(findings(in), d, map_nearest(&in->nodes, need->name));
    }
}

static void resolve_node(ir_node *n, void *context)
{
    const scope *in = context;

    ir_node_each_value(n, resolve_parts, context);
    resolve_after(in, n);
    if (!n->component)
        return;
    n->component->used = true;
    n->component->tasks++;
    resolve_bindings(in, n);
}

/* ---- regions ------------------------------------------------------------ */

static void own(ir_region *region, ir_node *owner)
{
    if (!region)
        return;
    region->owner = owner;
    region->parent = owner->parent;
}

static void enter_node(ir_node *n, void *context)
{
    scope *in = context;

    map_put(&in->nodes, n->name, n);
    if (!n->inside)
        return;
    for (ir_arm *arm = n->inside->arms; arm; arm = arm->next)
        own(arm->region, n);
    own(n->inside->region, n);
    own(n->inside->on_exit, n);
}

static void resolve_region(session *s, ir_region *region, ir_region *on_exit,
                           ir_pod *pod)
{
    arena *scratch = arena_child(s->arena);
    scope in = { .session = s, .region = region, .nodes = map_new(scratch) };

    ir_each_node(region, enter_node, &in);
    ir_each_node(region, resolve_node, &in);
    ir_region_each_output(region, resolve_parts, &in);
    ir_pod_each_value(pod, resolve_parts, &in);
    if (on_exit) {
        in.on_exit = true;
        in.nodes = map_new(scratch);
        ir_each_node(on_exit, enter_node, &in);
        ir_each_node(on_exit, resolve_node, &in);
    }
    arena_free(scratch);
}

static void run(session *s, ir_module *m)
{
    resolve_region(s, m->body, m->on_exit, &m->kubernetes.pod);
    for (ir_component *c = m->components; c; c = c->next)
        if (c->graph)
            resolve_region(s, c->graph, NULL, NULL);
}

const pass pass_resolve = { "resolve", "names become what they name", run };
