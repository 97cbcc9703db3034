#include "backends/backend.h"

/* A Mermaid flow chart of the tasks: `flowchart TD`, one line an edge. */

/* Words of Mermaid's own that cannot be the name of a node. */
static const char *const reserved[] = { "call",  "class",       "classDef",
                                        "click", "default",     "direction",
                                        "end",   "graph",       "flowchart",
                                        "href",  "interpolate", "linkStyle",
                                        "style", "subgraph",    NULL };

static const name_rule id_rule = {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_",
    false,
    false,
    true,
    '_',
    false,
    64,
    reserved
};

static void name_nodes(session *s, ir_module *m)
{
    name_scope scope = name_scope_new(s->arena, &id_rule);

    for (ir_node *n = m->body->first; n; n = n->next)
        n->emitted = name_take(&scope, n->name);
}

static const pass lower_ids = { "mermaid-ids", "identifiers of nodes",
                                name_nodes };
static const pass *const lower[] = { &lower_ids, NULL };

/* Mermaid reads HTML entities in quoted labels, and nothing else. */
static void put_label(buf *out, str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (c == '"' || c == '#' || c == '<' || c == '>' || c == '&')
            buf_printf(out, "#%d;", c);
        else
            buf_char(out, c == '\n' ? ' ' : c);
    }
}

static void emit(emitter *out, const ir_module *m)
{
    buf *b = out->text;

    buf_put(b, STR("flowchart TD\n"));
    for (const ir_node *n = m->body->first; n; n = n->next) {
        str shown =
            n->policy->display_name.len ? n->policy->display_name : n->name;

        buf_printf(b, "    %.*s[\"", STR_ARG(n->emitted));
        put_label(b, shown);
        buf_put(b, STR("\"]\n"));
    }
    for (const ir_node *n = m->body->first; n; n = n->next)
        for (const ir_need *need = n->needs; need; need = need->next)
            buf_printf(b, "    %.*s --> %.*s\n", STR_ARG(need->node->emitted),
                       STR_ARG(n->emitted));
}

static const char *const kinds[] = { "flowchart", NULL };

const backend backend_mermaid = {
    .name = "mermaid",
    .summary = "Mermaid flow chart",
    .suffix = ".mmd",
    .form = FORM_TEXT,
    .kinds = kinds,
    .lower = lower,
    .emit = emit,
};
