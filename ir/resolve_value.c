#include "ir/resolve.h"

enum { COMPARISONS = 200000 };

bool resolve_may_suggest(const scope *in, uint32_t names)
{
    return (uint64_t)in->session->diags.errors * names < COMPARISONS;
}

static diags *findings(const scope *in)
{
    return &in->session->diags;
}

/* ---- references --------------------------------------------------------- */

void resolve_spoil(ir_value *v)
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
    ir_ports *params = &in->root->inputs;
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
        resolve_spoil(v);
        return;
    }
    d = REPORT(in->session, D_UNKNOWN_REFERENCE, name->member_at,
               "there is no parameter '%.*s'", STR_ARG(name->member));
    near = resolve_may_suggest(in, params->count)
               ? ir_port_nearest(params, name->member)
               : (str){ NULL, 0 };
    p = near.len ? ir_port_find(params, near) : NULL;
    if (p)
        p->used = true;
    diag_nearest(findings(in), d, near);
    resolve_spoil(v);
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
        resolve_spoil(v);
        return;
    }
    d = REPORT(in->session, D_UNKNOWN_REFERENCE, v->at,
               "there is no 'run.%.*s%s%.*s'", STR_ARG(name->member),
               name->rest.len ? "." : "", STR_ARG(name->rest));
    diag_help(findings(in), d,
              "a run has: run.id, run.name, run.time, and in 'on-exit' "
              "run.status, run.failed");
    resolve_spoil(v);
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
    resolve_spoil(v);
}

/* ---- loop variables ----------------------------------------------------- */

/* The loop around the reader that has this variable; the innermost one for an
 * empty name. */
static ir_node *loop_around(const scope *in, str item)
{
    const ir_region *r = in->region;

    for (; r && r->owner; r = r->owner->parent)
        if (r->owner->kind == IR_LOOP &&
            (!item.len || str_eq(r->owner->item, item)))
            return r->owner;
    return NULL;
}

static void resolve_index(const scope *in, ir_value *v, const ir_name *name)
{
    ir_node *loop = loop_around(in, (str){ NULL, 0 });
    diag *d;

    if (loop && !name->member.len) {
        v->kind = IR_INDEX;
        v->node = loop;
        return;
    }
    if (loop) {
        REPORT(in->session, D_BAD_REFERENCE_PLACE, v->at,
               "'index' is an int and has no '%.*s'", STR_ARG(name->member));
    } else {
        d = REPORT(in->session, D_BAD_REFERENCE_PLACE, v->at,
                   "'index' stands outside a loop");
        diag_help(findings(in), d, "it counts the rounds of a 'foreach'");
    }
    resolve_spoil(v);
}

/* All behind the variable's name is a path into the item. */
static void resolve_item(const scope *in, ir_value *v, const ir_name *name,
                         ir_node *loop)
{
    ir_name whole = *name;

    whole.rest = name->member.len
                     ? str_sub(v->name, name->head.len + 1, v->name.len)
                     : name->member;
    v = with_path(in, v, &whole);
    v->kind = IR_ITEM;
    v->node = loop;
}

static void refuse_item(const scope *in, ir_value *v, const ir_name *name,
                        const ir_node *loop)
{
    diag *d = REPORT(in->session, D_BAD_REFERENCE_PLACE, name->head_at,
                     "'%.*s' stands outside of its loop '%.*s'",
                     STR_ARG(name->head), STR_ARG(loop->name));

    diag_note(findings(in), d, loop->at, "the loop is here");
    resolve_spoil(v);
}

/* ---- outputs ------------------------------------------------------------ */

void resolve_note_ports(const scope *in, diag *about, const ir_component *c,
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

    resolve_note_ports(in, d, c, &c->outputs, "outputs");
    if (c->outputs.count == 1)
        diag_help(findings(in), d, "did you mean '%.*s.%.*s'?", STR_ARG(task),
                  STR_ARG(c->outputs.first->id));
    resolve_spoil(v);
}

/* A task of a group that has such an output, for "did you mean". */
static const ir_node *member_with(const ir_region *region, str output)
{
    for (const ir_node *n = region ? region->first : NULL; n; n = n->next)
        if (n->component && ir_port_find(&n->component->outputs, output))
            return n;
    return NULL;
}

static void refuse_group(const scope *in, ir_value *v, const ir_name *name,
                         const ir_node *n)
{
    const ir_node *member = NULL;
    diag *d = REPORT(in->session, D_UNKNOWN_OUTPUT, v->at,
                     "'%.*s' is a group, and only tasks have outputs",
                     STR_ARG(n->name));

    diag_note(findings(in), d, n->at, "the group is here");
    if (name->member.len && resolve_may_suggest(in, in->nodes.count))
        member =
            member_with(n->arms ? n->arms->region : n->region, name->member);
    if (member)
        diag_help(findings(in), d, "did you mean '%.*s.%.*s'?",
                  STR_ARG(member->name), STR_ARG(name->member));
    else
        diag_help(findings(in), d, "name a task in it: 'TASK.OUTPUT'");
    resolve_spoil(v);
}

static void resolve_output(const scope *in, ir_value *v, const ir_name *name,
                           ir_node *n)
{
    ir_component *c = n->component;
    ir_port *p;
    diag *d;

    if (n->kind != IR_TASK && n->kind != IR_CALL) {
        refuse_group(in, v, name, n);
        return;
    }
    if (!c) {
        resolve_spoil(v);
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
    resolve_note_ports(in, d, c, &c->outputs, "outputs");
    if (resolve_may_suggest(in, c->outputs.count))
        diag_nearest(findings(in), d,
                     ir_port_nearest(&c->outputs, name->member));
    resolve_spoil(v);
}

static void unknown_head(const scope *in, const ir_name *name)
{
    str head = name->head;
    diag *d;

    if (!name->member.len && ir_port_find(&in->root->inputs, head)) {
        d = REPORT(in->session, D_UNKNOWN_REFERENCE, name->head_at,
                   "there is no task '%.*s'", STR_ARG(head));
        diag_help(findings(in), d, "did you mean 'params.%.*s'?",
                  STR_ARG(head));
        ir_port_find(&in->root->inputs, head)->used = true;
        return;
    }
    d = REPORT(in->session, D_UNKNOWN_REFERENCE, name->head_at,
               "there is no task '%.*s'", STR_ARG(head));
    if (resolve_may_suggest(in, in->nodes.count))
        diag_nearest(findings(in), d, map_nearest(&in->nodes, head));
}

/* Exit tasks run whatever became of the others, so they read none. */
static bool refuse_in_exit(const scope *in, ir_value *v, const ir_name *name)
{
    bool main = in->run && map_get(&in->run->nodes, name->head);
    diag *d;

    if (!in->on_exit || (!main && !map_get(&in->nodes, name->head)))
        return false;
    d = REPORT(in->session, D_BAD_REFERENCE_PLACE, v->at,
               "'%.*s' stands in 'on-exit'", STR_ARG(v->name));
    diag_help(
        findings(in), d, "exit tasks take params, constants and run.*; %s",
        main ? "the task may not have run" : "they do not read each other");
    resolve_spoil(v);
    return true;
}

static void resolve_other(const scope *in, ir_value *v, const ir_name *name)
{
    str head = name->head;
    const ir_node *loop = map_get(&in->items, head);

    if (str_eq(head, STR("params"))) {
        resolve_param(in, v, name);
    } else if (str_eq(head, STR("run"))) {
        resolve_fact(in, v, name);
    } else if (str_eq(head, STR("inputs")) || str_eq(head, STR("outputs"))) {
        refuse_place(in, v, name);
    } else if (str_eq(head, STR("index"))) {
        resolve_index(in, v, name);
    } else if (loop) {
        refuse_item(in, v, name, loop);
    } else {
        unknown_head(in, name);
        resolve_spoil(v);
    }
}

void resolve_name(const scope *in, ir_value *v)
{
    ir_name name = ir_value_name(v);
    ir_node *loop = loop_around(in, name.head);
    ir_node *n = map_get(&in->nodes, name.head);

    if (loop)
        resolve_item(in, v, &name, loop);
    else if (refuse_in_exit(in, v, &name))
        return;
    else if (n)
        resolve_output(in, v, &name, n);
    else
        resolve_other(in, v, &name);
}

static const ir_value *output_of(const ir_value *v)
{
    if (v->kind == IR_FIELD)
        v = v->first;
    return v->kind == IR_NODE_OUTPUT ? v : NULL;
}

void resolve_value(ir_value *v, void *context)
{
    const scope *in = context;

    switch (v->kind) {
    case IR_NAME:
        resolve_name(in, v);
        if (output_of(v) && !resolve_bare(in, output_of(v)))
            resolve_spoil(v);
        break;
    case IR_COLLECT: resolve_collect(in, v); break;
    case IR_ONE_OF: resolve_one_of(in, v, false); break;
    case IR_JOINED:
    case IR_TREE:
        for (ir_value *part = v->first; part; part = part->next)
            resolve_value(part, context);
        break;
    case IR_BAD:
    case IR_CONSTANT:
    case IR_REGION_INPUT:
    case IR_NODE_OUTPUT:
    case IR_ITEM:
    case IR_INDEX:
    case IR_RUN_FACT:
    case IR_FIELD: break;
    }
}
