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

static void find_in_env(const ir_env *env, uri_search *search)
{
    for (; env; env = env->next)
        for (ir_piece *p = env->text.first; p; p = p->next)
            find_uri(p, search);
}

static bool has_uri(const ir_node *task, const ir_port *port)
{
    const ir_container *box = &task->component->container;
    uri_search search = { port, false };

    ir_words_each_piece(&box->command, find_uri, &search);
    ir_words_each_piece(&box->args, find_uri, &search);
    find_in_env(box->env, &search);
    find_in_env(task->pod ? task->pod->env : NULL, &search);
    return search.found;
}

bool argo_output_is_file(const ir_node *task, const ir_port *output)
{
    if (task->component->graph)
        return !ir_is_parameter(output) && (output->uses & IR_BY_PATH);
    return !ir_is_parameter(output) && !has_uri(task, output);
}

static void find_task_uri(ir_node *n, void *context)
{
    bool *found = context;

    *found |= has_uri(n, NULL);
}

bool argo_wants_root(const ir_module *m)
{
    bool found = false;

    if (!m->root.len)
        argo_each_task(m, find_task_uri, &found);
    return found;
}

static void find_file(ir_node *n, void *context)
{
    bool *found = context;

    for (const ir_port *p = n->component->outputs.first; p; p = p->next)
        *found |= argo_output_is_file(n, p);
}

bool argo_keeps_files(const ir_module *m)
{
    bool found = false;

    argo_each_task(m, find_file, &found);
    return found;
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
