#include "ir/ir.h"

void ir_each_inside(const ir_node *n, void (*fn)(ir_node *n, void *context),
                    void *context)
{
    for (ir_arm *arm = n->arms; arm; arm = arm->next)
        ir_each_node(arm->region, fn, context);
    ir_each_node(n->region, fn, context);
    ir_each_node(n->on_exit, fn, context);
}

void ir_each_node(ir_region *region, void (*fn)(ir_node *n, void *context),
                  void *context)
{
    if (!region)
        return;
    for (ir_node *n = region->first; n; n = n->next) {
        fn(n, context);
        ir_each_inside(n, fn, context);
    }
}

void ir_each_value(ir_value *v, void (*fn)(ir_value *v, void *context),
                   void *context)
{
    if (!v)
        return;
    for (ir_value *part = ir_value_parts(v); part; part = part->next)
        ir_each_value(part, fn, context);
    fn(v, context);
}

static void each_top(ir_value *v, void (*fn)(ir_value *v, void *context),
                     void *context)
{
    if (v)
        fn(v, context);
}

void ir_condition_each_value(ir_condition *c,
                             void (*fn)(ir_value *v, void *context),
                             void *context)
{
    if (!c)
        return;
    each_top(c->left, fn, context);
    each_top(c->right, fn, context);
    ir_condition_each_value(c->a, fn, context);
    ir_condition_each_value(c->b, fn, context);
}

void ir_region_each_output(ir_region *region,
                           void (*fn)(ir_value *v, void *context),
                           void *context)
{
    if (!region)
        return;
    for (ir_port *p = region->outputs.first; p; p = p->next)
        each_top(p->value, fn, context);
}

static void each_in_pairs(ir_pair *pair, void (*fn)(ir_value *v, void *context),
                          void *context)
{
    for (; pair; pair = pair->next)
        each_top(pair->value, fn, context);
}

void ir_pod_each_value(ir_pod *pod, void (*fn)(ir_value *v, void *context),
                       void *context)
{
    if (!pod)
        return;
    each_in_pairs(pod->labels, fn, context);
    each_in_pairs(pod->annotations, fn, context);
    each_in_pairs(pod->node_selector, fn, context);
    for (ir_env *e = pod->env; e; e = e->next)
        each_top(e->object, fn, context);
    for (ir_volume *v = pod->volumes; v; v = v->next)
        each_top(v->object, fn, context);
}

void ir_node_each_value(ir_node *n, void (*fn)(ir_value *v, void *context),
                        void *context)
{
    for (ir_binding *b = n->bindings; b; b = b->next)
        each_top(b->value, fn, context);
    each_top(n->over, fn, context);
    ir_condition_each_value(n->when, fn, context);
    for (ir_arm *arm = n->arms; arm; arm = arm->next) {
        ir_condition_each_value(arm->when, fn, context);
        ir_region_each_output(arm->region, fn, context);
    }
    ir_region_each_output(n->region, fn, context);
    ir_region_each_output(n->on_exit, fn, context);
    ir_pod_each_value(n->pod, fn, context);
}

static void each_in_text(const ir_text *text,
                         void (*fn)(ir_piece *piece, void *context),
                         void *context)
{
    for (ir_piece *p = text->first; p; p = p->next)
        fn(p, context);
}

void ir_words_each_piece(const ir_words *words,
                         void (*fn)(ir_piece *piece, void *context),
                         void *context)
{
    for (const ir_word *w = words->first; w; w = w->next) {
        each_in_text(&w->text, fn, context);
        ir_words_each_piece(&w->then, fn, context);
        ir_words_each_piece(&w->other, fn, context);
    }
}
