#include "ir/finder.h"
#include "ir/reach.h"

/* ---- values -------------------------------------------------------------- */

static const ir_value *first_output(const ir_value *v)
{
    while (v && v->kind != IR_NODE_OUTPUT)
        v = ir_value_parts(v);
    return v;
}

static void collect_used(finder *f, const ir_value *v)
{
    const ir_value *output = first_output(v);

    finder_yield(
        f, v->type.kind == IR_ARTIFACT ? C_COLLECT_ARTIFACT : C_COLLECT, v->at);
    finder_yield_if(f, v->first->kind == IR_ONE_OF, C_COLLECT_ONEOF, v->at);
    if (output && ir_reach_of(f->region, output->node).loops > 1)
        finder_yield(f, C_COLLECT_NESTED, v->at);
}

/* What is read from outside; what comes out of something is no capture. */
static bool is_capture(const finder *f, const ir_value *v)
{
    const ir_region *region = f->region;

    if (ir_node_within(v->node, region))
        return false;
    while (region->owner) {
        region = region->owner->parent;
        if (ir_node_within(v->node, region))
            return true;
    }
    return false;
}

void finder_flow_value(finder *f, const ir_value *v)
{
    switch (v->kind) {
    case IR_NODE_OUTPUT:
        finder_yield_if(f, is_capture(f, v), C_CAPTURE, v->at);
        break;
    case IR_INDEX: finder_yield(f, C_FOREACH_INDEX, v->at); break;
    case IR_FIELD:
        finder_yield_if(f, v->first->kind == IR_ITEM, C_FOREACH_FIELD, v->at);
        break;
    case IR_COLLECT: collect_used(f, v); break;
    case IR_ONE_OF:
        finder_yield(
            f, v->type.kind == IR_ARTIFACT ? C_ONEOF_ARTIFACT : C_ONEOF, v->at);
        break;
    case IR_BAD:
    case IR_NAME:
    case IR_CONSTANT:
    case IR_REGION_INPUT:
    case IR_ITEM:
    case IR_RUN_FACT:
    case IR_JOINED:
    case IR_TREE: break;
    }
}

/* ---- branches ------------------------------------------------------------ */

static bool is_null(const ir_value *v)
{
    return v->kind == IR_CONSTANT && v->constant->kind == DOC_NULL;
}

static void null_used(finder *f, const ir_condition *c)
{
    const ir_value *v = is_null(c->left) ? c->right : c->left;

    if (is_null(c->left) || is_null(c->right))
        finder_yield(
            f, v->kind == IR_REGION_INPUT ? C_IF_PARAM_NULL : C_IF_RUNTIME_NULL,
            c->at);
}

static void condition_used(finder *f, const ir_condition *c)
{
    switch (c->test) {
    case IR_TEST_VALUE: break;
    case IR_TEST_NOT: condition_used(f, c->a); break;
    case IR_TEST_AND:
    case IR_TEST_OR:
        condition_used(f, c->a);
        condition_used(f, c->b);
        break;
    case IR_TEST_EQ:
    case IR_TEST_NE: null_used(f, c); break;
    case IR_TEST_LT:
    case IR_TEST_LE:
    case IR_TEST_GT:
    case IR_TEST_GE: finder_yield(f, C_IF_ORDER, c->at); break;
    }
}

static bool is_complex(const ir_condition *c)
{
    return c->test == IR_TEST_NOT || c->test == IR_TEST_AND ||
           c->test == IR_TEST_OR;
}

static bool stands_in(const ir_node *n, ir_node_kind kind)
{
    while ((n = n->parent->owner) != NULL)
        if (n->kind == kind)
            return true;
    return false;
}

/* A task of on-exit, of the pipeline or of one that is used. */
static bool is_exit(const finder *f, const ir_node *n)
{
    const ir_region *r = n->parent;

    for (; r->owner; r = r->owner->parent)
        if (r->owner->on_exit == r)
            return true;
    return f->on_exit;
}

static void branch_used(finder *f, const ir_node *n)
{
    finder_yield(f, is_exit(f, n) ? C_ON_EXIT_IF : C_IF, n->arms->at);
    for (const ir_arm *arm = n->arms; arm; arm = arm->next) {
        finder_yield_if(f, arm != n->arms, C_IF_ELSE, arm->at);
        if (!arm->when)
            continue;
        finder_yield_if(f, is_complex(arm->when), C_IF_COMPLEX, arm->when->at);
        condition_used(f, arm->when);
    }
    finder_yield_if(f, stands_in(n, IR_LOOP), C_BRANCH_IN_LOOP, n->at);
    finder_yield_if(f, stands_in(n, IR_BRANCH), C_IF_NESTED, n->at);
}

/* ---- loops --------------------------------------------------------------- */

static construct kind_of_list(const ir_value *over)
{
    if (over->type.kind == IR_ARTIFACT)
        return C_FOREACH_ARTIFACTS;
    if (over->kind == IR_FIELD)
        over = over->first;
    switch (over->kind) {
    case IR_CONSTANT: return C_FOREACH_CONSTANT;
    case IR_TREE: return C_FOREACH_VALUES;
    case IR_REGION_INPUT: return C_FOREACH_PARAM;
    case IR_ITEM: return C_FOREACH_ITEM;
    case IR_BAD:
    case IR_NAME:
    case IR_NODE_OUTPUT:
    case IR_INDEX:
    case IR_RUN_FACT:
    case IR_JOINED:
    case IR_COLLECT:
    case IR_ONE_OF:
    case IR_FIELD: break;
    }
    return C_FOREACH_RUNTIME;
}

static bool is_empty(const ir_value *over)
{
    return over->kind == IR_CONSTANT && doc_is_seq(over->constant) &&
           !over->constant->count;
}

static void loop_used(finder *f, const ir_node *n)
{
    finder_yield_if(f, n->over->type.kind != IR_POISON, kind_of_list(n->over),
                    n->over->at);
    finder_yield_if(f, n->swept, C_FOREACH_SWEEP, n->over->at);
    finder_yield_if(f, is_empty(n->over), C_FOREACH_EMPTY, n->over->at);
    finder_yield_if(f, n->parallelism > 0, C_FOREACH_PARALLELISM, n->at);
    finder_yield_if(f, stands_in(n, IR_LOOP), C_FOREACH_NESTED, n->at);
    finder_yield_if(f, stands_in(n, IR_BRANCH), C_LOOP_IN_BRANCH, n->at);
}

/* ---- nodes --------------------------------------------------------------- */

static void group_policy_used(finder *f, const ir_policy *p, span at)
{
    finder_yield_if(f, p->retries >= 0, C_GROUP_RETRIES, p->retries_at);
    finder_yield_if(f, p->go_on, C_GROUP_ON_FAILURE, p->on_failure_at);
    finder_yield_if(f, p->display_name.len, C_GROUP_DISPLAY_NAME,
                    p->display_at);
    finder_yield_if(f, p->description.len && !p->display_name.len,
                    C_GROUP_DISPLAY_NAME, at);
}

static bool has_inside(const ir_node *n)
{
    return n->kind != IR_TASK && n->kind != IR_CALL;
}

static void after_used(finder *f, const ir_node *n)
{
    for (const ir_need *need = n->after; need; need = need->next) {
        const ir_node *to = need->node;

        finder_yield_if(f,
                        has_inside(n) ||
                            (to && (has_inside(to) || to->parent != n->parent)),
                        C_AFTER_GROUP, need->at);
        finder_yield_if(f, is_exit(f, n), C_ON_EXIT_AFTER, need->at);
    }
}

void finder_flow_node(finder *f, const ir_node *n)
{
    after_used(f, n);
    if (n->kind != IR_TASK)
        group_policy_used(f, n->policy, n->at);
    switch (n->kind) {
    case IR_TASK: break;
    case IR_CALL: finder_yield(f, C_SUB_PIPELINE, n->at); break;
    case IR_GROUP:
        finder_yield_if(f, !n->on_exit, C_GROUP, n->at);
        if (n->on_exit)
            finder_yield(f, C_GROUP_EXIT, n->on_exit->at);
        break;
    case IR_BRANCH: branch_used(f, n); break;
    case IR_LOOP: loop_used(f, n); break;
    }
}
