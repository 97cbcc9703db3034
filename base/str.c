#include "base/base.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { DISTANCE_MAX = 64 };

str str_of(const char *text)
{
    return (str){ text, strlen(text) };
}

bool str_eq(str a, str b)
{
    return a.len == b.len && (!a.len || !memcmp(a.ptr, b.ptr, a.len));
}

int str_cmp(str a, str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const str *)a, *(const str *)b);
}

void str_sort(str *items, size_t count)
{
    if (count > 1)
        qsort(items, count, sizeof *items, by_bytes);
}

bool str_starts(str s, str prefix)
{
    return s.len >= prefix.len && str_eq(str_sub(s, 0, prefix.len), prefix);
}

bool str_ends(str s, str suffix)
{
    return s.len >= suffix.len &&
           str_eq(str_sub(s, s.len - suffix.len, s.len), suffix);
}

bool str_is_empty(str s)
{
    return !s.len;
}

str str_sub(str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from > to)
        from = to;
    return s.ptr ? (str){ s.ptr + from, to - from } : (str){ NULL, 0 };
}

size_t str_find(str s, str needle)
{
    const char *hit = s.ptr;

    if (!needle.len)
        return 0;
    while (s.len && (size_t)(hit - s.ptr) + needle.len <= s.len) {
        size_t rest = s.len - (size_t)(hit - s.ptr) - needle.len + 1;

        hit = memchr(hit, needle.ptr[0], rest);
        if (!hit)
            return s.len;
        if (!memcmp(hit, needle.ptr, needle.len))
            return (size_t)(hit - s.ptr);
        hit++;
    }
    return s.len;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

str str_trim(str s)
{
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    while (s.len && is_blank(*s.ptr)) {
        s.ptr++;
        s.len--;
    }
    return s;
}

/* Code points of s, or DISTANCE_MAX + 1 when there are more. */
static size_t decode(uint32_t codes[DISTANCE_MAX], str s)
{
    size_t n = 0;

    for (size_t at = 0; at < s.len; n++) {
        if (n == DISTANCE_MAX)
            return DISTANCE_MAX + 1;
        codes[n] = utf8_next(s, &at);
    }
    return n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Optimal string alignment; three rows of the table are enough. */
static size_t edits(const uint32_t *a, size_t n_a, const uint32_t *b,
                    size_t n_b)
{
    size_t rows[3][DISTANCE_MAX + 1];
    size_t *old = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= n_b; j++)
        row[j] = j;
    for (size_t i = 1; i <= n_a; i++) {
        size_t *spare = old;

        old = above;
        above = row;
        row = spare;
        row[0] = i;
        for (size_t j = 1; j <= n_b; j++) {
            size_t change = above[j - 1] + (a[i - 1] != b[j - 1]);

            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], old[j - 2] + 1);
        }
    }
    return row[n_b];
}

size_t str_distance(str a, str b, size_t limit)
{
    uint32_t from[DISTANCE_MAX], to[DISTANCE_MAX];
    size_t n_from, n_to;

    if (str_eq(a, b))
        return 0;
    n_from = decode(from, a);
    n_to = decode(to, b);
    if (n_from > DISTANCE_MAX || n_to > DISTANCE_MAX)
        return limit;
    return least(edits(from, n_from, to, n_to), limit);
}

str arena_slug(arena *a, str s, size_t longest)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < s.len && out.len < longest; i++) {
        char c = s.ptr[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            buf_char(&out, c);
        else if (out.len && out.ptr[out.len - 1] != '-')
            buf_char(&out, '-');
    }
    while (out.len && out.ptr[out.len - 1] == '-')
        out.len--;
    return buf_str(&out);
}
