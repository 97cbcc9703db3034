#include "backends/argo.h"

/*
 * `depends` of a DAG's tasks. Argo starts a task when the expression is true
 * and leaves it out (Omitted) when it never can be.
 *
 * A task that may fail without failing the run is done whatever its result;
 * those that read its outputs are left out then, and so on. To wait for such a
 * reader means: it ran, or it was left out for no other reason; so what it
 * waits for is waited for as well. A last task without work hides their results
 * from the DAG, which fails when one of its last tasks did.
 */

typedef struct flow_node {
    const ir_node *node;
    bool may_fail, may_be_left_out;
    struct flow_reader *readers;
    struct flow_node *next; /* in a list of work */
} flow_node;

typedef struct flow_reader {
    flow_node *node;
    struct flow_reader *next;
} flow_reader;

struct argo_flow {
    arena *arena;
    map nodes; /* name -> flow_node; empty when no task may fail */
};

static flow_node *node_of(const argo_flow *in, const ir_node *n)
{
    return map_get(&in->nodes, n->name);
}

/* An edge without a name carries data; one with a name may as well. */
typedef struct reading {
    argo_flow *flow;
    flow_node *reader;
} reading;

static void note_reader(ir_value *v, void *context)
{
    const reading *in = context;
    flow_reader *r;
    flow_node *producer;

    if (v->kind != IR_NODE_OUTPUT)
        return;
    producer = node_of(in->flow, v->node);
    r = NEW(in->flow->arena, flow_reader);
    *r = (flow_reader){ in->reader, producer->readers };
    producer->readers = r;
}

static void note_parts(ir_value *v, void *context)
{
    ir_each_value(v, note_reader, context);
}

static void note_readers(argo_flow *flow, ir_node *n)
{
    reading in = { flow, node_of(flow, n) };

    ir_node_each_value(n, note_parts, &in);
}

static flow_node *leave_out_readers(const flow_node *of, flow_node *work)
{
    for (const flow_reader *r = of->readers; r; r = r->next) {
        if (r->node->may_be_left_out)
            continue;
        r->node->may_be_left_out = true;
        r->node->next = work;
        work = r->node;
    }
    return work;
}

static void spread(argo_flow *flow)
{
    flow_node *work = NULL;

    for (uint32_t i = 0; i < flow->nodes.count; i++) {
        flow_node *n = flow->nodes.entries[i].value;

        if (n->may_fail)
            work = leave_out_readers(n, work);
    }
    while (work) {
        const flow_node *n = work;

        work = leave_out_readers(n, n->next);
    }
}

argo_flow *argo_flow_new(arena *a, ir_region *region)
{
    argo_flow *flow = NEW(a, argo_flow);
    bool needed = false;

    *flow = (argo_flow){ a, map_new(a) };
    for (const ir_node *n = region->first; n; n = n->next)
        needed |= n->policy->go_on;
    if (!needed)
        return flow;
    for (const ir_node *n = region->first; n; n = n->next) {
        flow_node *made = NEW(a, flow_node);

        made->node = n;
        made->may_fail = n->policy->go_on;
        map_put(&flow->nodes, n->name, made);
    }
    for (ir_node *n = region->first; n; n = n->next)
        note_readers(flow, n);
    spread(flow);
    return flow;
}

/* ---- terms --------------------------------------------------------------- */

typedef struct terms {
    const argo_flow *flow;
    buf out;
    map seen; /* names of nodes that are waited for */
    flow_node **stack;
    size_t depth, cap;
} terms;

static terms terms_new(const argo_flow *flow)
{
    arena *a = flow->arena;
    size_t cap = flow->nodes.count + 1;

    return (terms){ .flow = flow,
                    .out = buf_new(a),
                    .seen = map_new(a),
                    .stack = arena_alloc(a, cap * sizeof(flow_node *),
                                         alignof(flow_node *)),
                    .cap = cap };
}

static void put_term(terms *to, str name, bool failed, bool left_out)
{
    if (to->out.len)
        buf_put(&to->out, STR(" && "));
    if (!failed && !left_out) {
        buf_put(&to->out, name);
        return;
    }
    buf_printf(&to->out, "(%.*s", STR_ARG(name));
    if (failed)
        buf_printf(&to->out, " || %.*s.Failed || %.*s.Errored", STR_ARG(name),
                   STR_ARG(name));
    if (left_out)
        buf_printf(&to->out, " || %.*s.Omitted", STR_ARG(name));
    buf_char(&to->out, ')');
}

static void want_done(terms *to, const ir_node *n)
{
    flow_node *node = node_of(to->flow, n);

    if (map_get(&to->seen, n->name))
        return;
    map_put(&to->seen, n->name, node);
    put_term(to, n->emitted, node->may_fail, node->may_be_left_out);
    if (node->may_be_left_out)
        to->stack[to->depth++] = node;
}

/* Follows what was left out back to the tasks that may fail. */
static void want_reasons(terms *to)
{
    while (to->depth) {
        const flow_node *n = to->stack[--to->depth];

        for (const ir_need *need = n->node->needs; need; need = need->next)
            want_done(to, need->node);
    }
}

static bool reads(const argo_flow *in, const ir_node *n, const ir_node *from)
{
    for (const flow_reader *r = node_of(in, from)->readers; r; r = r->next)
        if (r->node->node == n)
            return true;
    return false;
}

static str plain_depends(const argo_flow *in, const ir_node *n)
{
    buf out = buf_new(in->arena);

    for (const ir_need *need = n->needs; need; need = need->next) {
        if (out.len)
            buf_put(&out, STR(" && "));
        buf_put(&out, need->node->emitted);
    }
    return buf_str(&out);
}

/* Parentheses around all of it say nothing. */
static str finished(const terms *of)
{
    str text = buf_str(&of->out);

    if (of->seen.count == 1 && str_starts(text, STR("(")))
        return str_sub(text, 1, text.len - 1);
    return text;
}

str argo_depends(const argo_flow *in, const ir_node *n)
{
    terms to;

    if (!in->nodes.count)
        return plain_depends(in, n);
    to = terms_new(in);
    for (const ir_need *need = n->needs; need; need = need->next) {
        if (!reads(in, n, need->node))
            continue;
        map_put(&to.seen, need->node->name, node_of(in, need->node));
        put_term(&to, need->node->emitted, false, false);
    }
    for (const ir_need *need = n->needs; need; need = need->next)
        want_done(&to, need->node);
    want_reasons(&to);
    return finished(&to);
}

bool argo_may_lack(const argo_flow *in, const ir_node *n)
{
    const flow_node *node = in->nodes.count ? node_of(in, n) : NULL;

    return node && (node->may_fail || node->may_be_left_out);
}

str argo_gate(const argo_flow *in)
{
    terms to = terms_new(in);

    for (uint32_t i = 0; i < in->nodes.count; i++) {
        const flow_node *n = in->nodes.entries[i].value;

        if (n->may_fail || n->may_be_left_out)
            want_done(&to, n->node);
    }
    want_reasons(&to);
    return finished(&to);
}
