#include "ir/argstyle.h"

#include <inttypes.h>

#include "ir/hydra_number.h"

/* ---- strings ------------------------------------------------------------- */

/*
 * Two readers take escapes off: OmegaConf halves a run of backslashes before
 * `${`, Hydra's parser one that touches a quote. Any other backslash is itself.
 */
void hydra_quote(buf *out, str text)
{
    size_t run = 0;

    buf_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool dollar = c == '$' && i + 1 < text.len && text.ptr[i + 1] == '{';

        if (c == '\\') {
            run++;
            continue;
        }
        buf_fill(out, '\\', c == '\'' || dollar ? 2 * run + 1 : run);
        buf_char(out, c);
        run = 0;
    }
    buf_fill(out, '\\', 2 * run);
    buf_char(out, '\'');
}

/* ---- keys ---------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Length of the run of id characters ('$' with dollar) at the start of s. */
static size_t id_length(str s, bool dollar)
{
    size_t n = 0;

    while (n < s.len) {
        char c = s.ptr[n];

        if (!is_letter(c) && !(dollar && c == '$') &&
            (n == 0 || (!is_digit(c) && c != '-')))
            break;
        n++;
    }
    return n;
}

static size_t index_length(str s)
{
    size_t n = 0;

    while (n < s.len && is_digit(s.ptr[n]))
        n++;
    return n > 1 && s.ptr[0] == '0' ? 0 : n;
}

static bool is_dotted(str s)
{
    size_t n = id_length(s, true);

    while (n && n < s.len && s.ptr[n] == '.') {
        s = str_sub(s, n + 1, s.len);
        n = id_length(s, true);
        if (!n)
            n = index_length(s);
    }
    return n && n == s.len;
}

static bool is_group(str s)
{
    size_t n = id_length(s, false);

    while (n && n < s.len && s.ptr[n] == '/') {
        s = str_sub(s, n + 1, s.len);
        n = id_length(s, false);
    }
    return n && n == s.len;
}

bool hydra_key_legal(str key)
{
    size_t at;

    if (str_starts(key, STR("++")))
        key = str_sub(key, 2, key.len);
    else if (str_starts(key, STR("+")))
        key = str_sub(key, 1, key.len);
    at = str_find(key, STR("@"));
    if (at + 1 < key.len && !is_dotted(str_sub(key, at + 1, key.len)))
        return false;
    key = str_sub(key, 0, at);
    return is_dotted(key) || is_group(key);
}

/* ---- keys of maps -------------------------------------------------------- */

static size_t skip_digits(str s, size_t at)
{
    while (at < s.len && (is_digit(s.ptr[at]) || s.ptr[at] == '_'))
        at++;
    return at;
}

static size_t skip_sign(str s, size_t at)
{
    return at < s.len && (s.ptr[at] == '-' || s.ptr[at] == '+') ? at + 1 : at;
}

/*
 * A little more than what Hydra reads as a number; the shim has the same rule:
 * [-+]?(\d[\d_]*\.?[\d_]*|\.[\d_]+)(e[-+]?[\d_]+)?
 */
static bool looks_numeric(str s)
{
    size_t from = skip_sign(s, 0);
    bool digit = from < s.len && is_digit(s.ptr[from]);
    size_t at = digit ? skip_digits(s, from) : from;

    if (at < s.len && s.ptr[at] == '.')
        at = skip_digits(s, at + 1);
    if (!digit && at < from + 2)
        return false;
    if (!digit && s.ptr[from] != '.')
        return false;
    if (at == s.len)
        return true;
    if ((s.ptr[at] | 0x20) != 'e')
        return false;
    from = skip_sign(s, at + 1);
    at = skip_digits(s, from);
    return at == s.len && at > from;
}

static bool is_typed(str s)
{
    str bare = s;

    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        bare = str_sub(s, 1, s.len);
    return looks_numeric(s) || hydra_is_word(s, "null") ||
           hydra_is_word(s, "true") || hydra_is_word(s, "false") ||
           hydra_is_word(bare, "inf") || hydra_is_word(bare, "nan");
}

static bool put_map_key(buf *out, str key)
{
    if (!key.len || is_typed(key))
        return false;
    for (size_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        str one = str_sub(key, i, i + 1);

        if (str_find(STR("\\ \t()[]{}:=,"), one) < 12)
            buf_char(out, '\\');
        else if (!is_letter(c) && !is_digit(c) &&
                 str_find(STR("-./@$%*+?"), one) == 9)
            return false;
        buf_char(out, c);
    }
    return true;
}

/* ---- values -------------------------------------------------------------- */

/* YAML's hexadecimal, octal and padded integers are texts to Hydra. */
static void put_int(buf *out, str text)
{
    uint64_t value = 0;
    uint64_t base = str_starts(text, STR("0x"))   ? 16
                    : str_starts(text, STR("0o")) ? 8
                                                  : 10;

    if (base != 10) {
        for (size_t i = 2; i < text.len; i++) {
            char c = text.ptr[i];
            int digit = is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10;

            value = value * base + (uint64_t)digit;
        }
        buf_printf(out, "%" PRIu64, value);
        return;
    }
    if (text.len && (text.ptr[0] == '-' || text.ptr[0] == '+')) {
        if (text.ptr[0] == '-')
            buf_char(out, '-');
        text = str_sub(text, 1, text.len);
    }
    while (text.len > 1 && text.ptr[0] == '0')
        text = str_sub(text, 1, text.len);
    buf_put(out, text);
}

/* .inf, -.inf and .nan are inf, -inf and nan to Hydra. */
static void put_float(buf *out, str text)
{
    size_t dot = str_find(text, STR("."));

    if (dot + 1 >= text.len || is_digit(text.ptr[dot + 1]) ||
        (text.ptr[dot + 1] | 0x20) == 'e') {
        buf_put(out, text);
        return;
    }
    buf_put(out, str_sub(text, 0, dot));
    buf_put(out, str_sub(text, dot + 1, text.len));
}

static bool put_map(buf *out, const doc *value)
{
    buf_char(out, '{');
    doc_each (child, value) {
        if (child != value->first)
            buf_char(out, ',');
        if (!put_map_key(out, child->key))
            return false;
        buf_char(out, ':');
        if (!hydra_value(out, child))
            return false;
    }
    buf_char(out, '}');
    return true;
}

static bool put_list(buf *out, const doc *value)
{
    buf_char(out, '[');
    doc_each (child, value) {
        if (child != value->first)
            buf_char(out, ',');
        if (!hydra_value(out, child))
            return false;
    }
    buf_char(out, ']');
    return true;
}

bool hydra_value(buf *out, const doc *value)
{
    switch ((doc_kind)value->kind) {
    case DOC_NULL: buf_put(out, STR("null")); return true;
    case DOC_BOOL:
        buf_put(out, hydra_is_word(value->text, "true") ? STR("true")
                                                        : STR("false"));
        return true;
    case DOC_INT: put_int(out, value->text); return true;
    case DOC_FLOAT: put_float(out, value->text); return true;
    case DOC_STRING: hydra_quote(out, value->text); return true;
    case DOC_SEQ: return put_list(out, value);
    case DOC_MAP: break;
    }
    return put_map(out, value);
}
