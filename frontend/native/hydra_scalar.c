#include "frontend/native/hydra_config.h"

#include <string.h>

/* ---- words --------------------------------------------------------------- */

static bool is_one_of(str s, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(s, str_of(*words)))
            return true;
    return false;
}

static bool is_null(str s)
{
    static const char *const words[] = {
        "", "~", "null", "Null", "NULL", NULL
    };

    return is_one_of(s, words);
}

static bool is_bool(str s)
{
    static const char *const words[] = {
        "yes",  "Yes",  "YES",   "no",    "No",    "NO", "true",
        "True", "TRUE", "false", "False", "FALSE", "on", "On",
        "ON",   "off",  "Off",   "OFF",   NULL,
    };

    return is_one_of(s, words);
}

static bool is_odd_float(str s)
{
    static const char *const words[] = { ".inf", ".Inf", ".INF", NULL };
    static const char *const none[] = { ".nan", ".NaN", ".NAN", NULL };
    bool sign = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');

    return is_one_of(s, none) || is_one_of(str_sub(s, sign, s.len), words);
}

/* ---- numbers ------------------------------------------------------------- */

static size_t span_of(str s, size_t at, const char *chars)
{
    size_t end = at;

    while (end < s.len && s.ptr[end] && strchr(chars, s.ptr[end]))
        end++;
    return end - at;
}

#define DIGITS "0123456789"

/* End of `:59` parts, each of one or two digits up to 59; `at` for none. */
static size_t sixties_end(str s, size_t at)
{
    while (at + 1 < s.len && s.ptr[at] == ':') {
        size_t n = span_of(s, at + 1, DIGITS);

        if (!n || n > 2 || (n == 2 && s.ptr[at + 1] > '5'))
            break;
        at += 1 + n;
    }
    return at;
}

/* s has no sign. */
static bool is_int(str s)
{
    size_t n;

    if (str_starts(s, STR("0b")))
        return s.len > 2 && 2 + span_of(s, 2, "01_") == s.len;
    if (str_starts(s, STR("0x")))
        return s.len > 2 &&
               2 + span_of(s, 2, "0123456789abcdefABCDEF_") == s.len;
    if (str_starts(s, STR("0")))
        return 1 + span_of(s, 1, "01234567_") == s.len;
    n = span_of(s, 0, DIGITS "_");
    return n && s.ptr[0] != '_' && (n == s.len || sixties_end(s, n) == s.len);
}

static size_t exponent_end(str s, size_t at, bool sign_needed)
{
    size_t from = at + 1;
    bool sign;

    if (at >= s.len || (s.ptr[at] | 0x20) != 'e')
        return at;
    sign = from < s.len && (s.ptr[from] == '-' || s.ptr[from] == '+');
    if (sign_needed && !sign)
        return at;
    from += sign;
    return span_of(s, from, DIGITS) ? from + span_of(s, from, DIGITS) : at;
}

/* s has no sign. */
static bool is_float(str s)
{
    size_t whole = span_of(s, 0, DIGITS "_");
    size_t end = sixties_end(s, whole);
    bool digit = whole && s.ptr[0] != '_';

    if (whole && !digit)
        return false;
    if (end > whole)
        return end < s.len && s.ptr[end] == '.' &&
               end + 1 + span_of(s, end + 1, DIGITS "_") == s.len;
    if (end < s.len && s.ptr[end] == '.') {
        size_t part = span_of(s, end + 1, DIGITS "_");

        end += 1 + part;
        return (digit || part) && exponent_end(s, end, !digit) == s.len;
    }
    return digit && end < s.len && exponent_end(s, end, false) == s.len;
}

/* ---- texts --------------------------------------------------------------- */

static bool has_live(str s)
{
    size_t run = 0;

    for (size_t i = 0; i + 1 < s.len; i++) {
        if (s.ptr[i] == '$' && s.ptr[i + 1] == '{' && run % 2 == 0)
            return true;
        run = s.ptr[i] == '\\' ? run + 1 : 0;
    }
    return false;
}

static doc_kind plain_kind(str s)
{
    bool sign = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');
    str bare = str_sub(s, sign, s.len);

    if (is_null(s))
        return DOC_NULL;
    if (is_bool(s))
        return DOC_BOOL;
    if (is_int(bare))
        return DOC_INT;
    /* a float that begins with its point takes no sign */
    if (is_odd_float(s) ||
        (is_float(bare) && !(sign && bare.len && bare.ptr[0] == '.')))
        return DOC_FLOAT;
    return DOC_STRING;
}

hydra_scalar native_hydra_scalar(native *n, const doc *d)
{
    hydra_scalar made = { (doc_kind)d->kind, false, false };

    if (!doc_is_scalar(d))
        return made;
    made.kind = DOC_STRING;
    if (d->plain)
        made.kind = plain_kind(
            d->at.hi > d->at.lo ? source_text(&n->s->sources, d->at) : d->text);
    if (made.kind == DOC_STRING) {
        made.missing = str_eq(d->text, STR("???"));
        made.live = has_live(d->text);
    }
    return made;
}
