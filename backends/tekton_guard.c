#include "backends/tekton_flow.h"
#include "ir/unfold.h"

/* ---- the conditions of a task that decides ------------------------------------ */

static bool is_numeric(const ir_value *v)
{
    return v->type.kind == IR_INT || v->type.kind == IR_FLOAT ||
           (v->kind == IR_CONSTANT &&
            (v->constant->kind == DOC_INT || v->constant->kind == DOC_FLOAT));
}

static void put_comparison(tekton_helper *to, const char *op, const ir_value *a,
                           const ir_value *b)
{
    tekton_helper_word(to, str_of(op));
    tekton_helper_value(to, a);
    tekton_helper_value(to, b);
}

static void put_equal(tekton_helper *to, const ir_condition *c)
{
    bool numbers = is_numeric(c->left) || is_numeric(c->right);

    put_comparison(to, numbers ? "eq" : "same", c->left, c->right);
}

/* Prefix notation: the program reads it back without brackets. */
static void put_condition(tekton_helper *to, const ir_condition *c)
{
    switch (c->test) {
    case IR_TEST_VALUE:
        tekton_helper_word(to, STR("true"));
        tekton_helper_value(to, c->left);
        break;
    case IR_TEST_NOT:
        tekton_helper_word(to, STR("not"));
        put_condition(to, c->a);
        break;
    case IR_TEST_AND:
    case IR_TEST_OR:
        tekton_helper_word(to, c->test == IR_TEST_AND ? STR("and") : STR("or"));
        put_condition(to, c->a);
        put_condition(to, c->b);
        break;
    case IR_TEST_NE:
        tekton_helper_word(to, STR("not"));
        put_equal(to, c);
        break;
    case IR_TEST_EQ: put_equal(to, c); break;
    case IR_TEST_LT: put_comparison(to, "lt", c->left, c->right); break;
    case IR_TEST_LE: put_comparison(to, "le", c->left, c->right); break;
    case IR_TEST_GT: put_comparison(to, "lt", c->right, c->left); break;
    case IR_TEST_GE: put_comparison(to, "le", c->right, c->left); break;
    }
}

static ir_condition *is_arm(arena *a, ir_node *helper, ir_port *result,
                            uint32_t number, span at)
{
    ir_condition *c = NEW(a, ir_condition);

    c->test = IR_TEST_EQ;
    c->at = at;
    c->left = ir_value_new(a, IR_NODE_OUTPUT, at);
    c->left->node = helper;
    c->left->port = result;
    c->left->type = result->type;
    c->right = ir_value_new(a, IR_CONSTANT, at);
    c->right->constant = doc_int(a, number);
    c->right->type = result->type;
    return c;
}

/* One task finds the arm that is taken. */
static void guard_by_task(unfolding *u, unfold_scope *in, const ir_node *n,
                          ir_condition **arms, uint32_t count)
{
    arena *a = u->arena;
    str name = arena_join(a, n->name, STR("-if"));
    tekton_helper h = tekton_helper_new(a, u->module, name, "awk",
                                        "templates/shims/choose.awk", n->at);
    ir_port *result = tekton_helper_output(&h, (ir_type){ .kind = IR_INT });
    ir_node *task = unfold_task(u, in, n, h.component, name);

    for (uint32_t i = 0; i < count && arms[i]; i++)
        put_condition(&h, arms[i]);
    task->bindings = h.bindings;
    unfold_finish(u, in, task);
    unfold_place_of(in, n)->task = task;
    for (uint32_t i = 0; i < count; i++)
        arms[i] = is_arm(a, task, result, i, n->at);
}

/* ---- guards that `when` can say ------------------------------------------------ */

/* No arm before it is taken, and its own condition holds. */
static void add_guards(arena *a, ir_condition **arms, uint32_t count)
{
    ir_condition *before = NULL;

    for (uint32_t i = 0; i < count; i++) {
        ir_condition *own = arms[i];

        arms[i] = condition_and(a, before, own);
        if (own)
            before = condition_and(a, before, condition_not(a, own));
    }
}

static bool all_fit(arena *a, ir_condition **arms, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!tekton_when_fits(a, arms[i]))
            return false;
    return true;
}

/* ---- what no task can find out -------------------------------------------------- */

static bool report(session *s, span at, const char *what, const char *help)
{
    diag *d = REPORT(s, D_CANNOT_EXPRESS, at, "%s", what);

    diag_help(&s->diags, d, "%s", help);
    return false;
}

static bool check_value(session *s, const ir_value *v)
{
    if (v->kind == IR_CONSTANT && v->constant->kind == DOC_NULL)
        return report(s, v->at,
                      "whether a run-time value is null cannot be asked on "
                      "Tekton, where every value is a text",
                      "let the task give a text that stands for nothing");
    if (v->kind == IR_FIELD)
        return report(s, v->at,
                      "a field of a struct cannot be read on Tekton, which "
                      "passes structs as one text",
                      "make the field a value of its own");
    if (v->kind == IR_ONE_OF)
        return report(s, v->at,
                      "a value that one of several tasks gives cannot be read "
                      "on Tekton",
                      "let one task decide and give the value");
    return v->kind != IR_BAD;
}

static bool check_values(session *s, const ir_condition *c)
{
    if (c->left && !check_value(s, c->left))
        return false;
    if (c->right && !check_value(s, c->right))
        return false;
    return (!c->a || check_values(s, c->a)) && (!c->b || check_values(s, c->b));
}

static bool check_helper(const unfolding *u, const ir_condition *c)
{
    session *s = u->session;

    if (u->on_exit)
        return report(s, c->at,
                      "Tekton's 'when' compares texts for equality, and no "
                      "exit task can find out more for another one",
                      "let the exit task's program decide");
    if (u->module->tekton.helper_image.len)
        return true;
    return report(s, c->at,
                  "Tekton's 'when' compares texts for equality, and this "
                  "condition needs a task that finds out more",
                  "name an image with 'awk' for it: 'tekton: {helper-image: "
                  "IMAGE}'; or let a task of yours give a bool");
}

static void guard(unfolding *u, unfold_scope *in, const ir_node *branch,
                  ir_condition **arms, uint32_t count)
{
    ir_condition **guards =
        arena_alloc(u->arena, count * sizeof *guards, alignof(ir_condition *));
    bool right = true;

    for (uint32_t i = 0; i < count; i++) {
        guards[i] = arms[i];
        right = (!arms[i] || check_values(u->session, arms[i])) && right;
    }
    if (!right)
        return;
    add_guards(u->arena, guards, count);
    if (!all_fit(u->arena, guards, count)) {
        if (check_helper(u, arms[0]))
            guard_by_task(u, in, branch, arms, count);
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        arms[i] = guards[i];
}

/* ---- the pass -------------------------------------------------------------------- */

static void run(session *s, ir_module *m)
{
    static const unfold_rules rules = { guard, tekton_split };

    unfold(s, m, &rules);
}

const pass lower_tekton_flow = {
    "tekton-flow", "loops, branches and groups become tasks with conditions",
    run
};
