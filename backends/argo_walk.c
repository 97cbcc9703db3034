#include "backends/argo.h"

/* A sub-pipeline whose calls differ in policy has several components with one
 * graph. */
bool argo_has_own_graph(const ir_component *c)
{
    return c->graph && c->used &&
           !(c->twin_of && c->twin_of->graph == c->graph);
}

void argo_each_task(const ir_module *m, void (*fn)(ir_node *n, void *context),
                    void *context)
{
    ir_each_node(m->body, fn, context);
    ir_each_node(m->on_exit, fn, context);
    for (const ir_component *c = m->components; c; c = c->next)
        if (argo_has_own_graph(c))
            ir_each_node(c->graph, fn, context);
}

static void each_value(ir_node *n, void *context)
{
    const argo_value_visit *visit = context;

    ir_node_each_value(n, visit->fn, visit->context);
}

void argo_each_value(const ir_module *m, const argo_value_visit *visit)
{
    argo_value_visit copy = *visit;

    argo_each_task(m, each_value, &copy);
    ir_region_each_output(m->body, visit->fn, visit->context);
    for (const ir_component *c = m->components; c; c = c->next)
        if (argo_has_own_graph(c))
            ir_region_each_output(c->graph, visit->fn, visit->context);
}
