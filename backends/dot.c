#include "backends/figure.h"

/*
 * Graphviz: a node for each task, a cluster for each region, one line an edge.
 * An edge of a cluster is one of a task in it, cut at the cluster's border.
 */
static const name_rule id_rule = {
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.",
    false,
    false,
    false,
    '_',
    false,
    64,
    NULL
};

/* In a label a backslash and an entity mean something. */
static void put_quoted(buf *out, str text)
{
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c == '&') {
            buf_put(out, STR("&amp;"));
            continue;
        }
        if (c == '"' || c == '\\')
            buf_char(out, '\\');
        buf_char(out, c < ' ' || c == 0x7f ? ' ' : text.ptr[i]);
    }
    buf_char(out, '"');
}

/* ---- figures ---------------------------------------------------------------- */

static void put_task(emitter *out, const figure *f)
{
    buf *b = out->text;
    str label = figure_label(out->arena, f);

    buf_fill(b, ' ', (size_t)f->depth * 4);
    put_quoted(b, f->id);
    if (!str_eq(label, f->id)) {
        buf_put(b, STR(" [label="));
        put_quoted(b, label);
        buf_char(b, ']');
    }
    buf_put(b, STR(";\n"));
}

static void put_figures(emitter *out, const figure *in);

/* Nothing is drawn of a cluster without a node. */
static void put_box(emitter *out, const figure *f)
{
    buf *b = out->text;
    size_t indent = (size_t)f->depth * 4;

    buf_fill(b, ' ', indent);
    buf_printf(b, "subgraph \"cluster_%.*s\" {\n", STR_ARG(f->id));
    buf_fill(b, ' ', indent + 4);
    buf_put(b, STR("label="));
    put_quoted(b, figure_label(out->arena, f));
    buf_put(b, STR(";\n"));
    if (f->kind == FIGURE_EXIT) {
        buf_fill(b, ' ', indent + 4);
        buf_put(b, STR("style=dashed;\n"));
    }
    if (!f->first) {
        buf_fill(b, ' ', indent + 4);
        put_quoted(b, f->id);
        buf_put(b, STR(" [style=invis];\n"));
    }
    put_figures(out, f);
    buf_fill(b, ' ', indent);
    buf_put(b, STR("}\n"));
}

static void put_figures(emitter *out, const figure *in)
{
    for (const figure *f = in->first; f; f = f->next) {
        if (figure_is_box(f))
            put_box(out, f);
        else
            put_task(out, f);
        buf_settle(out->text);
    }
}

/* ---- edges ------------------------------------------------------------------ */

static const figure *last_in(const figure *f)
{
    while (f->end)
        f = f->end;
    return f;
}

static const figure *first_in(const figure *f)
{
    while (f->first)
        f = f->first;
    return f;
}

static void put_cut(buf *out, const char **before, const char *key,
                    const figure *f)
{
    if (!figure_is_box(f))
        return;
    buf_printf(out, "%s%s=\"cluster_%.*s\"", *before, key, STR_ARG(f->id));
    *before = ", ";
}

static void put_edge(buf *out, const figure_edge *e)
{
    const char *before = " [";

    buf_put(out, STR("    "));
    put_quoted(out, last_in(e->from)->id);
    buf_put(out, STR(" -> "));
    put_quoted(out, first_in(e->to)->id);
    put_cut(out, &before, "ltail", e->from);
    put_cut(out, &before, "lhead", e->to);
    if (e->link == LINK_DECIDES) {
        buf_printf(out, "%sstyle=dashed", before);
        before = ", ";
    }
    buf_put(out, *before == ' ' ? STR(";\n") : STR("];\n"));
}

static void put_schedule(buf *out, const drawing *d)
{
    if (!d->schedule.len)
        return;
    buf_put(out, STR("    "));
    put_quoted(out, d->schedule_id);
    buf_put(out, STR(" [shape=oval, style=dashed, label="));
    put_quoted(out, d->schedule);
    buf_put(out, STR("];\n"));
    for (figure *f = d->whole->first; f; f = f->next) {
        figure from = { .id = d->schedule_id };

        if (figure_is_first(f))
            put_edge(out, &(figure_edge){ &from, f, LINK_DECIDES, NULL });
    }
}

static bool has_box(const figure *in)
{
    for (const figure *f = in->first; f; f = f->next)
        if (figure_is_box(f))
            return true;
    return false;
}

static void emit(emitter *out, const ir_module *m)
{
    buf *b = out->text;
    drawing d = figures_of(out, m, &id_rule);

    figures_connect(&d);
    buf_put(b, STR("digraph "));
    put_quoted(b, d.whole->name);
    buf_put(b, STR(" {\n"));
    if (has_box(d.whole))
        buf_put(b, STR("    compound=true;\n"));
    buf_put(b, STR("    node [shape=box];\n"));
    put_figures(out, d.whole);
    put_schedule(b, &d);
    for (const figure_edge *e = d.edges; e; e = e->next)
        put_edge(b, e);
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
