#include "ir/resolve.h"

static diags *findings(const scope *in)
{
    return &in->session->diags;
}

static str spell(const scope *in, const ir_value *v)
{
    return arena_printf(in->session->arena, "%.*s.%.*s", STR_ARG(v->node->name),
                        STR_ARG(v->port->id));
}

/* ---- loops and branches that are left ------------------------------------ */

static void note_left(const scope *in, diag *about, const ir_node *n)
{
    diag_note(findings(in), about, n->at, "the %s '%.*s' is here",
              n->kind == IR_LOOP ? "loop" : "branch", STR_ARG(n->name));
}

/* A condition or a list cannot come from what it is the condition or list of;
 * a task that reads itself is found with other cycles. */
static bool reads_inside(const scope *in, const ir_value *v,
                         const ir_reach *reach)
{
    diag *d;

    if (reach->top != in->node || v->node == in->node)
        return false;
    d = REPORT(in->session, D_CYCLE, v->at,
               "'%.*s' waits for '%.*s', which stands in it",
               STR_ARG(in->node->name), STR_ARG(spell(in, v)));
    diag_note(findings(in), d, v->node->at, "'%.*s' is here",
              STR_ARG(v->node->name));
    return true;
}

static bool reads_other_arm(const scope *in, const ir_value *v,
                            const ir_reach *reach)
{
    diag *d;

    if (!reach->shared)
        return false;
    d = REPORT(in->session, D_OTHER_ARM, v->at,
               "'%.*s' stands in another arm of '%.*s'", STR_ARG(spell(in, v)),
               STR_ARG(reach->shared->name));
    diag_help(findings(in), d,
              "only one arm runs, so this value is never there");
    return true;
}

/* ---- oneof: suggestions -------------------------------------------------- */

static bool has_else(const ir_node *branch)
{
    const ir_arm *arm = branch->arms;

    while (arm && arm->when)
        arm = arm->next;
    return arm != NULL;
}

/* The task of an arm that would do in the place of v. */
static const ir_node *like(const ir_region *region, const ir_value *v)
{
    for (const ir_node *n = region->first; n; n = n->next) {
        const ir_port *p =
            n->component ? ir_port_find(&n->component->outputs, v->port->name)
                         : NULL;

        if (p && p->type.kind == v->port->type.kind)
            return n;
    }
    return NULL;
}

/* "a.x, b.x": an output for each arm, or an empty text. */
static str suggest_parts(const scope *in, const ir_value *v,
                         const ir_node *branch)
{
    const ir_region *own = v->node->parent;
    buf out = buf_new(in->session->arena);

    if (own->owner != branch || !resolve_may_suggest(in, in->nodes.count))
        return STR("");
    for (const ir_arm *arm = branch->arms; arm; arm = arm->next) {
        const ir_node *n = arm->region == own ? v->node : like(arm->region, v);

        if (!n)
            return STR("");
        buf_printf(&out, "%s%.*s.%.*s", arm == branch->arms ? "" : ", ",
                   STR_ARG(n->name), STR_ARG(v->port->id));
    }
    return buf_str(&out);
}

static void help_one_of(const scope *in, diag *about, const ir_value *v,
                        const ir_reach *reach)
{
    const ir_node *branch = reach->branch;
    const char *open = reach->loops ? "collect(oneof(" : "oneof(";
    const char *close = reach->loops ? "))" : ")";
    str parts;

    if (!has_else(branch)) {
        diag_help(findings(in), about,
                  "without 'else' it may supply nothing: add one, and read "
                  "%s%.*s, …%s",
                  open, STR_ARG(spell(in, v)), close);
        return;
    }
    parts = suggest_parts(in, v, branch);
    if (parts.len)
        diag_help(findings(in), about, "did you mean %s%.*s%s?", open,
                  STR_ARG(parts), close);
    else
        diag_help(findings(in), about,
                  "read %s%.*s, …%s with an output for each arm", open,
                  STR_ARG(spell(in, v)), close);
}

static bool needs_one_of(const scope *in, const ir_value *v,
                         const ir_reach *reach)
{
    diag *d;

    if (!reach->branch)
        return false;
    d = REPORT(in->session, D_NEEDS_ONEOF, v->at,
               "'%.*s' comes from a branch that may not run",
               STR_ARG(spell(in, v)));
    note_left(in, d, reach->branch);
    help_one_of(in, d, v, reach);
    return true;
}

/* ---- single references --------------------------------------------------- */

static bool is_poison(const ir_value *v)
{
    return v->kind == IR_BAD;
}

static bool is_reachable(const scope *in, const ir_value *v,
                         const ir_reach *reach)
{
    return !reads_inside(in, v, reach) && !reads_other_arm(in, v, reach);
}

bool resolve_bare(const scope *in, const ir_value *v)
{
    ir_reach reach = ir_reach_of(in->region, v->node);
    diag *d;

    if (!is_reachable(in, v, &reach) || needs_one_of(in, v, &reach))
        return false;
    if (!reach.loops)
        return true;
    d = REPORT(in->session, D_NEEDS_COLLECT, v->at,
               "'%.*s' stands in a loop and has a value for each round",
               STR_ARG(spell(in, v)));
    note_left(in, d, reach.inner);
    diag_help(findings(in), d, "did you mean collect(%.*s)?",
              STR_ARG(spell(in, v)));
    return false;
}

/* A part of a call; false after a finding. */
static bool resolve_part(const scope *in, ir_value *part, const char *call)
{
    str text;
    diag *d;

    if (is_poison(part))
        return false;
    text = part->name;
    resolve_name(in, part);
    if (is_poison(part))
        return false;
    if (part->kind == IR_NODE_OUTPUT)
        return true;
    d = REPORT(in->session, D_BAD_COLLECT, part->at,
               "'%.*s' is no output of a task, and %s takes nothing else",
               STR_ARG(text), call);
    if (part->kind == IR_FIELD && part->first->kind == IR_NODE_OUTPUT)
        diag_help(findings(in), d, "take the whole output '%.*s'",
                  STR_ARG(spell(in, part->first)));
    resolve_spoil(part);
    return false;
}

static void refuse_collect(const scope *in, const ir_value *v)
{
    const ir_value *part = v->first;
    diag *d = REPORT(in->session, D_BAD_COLLECT, v->at,
                     "'%.*s' stands in no loop that ends before this place",
                     STR_ARG(spell(in, part)));

    diag_help(findings(in), d, "there is one value: write '%.*s'",
              STR_ARG(spell(in, part)));
}

static bool check_collected(const scope *in, const ir_value *v)
{
    const ir_value *part = v->first;
    ir_reach reach = ir_reach_of(in->region, part->node);

    if (!is_reachable(in, part, &reach) || needs_one_of(in, part, &reach))
        return false;
    if (!reach.loops)
        refuse_collect(in, v);
    return reach.loops > 0;
}

void resolve_collect(const scope *in, ir_value *v)
{
    ir_value *part = v->first;

    if (part->kind == IR_ONE_OF) {
        resolve_one_of(in, part, true);
        if (is_poison(part))
            resolve_spoil(v);
    } else if (!resolve_part(in, part, "collect") || !check_collected(in, v)) {
        resolve_spoil(v);
    }
}

/* ---- oneof: one supplier for each arm ------------------------------------ */

/* What stays the same while the parts of one oneof are sorted by arms. */
typedef struct supply {
    const scope *in;
    const ir_value *whole;
    bool in_arm; /* all parts that are left stand in one arm */
} supply;

typedef struct parts {
    ir_value **items;
    size_t count;
} parts;

enum { WRONG = -1 }; /* reported */

static int two_suppliers(supply *s, const ir_value *a, const ir_value *b)
{
    diag *d = REPORT(s->in->session, D_ONEOF_PARTS, b->at,
                     s->in_arm ? "'%.*s' stands in the same arm as '%.*s'"
                               : "'%.*s' and '%.*s' are not in arms of one "
                                 "branch",
                     STR_ARG(spell(s->in, b)), STR_ARG(spell(s->in, a)));

    diag_help(findings(s->in), d,
              "oneof takes one output from each arm of one branch");
    return WRONG;
}

static int lacks_arm(supply *s, const ir_node *branch, span arm)
{
    diag *d;

    if (arm.hi) {
        d = REPORT(s->in->session, D_ONEOF_PARTS, s->whole->at,
                   "oneof has no output from an arm of '%.*s'",
                   STR_ARG(branch->name));
        diag_note(findings(s->in), d, arm, "the arm begins here");
        diag_help(findings(s->in), d, "name an output of a task in it, too");
    } else {
        d = REPORT(s->in->session, D_ONEOF_PARTS, s->whole->at,
                   "'%.*s' has no 'else' that supplies a value",
                   STR_ARG(branch->name));
        diag_note(findings(s->in), d, branch->at, "the branch is here");
        diag_help(findings(s->in), d,
                  "add an 'else' with a task that has such an output");
    }
    return WRONG;
}

static int unlike_depths(supply *s, const ir_node *branch)
{
    diag *d = REPORT(s->in->session, D_ONEOF_PARTS, s->whole->at,
                     "the arms of '%.*s' supply values out of different "
                     "numbers of loops",
                     STR_ARG(branch->name));

    diag_help(findings(s->in), d,
              "the outputs must stand in as many loops in each arm");
    return WRONG;
}

static int supply_region(supply *s, const ir_region *region, parts of);

static parts parts_in(supply *s, const ir_region *region, parts of)
{
    parts in = { arena_alloc(s->in->session->arena, of.count * sizeof *in.items,
                             alignof(ir_value *)),
                 0 };

    for (size_t i = 0; i < of.count; i++)
        if (ir_node_within(of.items[i]->node, region))
            in.items[in.count++] = of.items[i];
    return in;
}

static int supply_branch(supply *s, const ir_node *branch, parts of)
{
    int depth = WRONG;

    for (const ir_arm *arm = branch->arms; arm; arm = arm->next) {
        parts own = parts_in(s, arm->region, of);
        int loops;

        if (!own.count)
            return lacks_arm(s, branch, arm->at);
        s->in_arm = true;
        loops = supply_region(s, arm->region, own);
        if (loops == WRONG)
            return WRONG;
        if (arm != branch->arms && loops != depth)
            return unlike_depths(s, branch);
        depth = loops;
    }
    return has_else(branch) ? depth : lacks_arm(s, branch, NOWHERE);
}

/* Loops around the values that the parts, all in n, supply; or WRONG. */
static int supply_node(supply *s, const ir_node *n, parts of)
{
    int loops;

    switch (n->kind) {
    case IR_TASK:
    case IR_CALL:
        return of.count == 1 ? 0 : two_suppliers(s, of.items[0], of.items[1]);
    case IR_GROUP: return supply_region(s, n->region, of);
    case IR_LOOP:
        loops = supply_region(s, n->region, of);
        return loops == WRONG ? WRONG : loops + 1;
    case IR_BRANCH: break;
    }
    return supply_branch(s, n, of);
}

static int supply_region(supply *s, const ir_region *region, parts of)
{
    const ir_node *first = ir_node_within(of.items[0]->node, region);

    for (size_t i = 1; i < of.count; i++)
        if (ir_node_within(of.items[i]->node, region) != first)
            return two_suppliers(s, of.items[0], of.items[i]);
    return supply_node(s, first, of);
}

/* ---- oneof --------------------------------------------------------------- */

static bool resolve_parts(const scope *in, ir_value *v, parts *of)
{
    bool right = true;
    size_t count = 0;

    for (ir_value *part = v->first; part; part = part->next)
        count++;
    of->items = arena_alloc(in->session->arena, count * sizeof *of->items,
                            alignof(ir_value *));
    for (ir_value *part = v->first; part; part = part->next) {
        ir_reach reach;

        right = resolve_part(in, part, "oneof") && right;
        if (is_poison(part))
            continue;
        reach = ir_reach_of(in->region, part->node);
        right = is_reachable(in, part, &reach) && right;
        of->items[of->count++] = part;
    }
    return right;
}

static bool check_loops(const scope *in, const ir_value *v, int loops,
                        bool collected)
{
    diag *d;

    if (loops > 0 && !collected) {
        d = REPORT(in->session, D_NEEDS_COLLECT, v->at,
                   "oneof stands outside of a loop that its outputs stand in");
        diag_help(findings(in), d, "did you mean collect(oneof(…))?");
    } else if (!loops && collected) {
        d = REPORT(in->session, D_BAD_COLLECT, v->at,
                   "the outputs stand in no loop that ends before this place");
        diag_help(findings(in), d, "there is one value: write oneof(…) alone");
    } else {
        return true;
    }
    return false;
}

/* The nodes that hold the parts must be one, whose arms share them out. */
void resolve_one_of(const scope *in, ir_value *v, bool collected)
{
    supply s = { in, v, false };
    parts of = { NULL, 0 };
    ir_node *top;
    int loops;

    if (!resolve_parts(in, v, &of)) {
        resolve_spoil(v);
        return;
    }
    top = ir_reach_of(in->region, of.items[0]->node).top;
    loops = supply_region(&s, top->parent, of);
    if (loops == WRONG || !check_loops(in, v, loops, collected))
        resolve_spoil(v);
}
