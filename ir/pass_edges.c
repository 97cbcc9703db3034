#include "ir/pass.h"

/* ---- needs -------------------------------------------------------------- */

typedef struct gathering {
    arena *arena;
    ir_node *to;     /* the node whose needs are gathered */
    uint32_t number; /* its mark on the nodes it has already */
    ir_need **link;
} gathering;

/* The node of a region that is n, or has n inside; NULL when there is none. */
static ir_node *within(ir_node *n, const ir_region *region)
{
    while (n && n->parent != region)
        n = n->parent ? n->parent->owner : NULL;
    return n;
}

/* What goes on inside the node is no need of it. */
static void add_need(gathering *g, ir_node *wanted, str name, span at)
{
    ir_node *n = within(wanted, g->to->parent);
    ir_need *need;

    if (!n || n->mark == g->number || (n == g->to && wanted != n))
        return;
    n->mark = g->number;
    need = NEW(g->arena, ir_need);
    need->name = name;
    need->at = at;
    need->node = n;
    *g->link = need;
    g->link = &need->next;
}

static void need_of_value(ir_value *v, void *context)
{
    if (v->kind == IR_NODE_OUTPUT)
        add_need(context, v->node, (str){ NULL, 0 }, v->at);
}

static void needs_of_value(ir_value *v, void *context)
{
    ir_each_value(v, need_of_value, context);
}

static void needs_of_node(ir_node *n, void *context)
{
    gathering *g = context;

    ir_node_each_value(n, needs_of_value, g);
    for (ir_need *after = n->after; after; after = after->next)
        if (after->node)
            add_need(g, after->node, after->name, after->at);
}

static void gather(ir_node *n, void *context)
{
    gathering *g = context;

    n->needs = NULL;
    g->to = n;
    g->link = &n->needs;
    g->number++;
    needs_of_node(n, g);
    ir_each_inside(n, needs_of_node, g);
}

static void clear_mark(ir_node *n, void *context)
{
    uint32_t *count = context;

    n->mark = 0;
    ++*count;
}

/* ---- cycles ------------------------------------------------------------- */

enum { MEMBERS_SHOWN = 20 };

enum { ON_PATH = 1, DONE = 2, IN_CYCLE = 4 };

typedef struct step {
    ir_node *node;
    const ir_need *next; /* still to be followed */
} step;

typedef struct search {
    session *session;
    step *path;
    size_t depth;
} search;

static span place_of_need(const ir_node *n, const ir_node *wanted)
{
    const ir_need *need = n->needs;

    while (need->node != wanted)
        need = need->next;
    return need->at;
}

static str members(arena *a, const step *first, size_t count)
{
    buf text = buf_new(a);

    for (size_t i = 0; i < count && i < MEMBERS_SHOWN; i++)
        buf_printf(&text, "'%.*s' -> ", STR_ARG(first[i].node->name));
    if (count > MEMBERS_SHOWN)
        buf_printf(&text, "%zu more -> ", count - MEMBERS_SHOWN);
    buf_printf(&text, "'%.*s'", STR_ARG(first->node->name));
    return buf_str(&text);
}

static void report_cycle(const search *in, const step *first, size_t count)
{
    const ir_node *n = first->node;
    diag *d;

    if (count == 1) {
        REPORT(in->session, D_CYCLE, place_of_need(n, n),
               "task '%.*s' waits for itself", STR_ARG(n->name));
        return;
    }
    d = REPORT(in->session, D_CYCLE, n->at, "tasks wait for each other: %.*s",
               STR_ARG(members(in->session->arena, first, count)));
    for (size_t i = 0; i < count && i < MEMBERS_SHOWN; i++) {
        const ir_node *wanted = first[(i + 1) % count].node;

        n = first[i].node;
        diag_note(&in->session->diags, d, place_of_need(n, wanted),
                  "'%.*s' waits for '%.*s'", STR_ARG(n->name),
                  STR_ARG(wanted->name));
    }
}

/* One finding for tasks that are tied together, however many ways round there
 * are: a second one through a member is not followed. */
static void close_cycle(search *in, const ir_node *back)
{
    size_t from = in->depth - 1;

    if ((in->path[from].node->mark | back->mark) & IN_CYCLE)
        return;
    while (in->path[from].node != back)
        from--;
    for (size_t i = from; i < in->depth; i++)
        in->path[i].node->mark |= IN_CYCLE;
    report_cycle(in, in->path + from, in->depth - from);
}

static void push(search *in, ir_node *n)
{
    n->mark = ON_PATH;
    in->path[in->depth++] = (step){ n, n->needs };
}

/* Depth first, with a path of our own: a chain may be very long. */
static void follow(ir_node *start, void *context)
{
    search *in = context;

    if (!start->mark)
        push(in, start);
    while (in->depth) {
        step *top = &in->path[in->depth - 1];
        ir_node *wanted;

        if (!top->next) {
            top->node->mark = (top->node->mark & IN_CYCLE) | DONE;
            in->depth--;
            continue;
        }
        wanted = top->next->node;
        top->next = top->next->next;
        if (!wanted->mark)
            push(in, wanted);
        else if (wanted->mark & ON_PATH)
            close_cycle(in, wanted);
    }
}

/* ---- the pass ----------------------------------------------------------- */

static void edges_of(session *s, ir_region *region)
{
    gathering g = { .arena = s->arena };
    search in = { .session = s };
    arena *scratch;
    uint32_t count = 0;

    if (!region)
        return;
    ir_each_node(region, gather, &g);
    ir_each_node(region, clear_mark, &count);
    scratch = arena_child(s->arena);
    in.path = arena_alloc(scratch, count * sizeof *in.path, alignof(step));
    ir_each_node(region, follow, &in);
    arena_free(scratch);
    ir_each_node(region, clear_mark, &count);
}

/* A mistake elsewhere may be why something looks unused. */
static void unused_things(session *s, const ir_module *m)
{
    if (m->single || s->diags.errors)
        return;
    for (const ir_component *c = m->components; c; c = c->next)
        if (!c->used)
            REPORT(s, D_UNUSED_COMPONENT, c->at,
                   "component '%.*s' is never used", STR_ARG(c->name));
    for (const ir_port *p = m->body->inputs.first; p; p = p->next)
        if (!p->used)
            REPORT(s, D_UNUSED_PARAM, p->at, "parameter '%.*s' is never used",
                   STR_ARG(p->name));
}

static void run(session *s, ir_module *m)
{
    edges_of(s, m->body);
    edges_of(s, m->on_exit);
    for (ir_component *c = m->components; c; c = c->next)
        edges_of(s, c->graph);
    unused_things(s, m);
}

const pass pass_edges = { "edges", "who waits for whom; unused things", run };
