#include "backends/tekton_flow.h"

#include "base/resource.h"

/* awk PROGRAM ...; sh -c PROGRAM sh ... */
static void put_program(arena *a, ir_container *box, const char *runner,
                        const char *program, span at)
{
    bool shell = str_eq(str_of(runner), STR("sh"));

    ir_word_literal(a, &box->command, str_of(runner), at);
    if (shell)
        ir_word_literal(a, &box->command, STR("-c"), at);
    ir_word_literal(a, &box->args, resource_find(program), at);
    if (shell)
        ir_word_literal(a, &box->args, str_of(runner), at);
}

tekton_helper tekton_helper_new(arena *a, ir_module *m, str name,
                                const char *runner, const char *program,
                                span at)
{
    ir_component *c = ir_component_add(a, m, name, at);
    ir_container *box = &c->container;

    c->body = IR_CONTAINER;
    box->image = m->tekton.helper_image;
    box->image_at = at;
    put_program(a, box, runner, program, at);
    return (tekton_helper){ .arena = a, .component = c };
}

void tekton_helper_word(tekton_helper *to, str text)
{
    ir_component *c = to->component;

    ir_word_literal(to->arena, &c->container.args, text, c->at);
}

static void add_binding(tekton_helper *to, ir_port *p, const ir_value *v)
{
    ir_binding *b = NEW(to->arena, ir_binding);

    b->name = p->name;
    b->at = v->at;
    b->port = p;
    b->value = ir_value_copy(to->arena, v);
    if (to->last)
        to->last->next = b;
    else
        to->bindings = b;
    to->last = b;
}

static bool is_same(const ir_value *a, const ir_value *b)
{
    if (a->kind != b->kind || a->port != b->port)
        return false;
    return a->kind == IR_REGION_INPUT ||
           (a->kind == IR_NODE_OUTPUT && a->node == b->node);
}

/* The input that brings the value, maybe one that is there. */
static ir_port *input_for(tekton_helper *to, const ir_value *v)
{
    ir_component *c = to->component;
    ir_port *p;

    if (v->kind == IR_REGION_INPUT || v->kind == IR_NODE_OUTPUT)
        for (const ir_binding *b = to->bindings; b; b = b->next)
            if (is_same(b->value, v))
                return b->port;
    p = ir_port_add(to->arena, &c->inputs,
                    arena_printf(to->arena, "v%u", c->inputs.count + 1), v->at);
    add_binding(to, p, v);
    return p;
}

static void add_word(tekton_helper *to, ir_piece_kind kind, ir_port *p)
{
    ir_words *args = &to->component->container.args;
    ir_word *w = ir_word_add(to->arena, args, IR_WORD_TEXT, p->at);

    ir_piece_add(to->arena, &w->text, kind, p->at)->port = p;
}

ir_port *tekton_helper_output(tekton_helper *to, ir_type type)
{
    ir_component *c = to->component;
    ir_port *p = ir_port_add(to->arena, &c->outputs, STR("result"), c->at);

    p->type = type;
    add_word(to, IR_OUTPUT_PATH, p);
    return p;
}

void tekton_helper_value(tekton_helper *to, const ir_value *v)
{
    ir_port *p;

    if (v->kind == IR_CONSTANT) {
        tekton_helper_word(to, ir_constant_text(to->arena, v->constant));
        return;
    }
    p = input_for(to, v);
    p->type = (ir_type){ .kind = IR_STRING, .loose = true };
    add_word(to, IR_INPUT_VALUE, p);
}

void tekton_helper_file(tekton_helper *to, const ir_value *v)
{
    ir_port *p = input_for(to, v);

    p->type = v->type;
    add_word(to, IR_INPUT_PATH, p);
}

/* ---- tasks --------------------------------------------------------------- */

void tekton_need(arena *a, ir_node *task, ir_node *wanted, span at)
{
    ir_need **link = &task->needs;

    while (*link && (*link)->node != wanted)
        link = &(*link)->next;
    if (*link)
        return;
    *link = NEW(a, ir_need);
    (*link)->node = wanted;
    (*link)->at = at;
}

static bool reads(const ir_value *v, const ir_node *n)
{
    if (v->kind == IR_NODE_OUTPUT)
        return v->node == n;
    for (const ir_value *part = ir_value_parts(v); part; part = part->next)
        if (reads(part, n))
            return true;
    return false;
}

static bool test_reads(const ir_condition *c, const ir_node *n)
{
    return c && ((c->left && reads(c->left, n)) ||
                 (c->right && reads(c->right, n)) || test_reads(c->a, n) ||
                 test_reads(c->b, n));
}

static bool is_read(const ir_node *task, const ir_node *n)
{
    for (const ir_binding *b = task->bindings; b; b = b->next)
        if (reads(b->value, n))
            return true;
    return test_reads(task->when, n);
}

void tekton_drop_needs(ir_node *task, const ir_value *v)
{
    ir_need **link = &task->needs;

    while (*link) {
        if (reads(v, (*link)->node) && !is_read(task, (*link)->node))
            *link = (*link)->next;
        else
            link = &(*link)->next;
    }
}

static void need_parts(arena *a, ir_node *task, const ir_value *v)
{
    if (v->kind == IR_NODE_OUTPUT)
        tekton_need(a, task, v->node, v->at);
    for (const ir_value *part = ir_value_parts(v); part; part = part->next)
        need_parts(a, task, part);
}

static void need_tested(arena *a, ir_node *task, const ir_condition *c)
{
    if (!c)
        return;
    if (c->left)
        need_parts(a, task, c->left);
    if (c->right)
        need_parts(a, task, c->right);
    need_tested(a, task, c->a);
    need_tested(a, task, c->b);
}

static void insert(ir_region *in, ir_node *n, ir_node *before)
{
    ir_node **link = before ? &in->first : NULL;

    n->parent = in;
    in->count++;
    if (!before) {
        if (in->last)
            in->last->next = n;
        else
            in->first = n;
        in->last = n;
        return;
    }
    while (*link != before)
        link = &(*link)->next;
    n->next = *link;
    *link = n;
}

ir_node *tekton_helper_task(const tekton_lister *in, const tekton_helper *h,
                            str name, ir_condition *when)
{
    ir_node *n = NEW(in->arena, ir_node);

    n->kind = IR_TASK;
    n->name = in->task ? in->task->name : STR("");
    n->emitted = name;
    n->at = h->component->at;
    n->policy = &ir_policy_unsaid;
    n->component = h->component;
    n->bindings = h->bindings;
    n->when = when;
    for (const ir_binding *b = n->bindings; b; b = b->next)
        need_parts(in->arena, n, b->value);
    need_tested(in->arena, n, when);
    n->component->tasks = 1;
    n->component->used = true;
    insert(in->module->body, n, in->task);
    return n;
}
