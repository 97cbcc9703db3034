#include "frontend/component_convert.h"

#include "frontend/document.h"
#include "frontend/frontend.h"
#include "ir/pass.h"

static const doc *args_of(const source *src)
{
    const doc *body = doc_get(src->doc, STR("implementation"));

    const doc *list = doc_get(doc_get(body, STR("container")), STR("args"));

    return doc_is_seq(list) ? list : NULL;
}

/* The component of a file, its ports typed; NULL after a finding. */
static ir_component *load(session *s, source *src)
{
    static const pass *const passes[] = { &pass_resolve, &pass_types, NULL };
    uint32_t before = s->diags.errors;
    const doc *body = doc_get(src->doc, STR("implementation"));
    const doc *graph = doc_is_map(body) ? doc_get(body, STR("graph")) : NULL;
    ir_module *m;
    ir_component *c;

    if (graph) {
        REPORT(s, D_CANNOT_CONVERT, graph->key_at,
               "a graph has no arguments of its own");
        return NULL;
    }
    m = frontend_component.lower(s, src);
    c = m ? m->body->first->component : NULL;
    if (!c || s->diags.errors > before)
        return NULL;
    passes_run(s, m, passes);
    return s->diags.errors > before ? NULL : c;
}

bool component_args_read(session *s, source *src, component_args *out)
{
    ir_component *c = load(s, src);
    uint32_t before = s->diags.errors;

    *out = (component_args){ .component = c };
    if (!c)
        return false;
    out->ports = (placeholder_ports){ .session = s,
                                      .owner = c->name,
                                      .inputs = &c->inputs,
                                      .outputs = &c->outputs,
                                      .names = NEW(s->arena, placeholder_names),
                                      .whole = true };
    out->list = args_of(src);
    if (out->list)
        placeholder_words(&out->ports, out->list, &out->words);
    return s->diags.errors == before;
}
