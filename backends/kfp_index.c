#include "backends/kfp_flow.h"

/*
 * The platform has no counter. The items of a constant list become structs of
 * index and item; of other lists kfp_check_flow says that it cannot be done.
 */
typedef struct counting {
    arena *arena;
    void (*fn)(const struct counting *in, ir_value *v);
} counting;

static void each_top(ir_value *v, void *context)
{
    const counting *in = context;

    in->fn(in, v);
}

static void each_in_node(ir_node *n, void *context)
{
    ir_node_each_value(n, each_top, context);
}

static void each_in_module(counting *in, ir_module *m)
{
    ir_each_node(m->body, each_in_node, in);
    ir_region_each_output(m->body, each_top, in);
    for (ir_component *c = m->components; c; c = c->next) {
        ir_each_node(c->graph, each_in_node, in);
        ir_region_each_output(c->graph, each_top, in);
    }
}

static bool is_counted(const ir_node *loop)
{
    return loop->mark && loop->over->kind == IR_CONSTANT;
}

static void find_index(const counting *in, ir_value *v)
{
    if (v->kind == IR_INDEX)
        v->node->mark = 1;
    for (ir_value *part = ir_value_parts(v); part; part = part->next)
        find_index(in, part);
}

static void make_field(arena *a, ir_value *v, const char *key)
{
    ir_value *whole = ir_value_new(a, IR_ITEM, v->at);

    whole->node = v->node;
    whole->type.kind = IR_STRUCT;
    whole->key = str_of(key);
    v->kind = IR_FIELD;
    v->first = v->last = NULL;
    ir_value_push(v, whole);
}

static void use_pair(const counting *in, ir_value *v)
{
    ir_value *part = ir_value_parts(v);

    if (v->kind == IR_FIELD && part->kind == IR_ITEM) {
        if (!is_counted(part->node))
            return;
        part->key = arena_join(in->arena, STR("item."), part->key);
        part->type.kind = IR_STRUCT;
        return;
    }
    if (v->kind == IR_INDEX && is_counted(v->node))
        make_field(in->arena, v, "index");
    else if (v->kind == IR_ITEM && is_counted(v->node))
        make_field(in->arena, v, "item");
    else
        for (; part; part = part->next)
            use_pair(in, part);
}

static void make_pairs(ir_node *n, void *context)
{
    arena *a = context;
    doc *pairs = doc_seq(a);
    ir_value *over;
    int64_t index = 0;

    if (n->kind != IR_LOOP || !is_counted(n)) {
        n->mark = 0;
        return;
    }
    doc_each (item, n->over->constant) {
        doc *pair = doc_push(a, pairs, doc_map(a));

        doc_put(a, pair, STR("index"), doc_int(a, index++));
        doc_put(a, pair, STR("item"), doc_copy(a, item));
    }
    over = ir_value_new(a, IR_CONSTANT, n->over->at);
    over->constant = pairs;
    over->type.kind = IR_LIST;
    n->over = over;
    n->mark = 0;
}

static void run_index(session *s, ir_module *m)
{
    counting in = { s->arena, find_index };

    each_in_module(&in, m);
    in.fn = use_pair;
    each_in_module(&in, m);
    ir_each_node(m->body, make_pairs, s->arena);
    for (ir_component *c = m->components; c; c = c->next)
        ir_each_node(c->graph, make_pairs, s->arena);
}

const pass lower_kfp_index = { "kfp-index", "counted items", run_index };
