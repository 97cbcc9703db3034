#include "backends/argo.h"

#include "base/formats.h"

/*
 * Each loop gets a DAG template for itself, with one task that Argo multiplies.
 * There the number of copies at a time can be limited, and there a result that
 * is not there, for the list was empty, has a default.
 *
 * A short list of plain constants stands in the task. For all others Argo
 * counts, and each copy takes its element out of the list: so an element comes
 * exactly as it is, and its text is no part of a pod's name.
 */

/* ---- constant lists ------------------------------------------------------ */

static bool is_plain_char(char c)
{
    return c > ' ' - 1 && c < 0x7f && c != '"' && c != '\\' && c != '<' &&
           c != '>' && c != '&' && c != '{' && c != '}';
}

static bool is_plain_text(str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_plain_char(text.ptr[i]))
            return false;
    return true;
}

/* An empty list under `withItems` would be no loop at all. */
static bool stands_in_task(arena *a, const ir_node *n)
{
    if (n->over->kind != IR_CONSTANT || n->counter ||
        !doc_is_seq(n->over->constant) || !n->over->constant->count)
        return false;
    doc_each (item, n->over->constant)
        if (!doc_is_scalar(item) || item->kind == DOC_NULL ||
            !is_plain_text(ir_constant_text(a, item)))
            return false;
    return true;
}

/* ---- the template around a loop ------------------------------------------ */

typedef struct wrapper {
    arena *arena;
    ir_module *module;
    ir_node *outer, *inner;
    ir_region *region;
} wrapper;

/* Braces that are harmless elsewhere, and that cannot go into the words of the
 * task. */
static bool must_come_in(arena *a, const ir_node *n, const ir_binding *b)
{
    const doc *constant = b->value->constant;
    str text;

    if (!doc_is_scalar(constant) ||
        (!n->component->graph && !(b->port->uses & IR_BY_PATH)))
        return false;
    text = ir_constant_text(a, constant);
    return str_find(text, STR("{{")) < text.len && !argo_is_unsafe(text);
}

/* Constants stay with the task; all else comes through the template. */
static void pass_bindings(wrapper *in)
{
    arena *a = in->arena;
    ir_binding **outer = &in->outer->bindings, **inner = &in->inner->bindings;
    ir_binding *next;

    *outer = NULL;
    for (ir_binding *b = *inner; b; b = next) {
        next = b->next;
        b->next = NULL;
        if (b->value->kind != IR_CONSTANT || must_come_in(a, in->inner, b)) {
            ir_port *port = argo_add_port(a, &in->region->inputs, b->port->id,
                                          b->port->type);

            *outer = argo_bind(a, port, b->value);
            outer = &(*outer)->next;
            b->value = argo_input(a, port, b->value->at);
        }
        *inner = b;
        inner = &b->next;
    }
    *inner = NULL;
}

static void pass_list(wrapper *in)
{
    arena *a = in->arena;
    ir_node *n = in->inner;
    ir_value *over = n->over;
    ir_port *port;

    in->outer->over = NULL;
    if (stands_in_task(a, n))
        return;
    port = argo_add_port(a, &in->region->inputs, STR("items"),
                         (ir_type){ .kind = IR_LIST });
    argo_push_binding(in->outer, argo_bind(a, port, over));
    n->over = argo_input(a, port, over->at);
}

/* What goes on in the loop stays inside; that the loop may fail does not. */
static void divide_policy(wrapper *in)
{
    ir_policy *each = NEW(in->arena, ir_policy);
    ir_policy *all = NEW(in->arena, ir_policy);

    *each = *in->inner->policy;
    each->go_on = false;
    each->description = STR("");
    *all = ir_policy_unsaid;
    all->go_on = in->inner->policy->go_on;
    all->on_failure_at = in->inner->policy->on_failure_at;
    all->description = in->inner->policy->description;
    in->inner->policy = each;
    in->outer->policy = all;
}

static void wrap(ir_module *m, arena *a, ir_node *n)
{
    wrapper in = { a, m, n, NULL, NEW(a, ir_region) };

    in.region->at = n->at;
    in.region->parent = n->parent;
    in.region->owner = n;
    in.inner = ir_node_add(a, in.region, n->kind, n->name, n->at);
    in.inner->component = n->component;
    in.inner->bindings = n->bindings;
    in.inner->policy = n->policy;
    in.inner->pod = n->pod;
    in.inner->over = n->over;
    in.inner->item = n->item;
    in.inner->each = n->each;
    in.inner->counter = n->counter;
    in.inner->parallelism = n->parallelism;
    if (n->component->graph && n->component->graph->owner == n) {
        n->component->graph->owner = in.inner;
        n->component->graph->parent = in.region;
    }
    pass_bindings(&in);
    pass_list(&in);
    divide_policy(&in);
    n->kind = IR_CALL;
    n->component =
        argo_graph(a, m, arena_join(a, n->name, STR("-loop")), in.region);
    n->pod = NULL;
    n->each = n->counter = NULL;
    n->parallelism = 0;
}

/* ---- results ------------------------------------------------------------- */

typedef struct rewriting {
    arena *arena;
    map wrapped; /* loops that got a template */
    map ports;   /* loop and port of the task in it -> port of the template */
} rewriting;

static str key_of(arena *a, const ir_node *n)
{
    return arena_printf(a, "%p", (const void *)n);
}

static ir_port *result_of(rewriting *in, ir_node *loop, const ir_value *v)
{
    arena *a = in->arena;
    ir_region *region = loop->component->graph;
    const ir_value *inner = v->first;
    str key =
        arena_printf(a, "%p %p", (const void *)loop, (const void *)inner->port);
    ir_port *p = map_get(&in->ports, key);
    ir_value *all, *one;

    if (p)
        return p;
    p = argo_add_port(a, &region->outputs, inner->port->id, v->type);
    one = ir_value_new(a, IR_NODE_OUTPUT, v->at);
    one->node = region->first;
    one->port = inner->port;
    one->type = inner->port->type;
    all = ir_value_new(a, IR_COLLECT, v->at);
    all->type = v->type;
    ir_value_push(all, one);
    p->value = all;
    map_put(&in->ports, key, p);
    return p;
}

static void rewrite(ir_value *v, void *context)
{
    rewriting *in = context;
    ir_node *loop;

    if (v->kind != IR_COLLECT || v->first->kind != IR_NODE_OUTPUT)
        return;
    loop = v->first->node;
    if (!map_get(&in->wrapped, key_of(in->arena, loop)))
        return;
    v->port = result_of(in, loop, v);
    v->kind = IR_NODE_OUTPUT;
    v->node = loop;
}

static void rewrite_all(ir_value *v, void *context)
{
    ir_each_value(v, rewrite, context);
}

/* ---- the pass ------------------------------------------------------------ */

typedef struct loops {
    arena *arena;
    ir_node **list;
    uint32_t count;
} loops;

static void count_loop(ir_node *n, void *context)
{
    loops *in = context;

    in->count += n->over != NULL;
}

static void note_loop(ir_node *n, void *context)
{
    loops *in = context;

    if (n->over)
        in->list[in->count++] = n;
}

static void run(session *s, ir_module *m)
{
    arena *a = s->arena;
    loops in = { a, NULL, 0 };
    rewriting results = { a, map_new(a), map_new(a) };
    argo_value_visit visit = { rewrite_all, &results };

    argo_each_task(m, count_loop, &in);
    in.list =
        arena_alloc(a, (in.count + 1) * sizeof *in.list, alignof(ir_node *));
    in.count = 0;
    argo_each_task(m, note_loop, &in);
    for (uint32_t i = 0; i < in.count; i++) {
        map_put(&results.wrapped, key_of(a, in.list[i]), in.list[i]);
        wrap(m, a, in.list[i]);
    }
    argo_each_value(m, &visit);
    argo_settle_graphs(m);
}

const pass lower_argo_loops = { "argo-loops",
                                "a template for each loop, around its task",
                                run };

/* ---- emitting ------------------------------------------------------------ */

void argo_put_loop(arena *a, doc *task, const ir_node *n)
{
    doc *items, *sequence;

    if (n->over->kind == IR_CONSTANT) {
        items = doc_put(a, task, STR("withItems"), doc_seq(a));
        doc_each (item, n->over->constant)
            doc_push(a, items, doc_string(a, ir_constant_text(a, item)));
        return;
    }
    sequence = doc_put(a, task, STR("withSequence"), doc_map(a));
    doc_put_text(a, sequence, "count",
                 arena_printf(a,
                              "{{=len(fromJSON(inputs.parameters['%.*s']))}}",
                              STR_ARG(n->over->port->emitted)));
}

str argo_item(arena *a, const ir_node *n, const ir_port *input)
{
    if (n->over && input == n->counter)
        return STR("{{item}}");
    if (!n->over || input != n->each)
        return STR("");
    if (n->over->kind == IR_CONSTANT)
        return STR("{{item}}");
    return arena_printf(a,
                        "{{=fromJSON(inputs.parameters['%.*s'])[asInt(item)]}}",
                        STR_ARG(n->over->port->emitted));
}

str argo_raw_item(arena *a, const ir_node *n, const ir_port *input)
{
    str item = STR("item"), element;

    if (input == n->each && n->over->kind != IR_CONSTANT) {
        element =
            arena_printf(a, "fromJSON(inputs.parameters['%.*s'])[asInt(item)]",
                         STR_ARG(n->over->port->emitted));
        item =
            arena_printf(a, "(type(%.*s) == 'string' ? %.*s : toJson(%.*s))",
                         STR_ARG(element), STR_ARG(element), STR_ARG(element));
    }
    return arena_printf(a, "{{=replace(%.*s, '$', '$$')}}", STR_ARG(item));
}

/* Argo collects a list of texts, unless all of them are lists or maps. */
str argo_collected(arena *a, const ir_value *v)
{
    const ir_value *one = v->first;
    str list =
        arena_printf(a, "tasks['%.*s'].outputs.parameters['%.*s']",
                     STR_ARG(one->node->emitted), STR_ARG(one->port->emitted));

    if (argo_is_plain(one->port->type))
        return arena_printf(a, "'[' + join(fromJSON(%.*s), ',') + ']'",
                            STR_ARG(list));
    if (one->port->type.kind == IR_LIST || one->port->type.kind == IR_STRUCT)
        return list;
    return arena_printf(a,
                        "toJson(map(fromJSON(%.*s), type(#) == 'string' ? # : "
                        "toJson(#)))",
                        STR_ARG(list));
}
