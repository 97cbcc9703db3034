#include "base/formats.h"

#include "base/utf8.h"

#include <string.h>

static bool is_raw(unsigned char c)
{
    return c >= ' ' && c != '"' && c != '\\' && c != 0x7f;
}

static void put_escape(buf *out, unsigned char c)
{
    static const char names[] = "\"\\bfnrt", values[] = "\"\\\b\f\n\r\t";
    const char *value = c ? strchr(values, c) : NULL;

    buf_char(out, '\\');
    if (value)
        buf_char(out, names[value - values]);
    else
        buf_printf(out, "u%04x", c);
}

/* Whether JSON may have the character as it is, but readers of YAML, who get
 * lists and structs as JSON, refuse it or take it for the end of a line. */
static bool is_odd(uint32_t code)
{
    return (code >= 0x80 && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
           code == 0xfeff || code == 0xfffe || code == 0xffff;
}

/* Whether 8 bytes stand for themselves; no for some that do. */
static bool are_plain(const char *ptr)
{
    const uint64_t ones = 0x0101010101010101u;
    uint64_t x, other;

    memcpy(&x, ptr, sizeof x);
    other = x | (x + ones) | (x - ones * ' ') | ((x ^ ones * '"') - ones) |
            ((x ^ ones * '\\') - ones);
    return !(other & ones * 0x80);
}

/* Bytes at the start that stand for themselves, ASCII only. */
static size_t plain_length(str text)
{
    size_t at = 0;

    while (at + 8 <= text.len && are_plain(text.ptr + at))
        at += 8;
    while (at < text.len && is_raw((unsigned char)text.ptr[at]) &&
           (unsigned char)text.ptr[at] < 0x80)
        at++;
    return at;
}

/* Code points from 0x80 on, from `at`, that stand for themselves. */
static size_t wide_length(str text, size_t at)
{
    size_t from = at;

    while (at < text.len) {
        size_t next = at;
        uint32_t code = utf8_next(text, &next);

        if (code < 0x80 || code == UTF8_BAD || is_odd(code))
            break;
        at = next;
    }
    return at - from;
}

static void put_other(buf *out, str text, size_t *at)
{
    uint32_t code = utf8_next(text, at);

    if (code < 0x80)
        put_escape(out, (unsigned char)code);
    else if (is_odd(code))
        buf_printf(out, "\\u%04x", (unsigned)code);
    else
        utf8_put(out, code);
}

void json_write_inside(buf *out, str text)
{
    size_t at = 0, from = 0;

    for (;; from = at) {
        at += plain_length(str_sub(text, at, text.len));
        at += wide_length(text, at);
        buf_put(out, str_sub(text, from, at));
        if (at == text.len)
            return;
        if (at == from)
            put_other(out, text, &at);
    }
}

void json_write_string(buf *out, str text)
{
    buf_char(out, '"');
    json_write_inside(out, text);
    buf_char(out, '"');
}

static size_t skip_digits(str s, size_t at)
{
    while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9')
        at++;
    return at;
}

/* Whole part without leading zeros, at least one digit. */
static void put_whole(buf *out, str part)
{
    while (part.len > 1 && *part.ptr == '0')
        part = str_sub(part, 1, part.len);
    buf_put(out, part.len ? part : STR("0"));
}

void json_write_number(buf *out, str spelling)
{
    size_t from = 0, at;

    if (spelling.len && (*spelling.ptr == '-' || *spelling.ptr == '+'))
        from = 1;
    at = skip_digits(spelling, from);
    if (at == from && (at + 1 >= spelling.len || spelling.ptr[at] != '.' ||
                       skip_digits(spelling, at + 1) == at + 1)) {
        json_write_string(out, spelling);
        return;
    }
    if (*spelling.ptr == '-')
        buf_char(out, '-');
    put_whole(out, str_sub(spelling, from, at));
    if (at < spelling.len && spelling.ptr[at] == '.') {
        from = at + 1;
        at = skip_digits(spelling, from);
        buf_char(out, '.');
        buf_put(out, at > from ? str_sub(spelling, from, at) : STR("0"));
    }
    buf_put(out, str_sub(spelling, at, spelling.len));
}

/* A new line `level` deep, or nothing in compact text (level below 0). */
static void put_break(buf *out, int level)
{
    if (level < 0)
        return;
    buf_char(out, '\n');
    buf_fill(out, ' ', 2 * (size_t)level);
}

static void put_value(buf *out, const doc *d, int level);

static void put_children(buf *out, const doc *d, int level)
{
    int inner = level < 0 ? level : level + 1;
    bool object = d->kind == DOC_MAP, first = true;

    buf_char(out, object ? '{' : '[');
    doc_walk_each (w, d) {
        if (!first)
            buf_char(out, ',');
        first = false;
        put_break(out, inner);
        if (object) {
            json_write_string(out, w.child->key);
            buf_put(out, level < 0 ? STR(":") : STR(": "));
        }
        put_value(out, w.child, inner);
        buf_settle(out);
    }
    if (!first)
        put_break(out, level);
    buf_char(out, object ? '}' : ']');
}

static void put_value(buf *out, const doc *d, int level)
{
    switch ((doc_kind)d->kind) {
    case DOC_NULL: buf_put(out, STR("null")); break;
    case DOC_BOOL: buf_put(out, d->text); break;
    case DOC_INT:
    case DOC_FLOAT: json_write_number(out, d->text); break;
    case DOC_STRING: json_write_string(out, d->text); break;
    case DOC_SEQ:
    case DOC_MAP: put_children(out, d, level); break;
    }
}

void json_write(buf *out, const doc *d)
{
    put_value(out, d, 0);
    buf_char(out, '\n');
}

void json_write_compact(buf *out, const doc *d)
{
    put_value(out, d, -1);
}

/* What json_write_compact would write; only what needs care is written. */
static size_t size_of_text(buf *scratch, str text)
{
    if (plain_length(text) == text.len)
        return text.len + 2;
    scratch->len = 0;
    json_write_string(scratch, text);
    return scratch->len;
}

static size_t size_of(buf *scratch, const doc *d)
{
    size_t size = 0;

    if (d->kind == DOC_STRING)
        return size_of_text(scratch, d->text);
    if (doc_is_scalar(d)) {
        scratch->len = 0;
        put_value(scratch, d, -1);
        return scratch->len;
    }
    doc_walk_each (w, d) {
        size += size_of(scratch, w.child) + 1;
        if (d->kind == DOC_MAP)
            size += size_of_text(scratch, w.child->key) + 1;
    }
    return size ? size + 1 : 2;
}

size_t json_size(arena *a, const doc *d)
{
    buf scratch = buf_new(a);

    return size_of(&scratch, d);
}
