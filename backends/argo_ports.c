#include "backends/argo.h"

bool argo_input_is_parameter(const ir_port *input)
{
    if (!ir_is_parameter(input))
        return input->uses & IR_BY_URI;
    return !(input->uses & IR_BY_PATH) || (input->uses & IR_BY_VALUE);
}

bool argo_input_is_file(const ir_port *input)
{
    if (ir_is_parameter(input))
        return input->uses & IR_BY_PATH;
    return (input->uses & IR_BY_PATH) || !(input->uses & IR_BY_URI);
}

bool argo_output_is_parameter(const ir_port *output)
{
    return ir_is_parameter(output) || (output->uses & IR_BY_VALUE);
}

/* ---- words --------------------------------------------------------------- */

typedef struct uri_search {
    const ir_port *port; /* NULL: any */
    bool found;
} uri_search;

static void find_uri(ir_piece *p, void *context)
{
    uri_search *search = context;

    if (p->kind == IR_OUTPUT_URI || (p->kind == IR_INPUT_URI && !search->port))
        search->found |= !search->port || p->port == search->port;
}

static bool has_uri(const ir_component *c, const ir_port *port)
{
    uri_search search = { port, false };

    ir_words_each_piece(&c->container.command, find_uri, &search);
    ir_words_each_piece(&c->container.args, find_uri, &search);
    for (const ir_env *e = c->container.env; e; e = e->next)
        for (ir_piece *p = e->text.first; p; p = p->next)
            find_uri(p, &search);
    return search.found;
}

bool argo_output_is_file(const ir_component *c, const ir_port *output)
{
    return !ir_is_parameter(output) && !has_uri(c, output);
}

bool argo_uses_uris(const ir_component *c)
{
    return has_uri(c, NULL);
}

bool argo_wants_root(const ir_module *m)
{
    if (m->root.len)
        return false;
    for (const ir_component *c = m->components; c; c = c->next)
        if (c->used && argo_uses_uris(c))
            return true;
    return false;
}

bool argo_keeps_files(const ir_module *m)
{
    for (const ir_component *c = m->components; c; c = c->next)
        for (const ir_port *p = c->outputs.first; p; p = p->next)
            if (c->used && argo_output_is_file(c, p))
                return true;
    return false;
}

/* ---- locations ----------------------------------------------------------- */

void argo_put_location(arena *a, doc *onto, str uri)
{
    bool s3 = str_starts(uri, STR("s3://"));
    str rest = str_sub(uri, str_find(uri, STR("://")) + 3, uri.len);
    size_t slash = str_find(rest, STR("/"));
    doc *where = doc_put(a, onto, s3 ? STR("s3") : STR("gcs"), doc_map(a));

    doc_put_text(a, where, "bucket", str_sub(rest, 0, slash));
    doc_put_text(a, where, "key", str_sub(rest, slash + 1, rest.len));
}
