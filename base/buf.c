#include "base/base.h"

#include <string.h>

static void reserve(buf *b, size_t more)
{
    size_t cap = b->cap < 32 ? 64 : b->cap * 2;
    char *ptr;

    if (more <= b->cap - b->len)
        return;
    if (cap < b->len + more)
        cap = b->len + more;
    ptr = arena_alloc(b->arena, cap, 1);
    if (b->len)
        memcpy(ptr, b->ptr, b->len);
    b->ptr = ptr;
    b->cap = cap;
}

buf buf_new(arena *a)
{
    return (buf){ .arena = a };
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
    va_list args;

    va_start(args, fmt);
    buf_put(b, arena_vprintf(b->arena, fmt, args));
    va_end(args);
}

str buf_str(const buf *b)
{
    return (str){ b->ptr, b->len };
}
