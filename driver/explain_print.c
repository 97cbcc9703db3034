#include "driver/explain.h"

#include "base/formats.h"

/* ---- small parts --------------------------------------------------------- */

static const char *const places[] = { "command", "args", "env" };

static const char *const origins[] = { "source", "input", "output", "style",
                                       "target" };

static str place_text(const run *r, arena *a, span at)
{
    place p = source_place(a, &r->session.sources, at.lo);

    if (!p.source)
        return STR("");
    return arena_printf(a, "%.*s:%u:%u", STR_ARG(p.source->name), p.line,
                        p.column);
}

static void put_place(const run *r, buf *out, span at)
{
    str text = place_text(r, out->arena, at);

    if (text.len)
        buf_printf(out, " (%.*s)", STR_ARG(text));
}

static uint32_t lines_of(str text)
{
    uint32_t n = 1;

    for (size_t i = 0; i + 1 < text.len; i++)
        n += text.ptr[i] == '\n';
    return n;
}

/* What would make a terminal do something stands as an escape. */
static void put_visible(buf *out, str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c == '\n')
            buf_put(out, STR("\\n"));
        else if (c == '\t')
            buf_put(out, STR("\\t"));
        else if (c < 0x20 || c == 0x7f)
            buf_printf(out, "\\x%02x", c);
        else
            buf_char(out, text.ptr[i]);
    }
}

static void put_words_text(buf *out, const explain_word *w)
{
    uint32_t lines = lines_of(w->text);
    str first = str_sub(w->text, 0, str_find(w->text, STR("\n")));
    bool own = w->origin == EXPLAIN_STYLE || w->origin == EXPLAIN_TARGET;

    if (lines > 2 && own && str_starts(first, STR("# ")))
        buf_printf(out, "(a text that %.*s; %u lines)",
                   STR_ARG(str_sub(first, 2, first.len)), lines);
    else if (lines > 2)
        buf_printf(out, "(%u lines, the first is: %.*s)", lines,
                   STR_ARG(first));
    else if (!w->text.len)
        buf_put(out, STR("''"));
    else
        put_visible(out, w->text);
}

/* ---- where from ---------------------------------------------------------- */

static void put_port(const run *r, buf *out, const explain_word *w)
{
    buf_printf(out, "%s '%.*s'",
               w->origin == EXPLAIN_INPUT ? "input" : "output",
               STR_ARG(w->port->name));
    put_place(r, out, w->at);
}

static void put_role(buf *out, const explain_word *w)
{
    if (w->role.len)
        buf_printf(out, ", %.*s", STR_ARG(w->role));
}

static void put_origin(const run *r, buf *out, const explain_word *w)
{
    switch (w->origin) {
    case EXPLAIN_WRITTEN:
        buf_put(out, place_text(r, out->arena, w->at));
        put_role(out, w);
        break;
    case EXPLAIN_INPUT:
    case EXPLAIN_OUTPUT:
        put_port(r, out, w);
        put_role(out, w);
        break;
    case EXPLAIN_STYLE:
        buf_put(out, STR("pipec's own, for the argument style"));
        put_place(r, out, w->at);
        break;
    case EXPLAIN_TARGET:
        buf_printf(out, "pipec's own: %.*s", STR_ARG(w->role));
        break;
    }
}

static void put_line(buf *out, const char *label)
{
    buf_printf(out, "\n       %-7s ", label);
}

static void put_values(const run *r, buf *out, const explain_word *w)
{
    for (const explain_value *v = w->values; v; v = v->next) {
        put_line(out, v == w->values ? "values" : "");
        if (v->port)
            buf_printf(out, "%.*s = ", STR_ARG(v->port->name));
        buf_put(out, v->text.len ? v->text : STR("nothing"));
        put_place(r, out, v->at);
    }
}

static void put_condition(buf *out, const explain_word *w)
{
    if (!w->when)
        return;
    put_line(out, "when");
    buf_printf(out, "the platform looks whether input '%.*s' is present",
               STR_ARG(w->when->name));
}

/* ---- what may change it -------------------------------------------------- */

/* Markdown's quotes mean nothing in a terminal. */
static void put_plain(buf *out, const char *text)
{
    for (; *text; text++)
        if (*text != '`')
            buf_char(out, *text);
}

static void put_hazards(const explanation *e, buf *out, const explain_word *w)
{
    bool exact = true;

    put_line(out, "exact");
    for (size_t i = 0; i < HAZARD_COUNT; i++) {
        const hazard *h = &hazards[i];

        if (!explain_befalls(e, w, h))
            continue;
        if (exact)
            buf_put(out, STR("no; these change in values:"));
        exact = false;
        put_line(out, "");
        put_plain(out, h->value);
        buf_put(out, STR(": "));
        put_plain(out, h->effect[e->job->out.backend->hazards]);
        buf_printf(out, " [%s]", h->id);
    }
    if (exact)
        buf_put(out, STR("yes"));
}

/* ---- one word ------------------------------------------------------------ */

static void put_left_out(buf *out, const explain_word *w)
{
    buf_put(out, STR("left out"));
    if (w->lacks)
        buf_printf(out, ": %sinput '%.*s' has %s",
                   w->has_value ? "" : "optional ", STR_ARG(w->lacks->name),
                   w->has_value ? "a value" : "no value");
}

static bool is_left_out(const explain_word *w)
{
    return !w->number && !w->reference.len;
}

static void put_itself(buf *out, const explain_word *w)
{
    if (w->number)
        buf_printf(out, "%4u  ", w->number);
    else
        buf_put(out, STR("   -  "));
    if (w->name.len)
        buf_printf(out, "%.*s%s", STR_ARG(w->name), w->number ? "=" : ": ");
    if (w->reference.len)
        buf_put(out, w->reference);
    else
        put_words_text(out, w);
}

static void put_word(const run *r, const explanation *e, buf *out,
                     const explain_word *w)
{
    put_itself(out, w);
    put_line(out, "from");
    put_origin(r, out, w);
    put_condition(out, w);
    put_values(r, out, w);
    if (w->values)
        put_hazards(e, out, w);
    else
        buf_put(out, STR("; exact"));
    buf_char(out, '\n');
}

/* Words that one reason keeps out of one place are told in one; the last. */
static const explain_word *put_gap(const run *r, buf *out,
                                   const explain_word *w)
{
    const explain_word *last = w;
    uint32_t words = 1;

    while (last->next && is_left_out(last->next) &&
           last->next->place == w->place && last->next->lacks == w->lacks &&
           last->next->at.lo == w->at.lo && !w->name.len) {
        last = last->next;
        words++;
    }
    buf_put(out, STR("   -  "));
    if (w->name.len)
        buf_printf(out, "%.*s: ", STR_ARG(w->name));
    else
        buf_printf(out, "%u word%s ", words, words > 1 ? "s" : "");
    put_left_out(out, w);
    put_line(out, "from");
    put_origin(r, out, last);
    buf_char(out, '\n');
    return last;
}

/* ---- the task ------------------------------------------------------------ */

enum { NAMES_SHOWN = 5 };

static void put_names(buf *out, const doc *names)
{
    uint32_t n = 0;

    buf_printf(out, "written %u times, as", names->count);
    doc_each (name, names) {
        if (n++ == NAMES_SHOWN)
            break;
        buf_printf(out, "%s %.*s", n > 1 ? "," : "", STR_ARG(name->text));
    }
    if (names->count > NAMES_SHOWN)
        buf_put(out, STR(", ..."));
    buf_put(out, STR("; this is the first\n"));
}

static void put_head(const run *r, const explanation *e, buf *out)
{
    const ir_component *c = e->task->component;

    buf_printf(out, "task '%.*s' on %s", STR_ARG(e->task->name),
               e->job->out.backend->name);
    put_place(r, out, e->task->at);
    buf_printf(out, "\ncomponent '%.*s'", STR_ARG(c->name));
    put_place(r, out, c->at);
    buf_char(out, '\n');
    if (!e->first)
        buf_put(out, STR("not in the manifest: a condition that is decided "
                         "when compiling leaves it out\n"));
    else if (e->written->count > 1)
        put_names(out, e->written);
    else if (!e->words)
        buf_put(out, STR("the image decides what runs: there are no words\n"));
}

void explain_text(const run *r, const explanation *e, buf *out)
{
    int before = -1;

    put_head(r, e, out);
    for (const explain_word *w = e->words; w; w = w->next) {
        if ((int)w->place != before)
            buf_printf(out, "\n%s\n", places[w->place]);
        before = (int)w->place;
        if (is_left_out(w))
            w = put_gap(r, out, w);
        else
            put_word(r, e, out, w);
    }
}

/* ---- as data ------------------------------------------------------------- */

static void add_place(const run *r, arena *a, doc *onto, span at)
{
    place p = source_place(a, &r->session.sources, at.lo);

    if (!p.source)
        return;
    doc_put_text(a, onto, "file", p.source->name);
    doc_put(a, onto, STR("line"), doc_int(a, p.line));
    doc_put(a, onto, STR("column"), doc_int(a, p.column));
}

static doc *values_doc(const run *r, arena *a, const explain_word *w)
{
    doc *list = doc_seq(a);

    for (const explain_value *v = w->values; v; v = v->next) {
        doc *d = doc_push(a, list, doc_map(a));

        if (v->port)
            doc_put_text(a, d, "input", v->port->name);
        doc_put_text(a, d, "value", v->text);
        add_place(r, a, d, v->at);
    }
    return list;
}

static doc *hazards_doc(const explanation *e, arena *a, const explain_word *w)
{
    doc *list = doc_seq(a);

    for (size_t i = 0; i < HAZARD_COUNT; i++) {
        const hazard *h = &hazards[i];
        doc *d;

        if (!explain_befalls(e, w, h))
            continue;
        d = doc_push(a, list, doc_map(a));
        doc_put_text(a, d, "id", str_of(h->id));
        doc_put_text(a, d, "holds", str_of(h->value));
        doc_put_text(a, d, "effect",
                     str_of(h->effect[e->job->out.backend->hazards]));
    }
    return list;
}

static void add_left_out(arena *a, doc *d, const explain_word *w)
{
    buf text = buf_new(a);

    put_left_out(&text, w);
    doc_put_text(a, d, "leftOut", buf_str(&text));
}

static doc *word_doc(const run *r, const explanation *e, const explain_word *w)
{
    arena *a = e->arena;
    doc *d = doc_map(a), *list = hazards_doc(e, a, w);

    doc_put_text(a, d, "in", str_of(places[w->place]));
    if (w->number)
        doc_put(a, d, STR("number"), doc_int(a, w->number));
    if (w->name.len)
        doc_put_text(a, d, "name", w->name);
    if (w->reference.len)
        doc_put_text(a, d, "reference", w->reference);
    else if (w->number)
        doc_put_text(a, d, "text", w->text);
    else
        add_left_out(a, d, w);
    doc_put_text(a, d, "origin", str_of(origins[w->origin]));
    if (w->port)
        doc_put_text(a, d, "port", w->port->name);
    add_place(r, a, d, w->at);
    if (w->role.len)
        doc_put_text(a, d, "role", w->role);
    if (w->when)
        doc_put_text(a, d, "when", w->when->name);
    if (is_left_out(w))
        return d;
    doc_put_some(a, d, "values", values_doc(r, a, w));
    doc_put(a, d, STR("exact"), doc_bool(a, !list->count));
    doc_put_some(a, d, "hazards", list);
    return d;
}

doc *explain_doc(const run *r, const explanation *e)
{
    arena *a = e->arena;
    doc *d = doc_map(a), *words;

    doc_put_text(a, d, "task", e->task->name);
    doc_put_text(a, d, "target", str_of(e->job->out.backend->name));
    add_place(r, a, d, e->task->at);
    doc_put_text(a, d, "component", e->task->component->name);
    doc_put(a, d, STR("written"), doc_copy(a, e->written));
    words = doc_put(a, d, STR("words"), doc_seq(a));
    for (const explain_word *w = e->words; w; w = w->next)
        doc_push(a, words, word_doc(r, e, w));
    return d;
}
