#include "base/diff.h"

/* Beyond so many changed lines the rest counts as replaced whole. */
enum { CONTEXT_LINES = 3, CHANGES_MOST = 2000 };

typedef struct lines {
    str *items; /* each with its line break */
    uint32_t count;
} lines;

/* Which lines stay; the others are taken out of the old text, or put in. */
typedef struct script {
    arena *arena;
    lines old, now;
    bool *gone, *added;
} script;

static lines split(arena *a, str text)
{
    lines out = { NULL, 0 };
    uint32_t n = 0;

    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == '\n';
    out.items = arena_alloc(a, sizeof(str) * (n + 1), alignof(str));
    while (text.len) {
        str line = str_sub(text, 0, str_find(text, STR("\n")) + 1);

        out.items[out.count++] = line;
        text = str_sub(text, line.len, text.len);
    }
    return out;
}

/* ---- the shortest script (Myers, greedy) --------------------------------- */

/* The part of both texts without what they begin and end with alike. */
typedef struct middle {
    uint32_t lo, old_hi, new_hi;
} middle;

static middle trim(const script *s)
{
    middle m = { 0, s->old.count, s->now.count };

    while (m.lo < m.old_hi && m.lo < m.new_hi &&
           str_eq(s->old.items[m.lo], s->now.items[m.lo]))
        m.lo++;
    while (m.old_hi > m.lo && m.new_hi > m.lo &&
           str_eq(s->old.items[m.old_hi - 1], s->now.items[m.new_hi - 1])) {
        m.old_hi--;
        m.new_hi--;
    }
    return m;
}

static void replace_all(script *s, middle m)
{
    for (uint32_t i = m.lo; i < m.old_hi; i++)
        s->gone[i] = true;
    for (uint32_t i = m.lo; i < m.new_hi; i++)
        s->added[i] = true;
}

/* Line x of the old middle that diagonal k (x - y) reaches with d changes; the
 * row of d - 1 has index k + d - 1. */
static int32_t step(const int32_t *before, int32_t d, int32_t k)
{
    if (d == 0)
        return 0;
    if (k == -d || (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]))
        return before[k + 1 + d - 1];
    return before[k - 1 + d - 1] + 1;
}

static int32_t slide(const script *s, middle m, int32_t x, int32_t k)
{
    int32_t n = (int32_t)(m.old_hi - m.lo), o = (int32_t)(m.new_hi - m.lo);

    while (x < n && x - k < o &&
           str_eq(s->old.items[m.lo + (uint32_t)x],
                  s->now.items[m.lo + (uint32_t)(x - k)]))
        x++;
    return x;
}

static void walk_back(script *s, middle m, int32_t **rows, int32_t d)
{
    int32_t x = (int32_t)(m.old_hi - m.lo), y = (int32_t)(m.new_hi - m.lo);

    for (; d > 0; d--) {
        int32_t k = x - y;
        const int32_t *before = rows[d - 1];
        bool down = k == -d ||
                    (k != d && before[k - 1 + d - 1] < before[k + 1 + d - 1]);

        x = down ? before[k + 1 + d - 1] : before[k - 1 + d - 1];
        y = x - (down ? k + 1 : k - 1);
        if (down)
            s->added[m.lo + (uint32_t)y] = true;
        else
            s->gone[m.lo + (uint32_t)x] = true;
    }
}

/* A side's end is passed only by rows that no shortest script goes through. */
static bool is_inside(middle m, int32_t x, int32_t k)
{
    return x <= (int32_t)(m.old_hi - m.lo) &&
           x - k <= (int32_t)(m.new_hi - m.lo);
}

static bool is_end(middle m, int32_t x, int32_t k)
{
    return x == (int32_t)(m.old_hi - m.lo) &&
           x - k == (int32_t)(m.new_hi - m.lo);
}

static void compare(script *s)
{
    middle m = trim(s);
    int32_t **rows =
        arena_alloc(s->arena, sizeof *rows * CHANGES_MOST, alignof(int32_t *));

    for (int32_t d = 0; d < CHANGES_MOST; d++) {
        rows[d] = arena_alloc(s->arena, sizeof **rows * (size_t)(2 * d + 1),
                              alignof(int32_t));
        for (int32_t k = -d; k <= d; k++)
            rows[d][k + d] = -1;
        for (int32_t k = -d; k <= d; k += 2) {
            int32_t x = step(d ? rows[d - 1] : NULL, d, k);

            x = is_inside(m, x, k) ? slide(s, m, x, k) : x;
            rows[d][k + d] = x;
            if (is_end(m, x, k)) {
                walk_back(s, m, rows, d);
                return;
            }
        }
    }
    replace_all(s, m);
}

/* ---- writing ------------------------------------------------------------- */

static void put_line(buf *out, char sign, str line)
{
    buf_char(out, sign);
    buf_put(out, line);
    if (!str_ends(line, STR("\n")))
        buf_put(out, STR("\n\\ No newline at end of file\n"));
}

/* Lines [at, hi) of both texts, which are equal or changed. */
typedef struct hunk {
    uint32_t old_at, old_hi, new_at, new_hi;
} hunk;

static bool is_changed(const script *s, uint32_t old, uint32_t now)
{
    return (old < s->old.count && s->gone[old]) ||
           (now < s->now.count && s->added[now]);
}

static void put_range(buf *out, char sign, uint32_t at, uint32_t hi)
{
    buf_printf(out, " %c%u", sign, hi > at ? at + 1 : at);
    if (hi - at != 1)
        buf_printf(out, ",%u", hi - at);
}

static void put_hunk(buf *out, const script *s, hunk h)
{
    uint32_t old = h.old_at, now = h.new_at;

    buf_put(out, STR("@@"));
    put_range(out, '-', h.old_at, h.old_hi);
    put_range(out, '+', h.new_at, h.new_hi);
    buf_put(out, STR(" @@\n"));
    while (old < h.old_hi || now < h.new_hi) {
        if (old < h.old_hi && s->gone[old])
            put_line(out, '-', s->old.items[old++]);
        else if (now < h.new_hi && s->added[now])
            put_line(out, '+', s->now.items[now++]);
        else {
            put_line(out, ' ', s->old.items[old++]);
            now++;
        }
    }
}

/* The end of the hunk whose first change is at h's end. */
static void grow(const script *s, hunk *h)
{
    uint32_t equal = 0;

    while (h->old_hi < s->old.count || h->new_hi < s->now.count) {
        if (is_changed(s, h->old_hi, h->new_hi)) {
            bool gone = h->old_hi < s->old.count && s->gone[h->old_hi];

            equal = 0;
            h->old_hi += gone;
            h->new_hi += !gone;
            continue;
        }
        if (equal == 2 * CONTEXT_LINES)
            break;
        equal++;
        h->old_hi++;
        h->new_hi++;
    }
    if (equal > CONTEXT_LINES) {
        h->old_hi -= equal - CONTEXT_LINES;
        h->new_hi -= equal - CONTEXT_LINES;
    }
}

static void write(buf *out, const script *s)
{
    uint32_t old = 0, now = 0;

    while (old < s->old.count || now < s->now.count) {
        uint32_t before = old < CONTEXT_LINES ? old : CONTEXT_LINES;
        hunk h = { old - before, old, now - before, now };

        if (!is_changed(s, old, now)) {
            old++;
            now++;
            continue;
        }
        grow(s, &h);
        put_hunk(out, s, h);
        old = h.old_hi;
        now = h.new_hi;
    }
}

void diff_unified(buf *out, diff_side old, diff_side now)
{
    script s = { .arena = out->arena };

    if (str_eq(old.text, now.text))
        return;
    s.old = split(s.arena, old.text);
    s.now = split(s.arena, now.text);
    s.gone = arena_alloc(s.arena, s.old.count + 1, 1);
    s.added = arena_alloc(s.arena, s.now.count + 1, 1);
    compare(&s);
    buf_printf(out, "--- %.*s\n+++ %.*s\n", STR_ARG(old.name),
               STR_ARG(now.name));
    write(out, &s);
}
