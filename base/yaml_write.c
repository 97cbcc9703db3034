#include "base/formats.h"

#include "base/utf8.h"

#include <string.h>

enum { WIDTH = 80, KEY_MAX = 1000 };

static bool has_control(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] < 0x20 || s.ptr[i] == 0x7f)
            return true;
    return false;
}

/* Characters that some reader takes for a line break or refuses raw. */
static bool needs_escape(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
           code == 0x2029 || code == 0xfeff || code == 0xfffe || code == 0xffff;
}

static void put_escaped(buf *out, uint32_t code)
{
    static const char names[] = "\\\"nrtbf", values[] = "\\\"\n\r\t\b\f";
    const char *value = code && code < 0x80 ? strchr(values, (int)code) : NULL;

    if (value)
        buf_printf(out, "\\%c", names[value - values]);
    else if (needs_escape(code))
        buf_printf(out, "\\u%04x", (unsigned)code);
    else
        utf8_put(out, code);
}

static void put_double(buf *out, str s)
{
    buf_char(out, '"');
    for (size_t at = 0; at < s.len;)
        put_escaped(out, utf8_next(s, &at));
    buf_char(out, '"');
}

static void put_single(buf *out, str s)
{
    buf_char(out, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            buf_char(out, '\'');
        buf_char(out, s.ptr[i]);
    }
    buf_char(out, '\'');
}

static void put_quoted(buf *out, str s, yaml_quote quote)
{
    bool clean =
        str_find(s, STR("\"")) == s.len && str_find(s, STR("\\")) == s.len;

    if (clean || quote == YAML_DOUBLE)
        put_double(out, s);
    else
        put_single(out, s);
}

/* Plain text in [ ] and { } is read in more ways than elsewhere. */
static bool is_flow_safe(str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');

        if (!letter && !(c >= '0' && c <= '9') && !strchr("_./:@+-", c))
            return false;
    }
    return true;
}

static void put_text(buf *out, str s, bool quoted, bool flow)
{
    yaml_quote quote = yaml_quote_for(s);

    if (quote == YAML_PLAIN && !quoted && (!flow || is_flow_safe(s)))
        buf_put(out, s);
    else
        put_quoted(out, s, quote);
}

void yaml_write_number(buf *out, str spelling)
{
    size_t before = out->len, e = 0;
    str s, tail;

    json_write_number(out, spelling);
    s = str_sub(buf_str(out), before, out->len);
    while (e < s.len && s.ptr[e] != 'e' && s.ptr[e] != 'E' && s.ptr[e] != '"')
        e++;
    if (e == s.len)
        return;
    out->len = before + e;
    if (s.ptr[e] == '"') {
        buf_put(out, spelling);
        return;
    }
    tail = arena_copy(out->arena, str_sub(s, e + 1, s.len));
    if (str_find(str_sub(s, 0, e), STR(".")) == e)
        buf_put(out, STR(".0"));
    buf_char(out, 'e');
    if (*tail.ptr != '-' && *tail.ptr != '+')
        buf_char(out, '+');
    buf_put(out, tail);
}

static void put_scalar(buf *out, const doc *d, bool flow)
{
    switch ((doc_kind)d->kind) {
    case DOC_NULL: buf_put(out, STR("null")); break;
    case DOC_BOOL: buf_put(out, d->text); break;
    case DOC_INT:
    case DOC_FLOAT: yaml_write_number(out, d->text); break;
    case DOC_STRING:
        put_text(out, d->text, d->style == DOC_QUOTED, flow);
        break;
    case DOC_SEQ: buf_put(out, STR("[]")); break;
    case DOC_MAP: buf_put(out, STR("{}")); break;
    }
}

static bool is_leaf(const doc *d)
{
    return doc_is_scalar(d) || !d->count;
}

static str comment_of(const doc *d)
{
    return d->extra ? d->extra->comment : (str){ NULL, 0 };
}

static bool may_flow(const doc *d)
{
    if (d->style != DOC_FLOW)
        return false;
    doc_each (child, d) {
        if (!is_leaf(child) || comment_of(child).len ||
            (child->kind == DOC_STRING && has_control(child->text)) ||
            child->key.len > KEY_MAX)
            return false;
    }
    return true;
}

static size_t column(const buf *out)
{
    size_t from = out->len;

    while (from && out->ptr[from - 1] != '\n')
        from--;
    return utf8_count(str_sub(buf_str(out), from, out->len));
}

void yaml_write_inline(buf *out, const doc *d, bool flow)
{
    bool is_map = d->kind == DOC_MAP;

    if (is_leaf(d)) {
        put_scalar(out, d, flow);
        return;
    }
    buf_char(out, is_map ? '{' : '[');
    doc_each (child, d) {
        if (child != d->first)
            buf_put(out, STR(", "));
        if (is_map) {
            put_text(out, child->key, false, true);
            buf_put(out, STR(": "));
        }
        yaml_write_inline(out, child, true);
    }
    buf_char(out, is_map ? '}' : ']');
}

/* Writes d on the current line; takes it back when it gets too long. */
static bool put_flow(buf *out, const doc *d)
{
    size_t before = out->len;

    if (!may_flow(d))
        return false;
    yaml_write_inline(out, d, true);
    if (column(out) <= WIDTH)
        return true;
    out->len = before;
    return false;
}

static bool is_literal_character(uint32_t code)
{
    return code == '\n' || code == '\t' ||
           (code != UTF8_BAD && code != '\r' && !needs_escape(code) &&
            (code & 0xfffe) != 0xfffe);
}

static bool may_be_literal(const doc *d)
{
    str s = d->text;

    if (d->kind != DOC_STRING || d->style == DOC_QUOTED ||
        str_find(s, STR("\n")) == s.len || strchr(" \t\n", *s.ptr))
        return false;
    for (size_t at = 0; at < s.len;)
        if (!is_literal_character(utf8_next(s, &at)))
            return false;
    return true;
}

static void put_literal(buf *out, str s, size_t indent)
{
    bool one = s.len && s.ptr[s.len - 1] == '\n';
    bool more = s.len > 1 && one && s.ptr[s.len - 2] == '\n';

    buf_put(out, more ? STR("|+") : one ? STR("|") : STR("|-"));
    for (size_t at = 0; at < s.len;) {
        str line = str_sub(s, at, s.len);

        line = str_sub(line, 0, str_find(line, STR("\n")));
        buf_char(out, '\n');
        if (line.len)
            buf_fill(out, ' ', indent);
        buf_put(out, line);
        at += line.len + 1;
    }
    buf_char(out, '\n');
}

static void put_comment(buf *out, str text, size_t indent)
{
    while (text.len) {
        str line = str_sub(text, 0, str_find(text, STR("\n")));

        text = str_sub(text, line.len + 1, text.len);
        buf_fill(out, ' ', indent);
        buf_char(out, '#');
        if (line.len)
            buf_char(out, ' ');
        for (size_t at = 0; at < line.len;) {
            uint32_t code = utf8_next(line, &at);

            if (code == '\t' || is_literal_character(code))
                utf8_put(out, code);
        }
        buf_char(out, '\n');
    }
}

static void put_children(buf *out, const doc *d, size_t indent, bool compact);

/*
 * The value behind "key:", "- ", "? " or ": ". `indent` is that of its
 * children; `compact`: the first of them stands on the same line.
 */
static void put_value(buf *out, const doc *d, size_t indent, bool compact)
{
    if (!compact && (is_leaf(d) || may_flow(d)))
        buf_char(out, ' ');
    if (may_be_literal(d)) {
        put_literal(out, d->text, indent);
        return;
    }
    if (is_leaf(d)) {
        put_scalar(out, d, false);
        buf_char(out, '\n');
        return;
    }
    if (put_flow(out, d)) {
        buf_char(out, '\n');
        return;
    }
    if (!compact && may_flow(d))
        out->len--; /* the blank */
    if (!compact)
        buf_char(out, '\n');
    put_children(out, d, indent, compact);
}

static void put_key(buf *out, const doc *child, size_t indent)
{
    size_t before = out->len;

    put_text(out, child->key, false, false);
    if (out->len - before <= KEY_MAX) {
        buf_char(out, ':');
        put_value(out, child, indent + 2, false);
        return;
    }
    out->len = before;
    buf_put(out, STR("? "));
    put_text(out, child->key, false, false);
    buf_char(out, '\n');
    buf_fill(out, ' ', indent);
    buf_put(out, STR(": "));
    put_value(out, child, indent + 2, true);
}

/* The comments of d and of what begins on the same line as d. */
static void put_head_comments(buf *out, const doc *d, size_t indent)
{
    for (;;) {
        put_comment(out, comment_of(d), indent);
        if (is_leaf(d))
            return;
        d = doc_walk_first(d).child;
    }
}

static void put_item(buf *out, const doc *child, size_t indent)
{
    buf_put(out, STR("- "));
    put_value(out, child, indent + 2, true);
}

/* `compact`: the first child begins where the line stands. */
static void put_children(buf *out, const doc *d, size_t indent, bool compact)
{
    doc_walk_each (w, d) {
        if (!compact) {
            if (d->kind == DOC_MAP)
                put_comment(out, comment_of(w.child), indent);
            else
                put_head_comments(out, w.child, indent);
            buf_fill(out, ' ', indent);
        }
        compact = false;
        if (d->kind == DOC_MAP)
            put_key(out, w.child, indent);
        else
            put_item(out, w.child, indent);
        buf_settle(out);
    }
}

void yaml_write(buf *out, const doc *d)
{
    put_comment(out, comment_of(d), 0);
    if (is_leaf(d))
        put_value(out, d, 2, true);
    else if (put_flow(out, d))
        buf_char(out, '\n');
    else
        put_children(out, d, 0, false);
}
