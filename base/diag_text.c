#include "base/diag.h"

#include "base/utf8.h"

/*
 * The shown part of a source line is at most WINDOW columns wide; before the
 * caret up to LEAD columns of it are kept.
 */
enum { WINDOW = 160, LEAD = 60, GUTTER = 5 };

typedef struct screen {
    buf *out;
    const sources *all;
    bool color;
} screen;

static void paint(const screen *to, const char *sgr)
{
    if (to->color)
        buf_printf(to->out, "\033[%sm", sgr);
}

static const char *severity_color(severity s)
{
    switch (s) {
    case DIAG_ERROR: return "1;31";
    case DIAG_WARNING: return "1;35";
    case DIAG_NOTE: break;
    }
    return "1;36";
}

/* Characters that would move the cursor or reorder the line. */
static bool is_unsafe(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
           code == 0x2029 || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0xfeff ||
           code == UTF8_BAD;
}

/* What a terminal may get for a code point: tabs become one blank. */
static uint32_t shown(uint32_t code)
{
    if (code == '\t')
        return ' ';
    return is_unsafe(code) ? 0xfffd : code;
}

static void put_clean(const screen *to, str s)
{
    for (size_t at = 0; at < s.len;)
        utf8_put(to->out, shown(utf8_next(s, &at)));
}

static size_t columns(str s)
{
    size_t n = 0;

    for (size_t at = 0; at < s.len;)
        n += (size_t)utf8_width(shown(utf8_next(s, &at)));
    return n;
}

/* Offset in s of the character that stands `column` columns from the left. */
static size_t offset_of_column(str s, size_t column)
{
    size_t at = 0, seen = 0;

    while (at < s.len) {
        size_t next = at;

        seen += (size_t)utf8_width(shown(utf8_next(s, &next)));
        if (seen > column)
            break;
        at = next;
    }
    return at;
}

static size_t previous(str s, size_t at)
{
    size_t first = at > 4 ? at - 4 : 0;

    do
        at--;
    while (at > first && ((unsigned char)s.ptr[at] & 0xc0) == 0x80);
    return at;
}

/* Bytes [*from, *to) of the line are shown; mark is the caret's offset. Looks
 * at no more than the window: a line may be as long as its file. */
static void choose_window(str line, size_t mark, size_t *from, size_t *to)
{
    size_t lead = 0, at = mark;

    *from = 0;
    while (at && lead < LEAD) {
        size_t last = at;

        at = previous(line, at);
        lead += columns(str_sub(line, at, last));
    }
    if (at && offset_of_column(line, WINDOW) < line.len)
        *from = at;
    *to = *from + offset_of_column(str_sub(line, *from, line.len), WINDOW);
}

static void put_caret_lines(const screen *to, place p, str line, span mark)
{
    size_t from, end, width;

    choose_window(line, mark.lo, &from, &end);
    buf_printf(to->out, "%*u |", GUTTER, (unsigned)p.line);
    if (line.len)
        buf_char(to->out, ' ');
    if (from)
        buf_put(to->out, STR("…"));
    put_clean(to, str_sub(line, from, end));
    if (end < line.len)
        buf_put(to->out, STR("…"));
    buf_char(to->out, '\n');
    buf_fill(to->out, ' ', GUTTER);
    buf_put(to->out, STR(" | "));
    buf_fill(to->out, ' ',
             columns(str_sub(line, from, mark.lo)) + (from ? 1 : 0));
    paint(to, "1;32");
    buf_char(to->out, '^');
    width = columns(str_sub(line, mark.lo, mark.hi < end ? mark.hi : end));
    buf_fill(to->out, '~', width ? width - 1 : 0);
    paint(to, "");
    buf_char(to->out, '\n');
}

/* The part of the span that is on its first line, as offsets in that line. */
static span mark_in_line(const source *s, str line, span at)
{
    size_t start = (size_t)(line.ptr - s->text.ptr);
    size_t lo = at.lo - s->base, hi = at.hi - s->base;

    lo = lo > start ? lo - start : 0;
    hi = hi > start ? hi - start : 0;
    if (lo > line.len)
        lo = line.len;
    if (hi > line.len)
        hi = line.len;
    return (span){ (uint32_t)lo, (uint32_t)(hi > lo ? hi : lo) };
}

static void put_excerpt(const screen *to, place p, span at)
{
    str line = source_line(to->out->arena, p.source, p.line);

    put_caret_lines(to, p, line, mark_in_line(p.source, line, at));
}

static void put_place(const screen *to, place p, str path)
{
    paint(to, "1");
    if (p.source) {
        put_clean(to, p.source->name);
        buf_printf(to->out, ":%u:%u: ", (unsigned)p.line, (unsigned)p.column);
    } else if (path.len) {
        put_clean(to, path);
        buf_put(to->out, STR(": "));
    }
    paint(to, "");
}

static void put_label(const screen *to, severity s)
{
    paint(to, severity_color(s));
    buf_put(to->out, str_of(severity_name(s)));
    buf_put(to->out, STR(": "));
    paint(to, "");
}

static bool is_help(const diag_note_entry *note)
{
    return !note->at.lo && !note->at.hi;
}

static void put_notes(const screen *to, const diag *d)
{
    const diag_note_entry *last_help = NULL;

    for (const diag_note_entry *n = d->notes; n; n = n->next)
        if (is_help(n))
            last_help = n;
    for (const diag_note_entry *n = d->notes; n; n = n->next) {
        if (is_help(n)) {
            buf_put(to->out, STR("help: "));
        } else {
            put_place(to, source_place(to->out->arena, to->all, n->at.lo),
                      (str){ NULL, 0 });
            put_label(to, DIAG_NOTE);
        }
        put_clean(to, n->text);
        if (n == last_help)
            buf_printf(to->out, "   (pipec explain %s)", diag_rows[d->id].code);
        buf_char(to->out, '\n');
    }
}

void diag_text(buf *out, const sources *all, const diag *d, bool color)
{
    const screen to = { out, all, color };
    place p = source_place(out->arena, all, d->at.lo);

    put_place(&to, p, d->path);
    put_label(&to, d->severity);
    paint(&to, "1");
    put_clean(&to, d->text);
    paint(&to, "");
    if (d->targets.len)
        buf_printf(out, " (%.*s)", STR_ARG(d->targets));
    buf_printf(out, " [%s]\n", diag_rows[d->id].code);
    if (p.source)
        put_excerpt(&to, p, d->at);
    put_notes(&to, d);
}
