#include "frontend/sub_pipeline.h"

#include "frontend/frontend.h"

/* ---- what holds only where a pipeline is compiled itself ------------------ */

static const char *const own_keys[] = { "root",   "schedule",   "envs",
                                        "argo",   "kubernetes", "tekton",
                                        "vertex", NULL };

/* The last part of a path: the same text wherever pipec is started. */
static str file_of(str path)
{
    size_t lo = path.len;

    while (lo && path.ptr[lo - 1] != '/')
        lo--;
    return str_sub(path, lo, path.len);
}

void sub_pipeline_warn(session *s, const source *from)
{
    for (size_t i = 0; own_keys[i]; i++) {
        const doc *d = doc_get(from->doc, str_of(own_keys[i]));

        if (d)
            diag_help(&s->diags,
                      REPORT(s, D_OWN_SETTING, d->key_at,
                             "'%s' has no effect where '%.*s' is used",
                             own_keys[i], STR_ARG(file_of(from->name))),
                      "it holds where the pipeline is compiled itself; the "
                      "pipeline that uses it has its own");
    }
}

/* ---- the graph ------------------------------------------------------------ */

/* With an exit handler the tasks become a group, whose end it waits for. */
static ir_region *guarded(arena *a, const ir_module *m)
{
    ir_region *graph = NEW(a, ir_region);
    ir_node *group;

    *graph = *m->body;
    graph->first = graph->last = NULL;
    graph->count = 0;
    group = ir_node_add(a, graph, IR_GROUP, m->name, m->at);
    group->region = m->body;
    group->on_exit = m->on_exit;
    m->body->parent = m->on_exit->parent = graph;
    m->body->inputs = m->body->outputs = (ir_ports){ .first = NULL };
    return graph;
}

static void take_components(ir_module *to, const ir_module *from)
{
    if (!from->components)
        return;
    if (to->last_component)
        to->last_component->next = from->components;
    else
        to->components = from->components;
    to->last_component = from->last_component;
}

ir_component *sub_pipeline_of(session *s, ir_module *to, const source *from,
                              ir_module *m)
{
    ir_component *c;

    take_components(to, m);
    c = ir_component_add(s->arena, to, m->name, m->at);
    c->description = m->description;
    c->file = file_of(from->name);
    c->body = IR_GRAPH;
    c->graph = m->on_exit ? guarded(s->arena, m) : m->body;
    ir_graph_ports(c);
    return c;
}
