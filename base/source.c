#include "base/source.h"

#include "base/utf8.h"

#include <string.h>

enum { SPACE_MAX = 1 << 30 };

/* The index of the source that holds offset, or all->count. */
static uint32_t index_at(const sources *all, uint32_t offset)
{
    uint32_t lo = 0, hi = all->count;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (all->items[mid]->base <= offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (!lo || offset - all->items[lo - 1]->base > all->items[lo - 1]->text.len)
        return all->count;
    return lo - 1;
}

/* Length of the line break at ptr: LF, CR LF or CR. */
static size_t break_at(str text, size_t at)
{
    if (text.ptr[at] == '\n')
        return 1;
    if (text.ptr[at] != '\r')
        return 0;
    return at + 1 < text.len && text.ptr[at + 1] == '\n' ? 2 : 1;
}

static size_t line_start(str text)
{
    return str_starts(text, STR("\xef\xbb\xbf")) ? 3 : 0;
}

/* Fills lines when it is not NULL; gives their number. */
static uint32_t split_lines(str text, uint32_t *lines)
{
    size_t at = line_start(text);
    uint32_t n = 1;

    if (lines)
        lines[0] = (uint32_t)at;
    while (at < text.len) {
        size_t len = break_at(text, at);

        at += len ? len : 1;
        if (!len)
            continue;
        if (lines)
            lines[n] = (uint32_t)at;
        n++;
    }
    return n;
}

static void make_lines(arena *a, source *s)
{
    if (s->lines)
        return;
    s->n_lines = split_lines(s->text, NULL);
    s->lines = arena_alloc(a, s->n_lines * sizeof *s->lines, alignof(uint32_t));
    split_lines(s->text, s->lines);
}

/* The last line that begins at or before offset, from 0. */
static uint32_t line_at(const source *s, size_t offset)
{
    uint32_t lo = 1, hi = s->n_lines;

    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;

        if (s->lines[mid] <= offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo - 1;
}

source *sources_add(sources *all, arena *a, str name, str text)
{
    uint32_t base = all->end + 1;
    source *s;

    if (text.len > SPACE_MAX || base > SPACE_MAX - (uint32_t)text.len)
        return NULL;
    if (all->count == all->cap) {
        uint32_t cap = all->cap ? all->cap * 2 : 8;
        source **items = arena_alloc(a, cap * sizeof(void *), alignof(void *));

        if (all->count)
            memcpy(items, all->items, all->count * sizeof(void *));
        all->items = items;
        all->cap = cap;
    }
    s = NEW(a, source);
    s->name = name;
    s->text = text;
    s->base = base;
    all->items[all->count++] = s;
    all->end = base + (uint32_t)text.len;
    return s;
}

const source *sources_at(const sources *all, uint32_t offset)
{
    uint32_t i = index_at(all, offset);

    return i < all->count ? all->items[i] : NULL;
}

/* Findings come in order: counting goes on where it ended, as a line may be as
 * long as its file. */
static uint32_t column_at(source *s, size_t from, size_t to)
{
    if (from != s->counted.from || to < s->counted.to)
        s->counted = (source_count){ from, from, 0 };
    s->counted.points +=
        (uint32_t)utf8_count(str_sub(s->text, s->counted.to, to));
    s->counted.to = to;
    return 1 + s->counted.points;
}

place source_place(arena *a, const sources *all, uint32_t offset)
{
    uint32_t i = index_at(all, offset);
    source *s = i < all->count ? all->items[i] : NULL;
    uint32_t line;

    if (!s)
        return (place){ NULL, 0, 0 };
    make_lines(a, s);
    line = line_at(s, offset - s->base);
    return (place){ s, line + 1,
                    column_at(s, s->lines[line], offset - s->base) };
}

str source_line(arena *a, source *s, uint32_t line)
{
    size_t from, to;

    make_lines(a, s);
    from = s->lines[line - 1];
    to = line < s->n_lines ? s->lines[line] : s->text.len;
    while (to > from && break_at(s->text, to - 1))
        to--;
    return str_sub(s->text, from, to);
}

str source_text(const sources *all, span at)
{
    const source *s = sources_at(all, at.lo);

    if (!s || at.hi < at.lo)
        return (str){ NULL, 0 };
    return str_sub(s->text, at.lo - s->base, at.hi - s->base);
}

span source_span(const source *s, size_t lo, size_t hi)
{
    return (span){ s->base + (uint32_t)lo, s->base + (uint32_t)hi };
}
