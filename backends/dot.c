#include "backends/backend.h"

/* Graphviz: one node a task, one edge a dependency. */

static void put_id(buf *out, str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"' || text.ptr[i] == '\\')
            buf_char(out, '\\');
        buf_char(out, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
    }
    buf_char(out, '"');
}

static void put_task(buf *out, const ir_node *n)
{
    buf_put(out, STR("    "));
    put_id(out, n->name);
    if (n->policy->display_name.len) {
        buf_put(out, STR(" [label="));
        put_id(out, n->policy->display_name);
        buf_char(out, ']');
    }
    buf_put(out, STR(";\n"));
}

static void put_edges(buf *out, const ir_node *n)
{
    for (const ir_need *need = n->needs; need; need = need->next) {
        buf_put(out, STR("    "));
        put_id(out, need->node->name);
        buf_put(out, STR(" -> "));
        put_id(out, n->name);
        buf_put(out, STR(";\n"));
    }
}

static void emit(emitter *out, const ir_module *m)
{
    buf *b = out->text;

    buf_put(b, STR("digraph "));
    put_id(b, emit_name(out, m));
    buf_put(b, STR(" {\n    node [shape=box];\n"));
    for (const ir_node *n = m->body->first; n; n = n->next)
        put_task(b, n);
    for (const ir_node *n = m->body->first; n; n = n->next)
        put_edges(b, n);
    buf_put(b, STR("}\n"));
}

static const pass *const lower[] = { NULL };
static const char *const kinds[] = { "digraph", NULL };

const backend backend_dot = {
    .name = "dot",
    .summary = "Graphviz graph",
    .suffix = ".dot",
    .form = FORM_TEXT,
    .kinds = kinds,
    .lower = lower,
    .emit = emit,
};
