#include "backends/figure.h"

/*
 * A Mermaid flow chart: `flowchart TD`, a subgraph for each region, one line an
 * edge. Dotted edges say what a branch is decided by.
 */

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

/* ---- labels ---------------------------------------------------------------- */

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || ((unsigned char)c & 0x80);
}

static bool is_among(char c, str set)
{
    return str_find(set, (str){ &c, 1 }) < set.len;
}

/*
 * A quoted label is read as Markdown with formulas and directives in it, but
 * entities are taken out before that. A list's mark counts at the start only,
 * an underscore only at the end of a word.
 */
static bool is_special(str text, size_t at)
{
    char c = text.ptr[at];
    bool inside = at && is_word(text.ptr[at - 1]) && at + 1 < text.len &&
                  is_word(text.ptr[at + 1]);

    if (c == '_')
        return !inside;
    if (is_among(c, STR("\"#<>&%`*~$\\")))
        return true;
    if (at && !is_among(text.ptr[at - 1], STR("0123456789")))
        return false;
    return is_among(c, STR(".)")) ? at < 10 && !inside
                                  : !at && is_among(c, STR("-+"));
}

static void put_label(buf *out, str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c < ' ' || c == 0x7f)
            buf_char(out, ' ');
        else if (is_special(text, i))
            buf_printf(out, "#%d;", c);
        else
            buf_char(out, text.ptr[i]);
    }
}

/* ---- figures --------------------------------------------------------------- */

static void put_indent(buf *out, const figure *f)
{
    buf_fill(out, ' ', (size_t)f->depth * 4);
}

static void put_figures(emitter *out, const figure *in);

static void put_box(emitter *out, const figure *f)
{
    buf *b = out->text;

    put_indent(b, f);
    buf_printf(b, "subgraph %.*s[\"", STR_ARG(f->id));
    put_label(b, figure_label(out->arena, f));
    buf_put(b, STR("\"]\n"));
    put_figures(out, f);
    put_indent(b, f);
    buf_put(b, STR("end\n"));
    if (f->kind != FIGURE_EXIT)
        return;
    put_indent(b, f);
    buf_printf(b, "style %.*s stroke-dasharray: 5 5\n", STR_ARG(f->id));
}

static void put_task(emitter *out, const figure *f)
{
    buf *b = out->text;

    put_indent(b, f);
    buf_printf(b, "%.*s[\"", STR_ARG(f->id));
    put_label(b, figure_label(out->arena, f));
    buf_put(b, STR("\"]\n"));
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

static void put_edge(buf *out, str from, const char *arrow, str to)
{
    buf_printf(out, "    %.*s %s %.*s\n", STR_ARG(from), arrow, STR_ARG(to));
}

static void put_schedule(buf *out, const drawing *d)
{
    if (!d->schedule.len)
        return;
    buf_printf(out, "    %.*s([\"", STR_ARG(d->schedule_id));
    put_label(out, d->schedule);
    buf_put(out, STR("\"])\n"));
    for (const figure *f = d->whole->first; f; f = f->next)
        if (figure_is_first(f))
            put_edge(out, d->schedule_id, "-.->", f->id);
}

static void emit(emitter *out, const ir_module *m)
{
    buf *b = out->text;
    drawing d = figures_of(out, m, &id_rule);

    figures_connect(&d);
    buf_put(b, STR("flowchart TD\n"));
    put_figures(out, d.whole);
    put_schedule(b, &d);
    for (const figure_edge *e = d.edges; e; e = e->next)
        put_edge(b, e->from->id, e->link == LINK_DECIDES ? "-.->" : "-->",
                 e->to->id);
}

static const pass *const lower[] = { NULL };
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
