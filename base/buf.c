#include "base/base.h"

#include <stdio.h>
#include <string.h>

enum { DRAINED_AT = 64 << 10 };

static void reserve(buf *b, size_t more)
{
    size_t cap = b->cap < 32 ? 64 : b->cap * 2;

    if (more <= b->cap - b->len)
        return;
    if (cap < b->len + more)
        cap = b->len + more;
    b->ptr = arena_grow(b->arena, b->ptr, b->cap, cap);
    b->cap = cap;
}

buf buf_new(arena *a)
{
    return (buf){ .arena = a };
}

buf buf_draining(arena *a, buf_drain_fn *drain, void *context)
{
    return (buf){ .arena = a, .drain = drain, .context = context };
}

void buf_end(buf *b)
{
    if (!b->drain || !b->len)
        return;
    b->drain(b->context, buf_str(b));
    b->len = 0;
}

void buf_settle(buf *b)
{
    if (b->len >= DRAINED_AT)
        buf_end(b);
}

void buf_put(buf *b, str s)
{
    if (!s.len)
        return;
    reserve(b, s.len);
    memcpy(b->ptr + b->len, s.ptr, s.len);
    b->len += s.len;
}

void buf_char(buf *b, char c)
{
    reserve(b, 1);
    b->ptr[b->len++] = c;
}

void buf_fill(buf *b, char c, size_t times)
{
    if (!times)
        return;
    reserve(b, times);
    memset(b->ptr + b->len, c, times);
    b->len += times;
}

void buf_printf(buf *b, const char *fmt, ...)
{
    va_list args, again;
    int len;

    va_start(args, fmt);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len > 0) {
        reserve(b, (size_t)len + 1); /* for the NUL */
        vsnprintf(b->ptr + b->len, (size_t)len + 1, fmt, again);
        b->len += (size_t)len;
    }
    va_end(again);
}

str buf_str(const buf *b)
{
    return (str){ b->ptr, b->len };
}
