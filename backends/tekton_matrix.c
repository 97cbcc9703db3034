#include "backends/tekton_flow.h"
#include "ir/unfold.h"

const char *const tekton_no_element = "pipec:no-element";

const ir_port *tekton_each(const ir_node *n)
{
    for (const ir_binding *b = n->over ? n->bindings : NULL; b; b = b->next)
        if (b->port && b->value->kind == IR_NODE_OUTPUT &&
            b->value->node == n->over->node && b->value->type.list)
            return b->port;
    return NULL;
}

/* ---- what a matrix cannot say ------------------------------------------------ */

static bool refuse(unfolding *u, span at, const char *what)
{
    diag *d = REPORT(u->session, D_CANNOT_EXPRESS, at, "%s", what);

    diag_help(&u->session->diags, d,
              "write the list down, or give it whole to one task that does "
              "all elements");
    return false;
}

static bool check_list(unfolding *u, const ir_value *list)
{
    diag *d;

    if (list->kind != IR_REGION_INPUT && list->kind != IR_NODE_OUTPUT)
        return refuse(u, list->at,
                      "this list is known only when the pipeline runs, and it "
                      "is no parameter and no output of a task");
    if (u->on_exit)
        return refuse(u, list->at,
                      "this list is known only when the pipeline runs, and no "
                      "exit task can take it apart for another one");
    if (u->module->tekton.helper_image.len)
        return true;
    d = REPORT(u->session, D_CANNOT_EXPRESS, list->at,
               "this list is known only when the pipeline runs, and no task "
               "takes it apart");
    diag_help(&u->session->diags, d,
              "name an image with 'awk' for it: 'tekton: {helper-image: "
              "IMAGE}'; or write the list down");
    return false;
}

/* What reads the item or the index of a loop. */
typedef struct own {
    const ir_node *loop;
    const ir_value *first;
} own;

static void find_own(ir_value *v, void *context)
{
    own *of = context;

    if ((v->kind == IR_ITEM || v->kind == IR_INDEX) && v->node == of->loop &&
        !of->first)
        of->first = v;
}

static void find_in_parts(ir_value *v, void *context)
{
    ir_each_value(v, find_own, context);
}

static bool is_own(const ir_value *v, const ir_node *loop)
{
    return (v->kind == IR_ITEM || v->kind == IR_INDEX) && v->node == loop;
}

/* A matrix gives one text to one input of one task: what that is, or NULL. */
static const ir_value *taken(unfolding *u, const ir_node *loop,
                             const ir_node *leaf)
{
    own of = { loop, NULL };
    const ir_value *plain = NULL;

    for (ir_binding *b = leaf->bindings; b; b = b->next) {
        if (is_own(b->value, loop) && !plain && b->port &&
            ir_is_parameter(b->port))
            plain = b->value;
        else
            ir_each_value(b->value, find_own, &of);
    }
    ir_pod_each_value(leaf->pod, find_in_parts, &of);
    if (!of.first && plain)
        return plain;
    refuse(u, of.first ? of.first->at : loop->over->at,
           "in a loop over a list that is known only when the pipeline runs, "
           "Tekton takes the item as it is, or the index, for one input, and "
           "nothing else");
    return NULL;
}

static const ir_value *check_body(unfolding *u, const ir_node *loop)
{
    const ir_node *leaf = loop->region->first;

    if (leaf && !leaf->next && leaf->kind == IR_TASK)
        return taken(u, loop, leaf);
    refuse(u, loop->over->at,
           "a loop over a list that is known only when the pipeline runs has "
           "one task on Tekton");
    return NULL;
}

static void check_parallelism(unfolding *u, const ir_node *loop)
{
    diag *d;

    if (loop->parallelism <= 0)
        return;
    d = REPORT(u->session, D_QUALITY_LOST, loop->at,
               "'parallelism' of '%.*s' has no effect", STR_ARG(loop->name));
    diag_help(&u->session->diags, d,
              "the list is known only when the pipeline runs, and Tekton "
              "starts all rounds at once");
}

/* ---- the task that takes the list apart --------------------------------------- */

ir_value *tekton_split(unfolding *u, unfold_scope *in, const ir_node *loop,
                       const ir_value *list)
{
    arena *a = u->arena;
    str name = arena_join(a, loop->name, STR("-items"));
    tekton_helper h;
    ir_node *task;
    ir_value *over;
    const ir_value *what = check_list(u, list) ? check_body(u, loop) : NULL;

    if (!what)
        return NULL;
    check_parallelism(u, loop);
    h = tekton_helper_new(a, u->module, name, "awk",
                          "templates/shims/split.awk", loop->at);
    over = ir_value_new(a, IR_NODE_OUTPUT, loop->over->at);
    over->type = (ir_type){ .kind = IR_LIST, .list = true };
    over->port = tekton_helper_output(&h, over->type);
    tekton_helper_value(&h, list);
    tekton_helper_word(&h, str_of(tekton_no_element));
    if (what->kind == IR_INDEX)
        tekton_helper_word(&h, STR("index"));
    task = unfold_task(u, in, loop, h.component, name);
    task->bindings = h.bindings;
    unfold_finish(u, in, task);
    unfold_place_of(in, loop)->task = task;
    over->node = task;
    return over;
}
