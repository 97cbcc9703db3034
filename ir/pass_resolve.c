#include "ir/pass.h"

#include "ir/resolve.h"

static diags *findings(const scope *in)
{
    return &in->session->diags;
}

/* ---- nodes -------------------------------------------------------------- */

static void unknown_input(const scope *in, const ir_node *n, ir_binding *b)
{
    const ir_component *c = n->component;
    diag *d = REPORT(in->session, D_UNKNOWN_INPUT, b->at,
                     "component '%.*s' has no input '%.*s'", STR_ARG(c->name),
                     STR_ARG(b->name));

    resolve_note_ports(in, d, c, &c->inputs, "inputs");
    if (resolve_may_suggest(in, c->inputs.count))
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

/* ---- after -------------------------------------------------------------- */

static void unknown_need(const scope *in, const ir_need *need)
{
    diag *d;

    if (in->run && map_get(&in->run->nodes, need->name)) {
        d = REPORT(in->session, D_BAD_REFERENCE_PLACE, need->at,
                   "'%.*s' is no task of 'on-exit'", STR_ARG(need->name));
        diag_help(findings(in), d, "exit tasks come after all others anyway");
        return;
    }
    d = REPORT(in->session, D_UNKNOWN_REFERENCE, need->at,
               "there is no task '%.*s' to come after", STR_ARG(need->name));
    if (resolve_may_suggest(in, in->nodes.count))
        diag_nearest(findings(in), d, map_nearest(&in->nodes, need->name));
}

static bool is_inside(const ir_node *n, const ir_node *outer)
{
    while (n && n != outer)
        n = n->parent->owner;
    return n != NULL;
}

/* False after a finding. */
static bool may_wait(const scope *in, const ir_node *n, const ir_need *need)
{
    ir_reach reach;
    diag *d;

    if (str_eq(need->name, n->name)) {
        REPORT(in->session, D_CYCLE, need->at, "task '%.*s' waits for itself",
               STR_ARG(n->name));
        return false;
    }
    if (is_inside(need->node, n)) {
        d = REPORT(in->session, D_CYCLE, need->at,
                   "'%.*s' waits for '%.*s', which stands in it",
                   STR_ARG(n->name), STR_ARG(need->name));
        diag_note(findings(in), d, need->node->at, "'%.*s' is here",
                  STR_ARG(need->name));
        return false;
    }
    if (is_inside(n, need->node)) {
        d = REPORT(in->session, D_CYCLE, need->at,
                   "task '%.*s' stands in '%.*s' and waits for it",
                   STR_ARG(n->name), STR_ARG(need->node->name));
        diag_note(findings(in), d, need->node->at, "'%.*s' is here",
                  STR_ARG(need->node->name));
        return false;
    }
    reach = ir_reach_of(n->parent, need->node);
    if (!reach.shared)
        return true;
    d = REPORT(in->session, D_OTHER_ARM, need->at,
               "'%.*s' stands in another arm of '%.*s'", STR_ARG(need->name),
               STR_ARG(reach.shared->name));
    diag_help(findings(in), d, "only one arm runs, so there is no order");
    return false;
}

static void resolve_after(const scope *in, ir_node *n)
{
    ir_need **link = &n->after;

    for (ir_need *need = *link; need; need = *link) {
        need->node = map_get(&in->nodes, need->name);
        if (need->node && may_wait(in, n, need)) {
            link = &need->next;
            continue;
        }
        *link = need->next;
        if (!need->node)
            unknown_need(in, need);
    }
}

/* ---- regions ------------------------------------------------------------ */

static void resolve_node(scope *in, ir_node *n)
{
    in->region = n->parent;
    in->node = n;
    ir_node_each_value(n, resolve_value, in);
    resolve_after(in, n);
    if (!n->component)
        return;
    n->component->used = true;
    n->component->tasks++;
    resolve_bindings(in, n);
}

static void own(ir_region *region, ir_node *owner)
{
    if (!region)
        return;
    region->owner = owner;
    region->parent = owner->parent;
}

/* Exit handlers have names of their own. */
static void enter_region(scope *in, ir_region *region)
{
    for (ir_node *n = region ? region->first : NULL; n; n = n->next) {
        map_put(&in->nodes, n->name, n);
        if (n->kind == IR_LOOP)
            map_put(&in->items, n->item, n);
        for (ir_arm *arm = n->arms; arm; arm = arm->next) {
            own(arm->region, n);
            enter_region(in, arm->region);
        }
        own(n->region, n);
        enter_region(in, n->region);
        own(n->on_exit, n);
    }
}

static void resolve_exit(const scope *in, ir_region *on_exit);

static void resolve_nodes(scope *in, ir_region *region)
{
    for (ir_node *n = region ? region->first : NULL; n; n = n->next) {
        resolve_node(in, n);
        for (ir_arm *arm = n->arms; arm; arm = arm->next)
            resolve_nodes(in, arm->region);
        resolve_nodes(in, n->region);
        resolve_exit(in, n->on_exit);
    }
}

static void resolve_exit(const scope *run, ir_region *on_exit)
{
    scope in = *run;

    if (!on_exit)
        return;
    in.nodes = map_new(run->nodes.arena);
    in.items = map_new(run->nodes.arena);
    in.on_exit = true;
    in.run = run;
    enter_region(&in, on_exit);
    resolve_nodes(&in, on_exit);
}

static void resolve_region(session *s, ir_region *region, ir_region *on_exit,
                           ir_pod *pod)
{
    arena *scratch = arena_child(s->arena);
    scope in = { .session = s,
                 .root = region,
                 .nodes = map_new(scratch),
                 .items = map_new(scratch) };

    enter_region(&in, region);
    resolve_nodes(&in, region);
    in.region = region;
    in.node = NULL;
    ir_region_each_output(region, resolve_value, &in);
    ir_pod_each_value(pod, resolve_value, &in);
    resolve_exit(&in, on_exit);
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
