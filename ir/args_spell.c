#include "base/formats.h"
#include "base/utf8.h"
#include "ir/argstyle.h"

/* ---- numbers ------------------------------------------------------------- */

static bool is_infinite(const doc *d)
{
    return d->kind == DOC_FLOAT &&
           (str_ends(d->text, STR("inf")) || str_ends(d->text, STR("Inf")) ||
            str_ends(d->text, STR("INF")));
}

static bool is_nan(const doc *d)
{
    return d->kind == DOC_FLOAT && str_eq(str_sub(d->text, 0, 2), STR(".n"));
}

/*
 * Without zeros in front, which make an octal number or none; a point has a
 * digit before it.
 */
static void put_number(buf *out, str text)
{
    if (str_starts(text, STR("-")))
        buf_char(out, '-');
    if (str_starts(text, STR("-")) || str_starts(text, STR("+")))
        text = str_sub(text, 1, text.len);
    while (text.len > 1 && text.ptr[0] == '0' && text.ptr[1] >= '0' &&
           text.ptr[1] <= '9')
        text = str_sub(text, 1, text.len);
    if (str_starts(text, STR(".")))
        buf_char(out, '0');
    buf_put(out, text);
}

/* ---- strings ------------------------------------------------------------- */

/* What neither reader takes as it is between double quotes. */
static bool is_special(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
           code == 0x2029 || code == 0xfeff || code == 0xfffe || code == 0xffff;
}

/* Between double quotes, in an escape that Python and YAML have in common. */
static void put_quoted(buf *out, str text)
{
    buf_char(out, '"');
    for (size_t at = 0; at < text.len;) {
        size_t from = at;
        uint32_t code = utf8_next(text, &at);

        if (code == '"' || code == '\\')
            buf_printf(out, "\\%c", (char)code);
        else if (code < 0x100 && is_special(code))
            buf_printf(out, "\\x%02x", code);
        else if (code < 0x10000 && is_special(code))
            buf_printf(out, "\\u%04x", code);
        else
            buf_put(out, str_sub(text, from, at));
    }
    buf_char(out, '"');
}

/* OmegaConf reads ${ as an interpolation unless an odd run of backslashes
 * stands before it, which it halves. */
static str without_interpolation(arena *a, str text)
{
    buf out = buf_new(a);
    size_t run = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool opens = str_starts(str_sub(text, i, text.len), STR("${"));

        buf_fill(&out, '\\', opens ? run + 1 : 0);
        buf_char(&out, text.ptr[i]);
        run = text.ptr[i] == '\\' ? run + 1 : 0;
    }
    return buf_str(&out);
}

/* ---- trees --------------------------------------------------------------- */

/* A language of literals: how it spells what is not a string or a number. */
typedef struct literals {
    const char *null, *yes, *no, *infinity, *nan; /* no nan: there is none */
    bool omegaconf;
} literals;

static const literals python = {
    "None", "True", "False", "1e999", NULL, false
};
static const literals yaml = { "null", "true", "false", ".inf", ".nan", true };

static void put_string(buf *out, const literals *by, str text)
{
    if (by->omegaconf)
        text = without_interpolation(out->arena, text);
    put_quoted(out, text);
}

static bool put_float(buf *out, const literals *by, const doc *value)
{
    if (is_infinite(value))
        buf_printf(out, "%s%s", value->text.ptr[0] == '-' ? "-" : "",
                   by->infinity);
    else if (is_nan(value))
        buf_printf(out, "%s", by->nan ? by->nan : "");
    else
        put_number(out, value->text);
    return by->nan || !is_nan(value);
}

static void put_bool(buf *out, const literals *by, str text)
{
    buf_put(out, str_of(str_eq(text, STR("true")) ? by->yes : by->no));
}

static bool put_literal(buf *out, const literals *by, const doc *value);

static bool put_children(buf *out, const literals *by, const doc *value)
{
    bool is_map = doc_is_map(value), good = true;

    buf_char(out, is_map ? '{' : '[');
    doc_each (child, value) {
        if (child != value->first)
            buf_put(out, STR(", "));
        if (is_map) {
            put_quoted(out, child->key);
            buf_put(out, STR(": "));
        }
        good &= put_literal(out, by, child);
    }
    buf_char(out, is_map ? '}' : ']');
    return good;
}

static bool put_literal(buf *out, const literals *by, const doc *value)
{
    switch ((doc_kind)value->kind) {
    case DOC_NULL: buf_put(out, str_of(by->null)); return true;
    case DOC_BOOL: put_bool(out, by, value->text); return true;
    case DOC_INT: put_number(out, value->text); return true;
    case DOC_FLOAT: return put_float(out, by, value);
    case DOC_STRING: put_string(out, by, value->text); return true;
    case DOC_SEQ:
    case DOC_MAP: break;
    }
    return put_children(out, by, value);
}

static void put_plain(buf *out, const doc *value)
{
    if (doc_is_scalar(value) && value->kind != DOC_NULL)
        buf_put(out, value->text);
    else
        json_write_compact(out, value);
}

bool arg_spell(buf *out, escape_kind escape, const doc *value)
{
    switch (escape) {
    case ESCAPE_NONE: put_plain(out, value); return true;
    case ESCAPE_HYDRA: return hydra_value(out, value);
    case ESCAPE_PYTHON: return put_literal(out, &python, value);
    case ESCAPE_YAML: return put_literal(out, &yaml, value);
    case ESCAPE_JSON: break;
    }
    json_write_compact(out, value);
    return true;
}

/* ---- elements between commas --------------------------------------------- */

static bool needs_quotes(str text, bool alone)
{
    for (size_t i = 0; i < text.len; i++)
        if (str_find(STR(",\"\r\n"), str_sub(text, i, i + 1)) < 4)
            return true;
    return alone && !text.len;
}

static void put_element(buf *out, str text, bool alone)
{
    if (!needs_quotes(text, alone)) {
        buf_put(out, text);
        return;
    }
    buf_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            buf_char(out, '"');
        buf_char(out, text.ptr[i]);
    }
    buf_char(out, '"');
}

/* What Python's strip takes off. */
static bool is_blank(uint32_t c)
{
    return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 ||
           c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) ||
           c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
           c == 0x3000;
}

static bool has_outer_blank(str text)
{
    size_t first = 0, last = text.len;

    if (!text.len)
        return false;
    do
        last--;
    while (last > 0 && ((unsigned char)text.ptr[last] & 0xc0) == 0x80);
    return is_blank(utf8_next(text, &first)) ||
           is_blank(utf8_next(text, &last));
}

/* Readers trim what stands between the commas. */
bool arg_spell_csv(buf *out, const doc *list)
{
    bool good = true;

    doc_each (child, list) {
        buf text = buf_new(out->arena);

        put_plain(&text, child);
        if (child != list->first)
            buf_char(out, ',');
        put_element(out, buf_str(&text), list->count == 1);
        good &= !has_outer_blank(buf_str(&text));
    }
    return good;
}
