#include "base/formats.h"

#include <string.h>

/* How many characters at the start of s belong to `set`. */
static size_t run_of(str s, const char *set)
{
    size_t n = 0;

    while (n < s.len && s.ptr[n] && strchr(set, s.ptr[n]))
        n++;
    return n;
}

/* The same for decimal digits, which are asked for most. */
static size_t run_of_digits(str s)
{
    size_t n = 0;

    while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9')
        n++;
    return n;
}

static bool is_decimal(str s)
{
    return s.len && run_of_digits(s) == s.len;
}

static bool consists_of(str s, const char *set)
{
    return s.len && run_of(s, set) == s.len;
}

static str rest_of(str s, size_t from)
{
    return str_sub(s, from, s.len);
}

/* s is not empty. */
static bool is_one_of(str s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (words[i][0] == *s.ptr && str_eq(s, str_of(words[i])))
            return true;
    return false;
}

#define IS_ONE_OF(s, ...)                                \
    is_one_of((s), (const char *const[]){ __VA_ARGS__ }, \
              COUNT(((const char *const[]){ __VA_ARGS__ })))

static str skip_sign(str s)
{
    return rest_of(s, s.len && (*s.ptr == '+' || *s.ptr == '-') ? 1 : 0);
}

static bool is_exponent(str s)
{
    if (!s.len)
        return true;
    return (*s.ptr == 'e' || *s.ptr == 'E') &&
           is_decimal(skip_sign(rest_of(s, 1)));
}

/* (\.[0-9]+ | [0-9]+(\.[0-9]*)?) ([eE][-+]?[0-9]+)? */
static bool is_float(str s)
{
    size_t whole = run_of_digits(s), part = 0;

    s = rest_of(s, whole);
    if (s.len && *s.ptr == '.') {
        part = run_of_digits(rest_of(s, 1));
        s = rest_of(s, part + 1);
    }
    return whole + part && is_exponent(s);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static doc_kind number_kind(str s)
{
    str magnitude = skip_sign(s);

    if (!magnitude.len || !(*magnitude.ptr == '.' || is_digit(*magnitude.ptr)))
        return DOC_STRING;
    if (is_decimal(magnitude))
        return DOC_INT;
    if (str_starts(s, STR("0o")) && consists_of(rest_of(s, 2), "01234567"))
        return DOC_INT;
    if (str_starts(s, STR("0x")) &&
        consists_of(rest_of(s, 2), "0123456789abcdefABCDEF"))
        return DOC_INT;
    if (IS_ONE_OF(magnitude, ".inf", ".Inf", ".INF") ||
        IS_ONE_OF(s, ".nan", ".NaN", ".NAN"))
        return DOC_FLOAT;
    return is_float(magnitude) ? DOC_FLOAT : DOC_STRING;
}

/* Only texts that begin like this are no words. */
static bool begins_number(str s)
{
    char c = *s.ptr;

    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.';
}

doc_kind yaml_core_kind(str s)
{
    if (!s.len)
        return DOC_NULL;
    if (begins_number(s))
        return number_kind(s);
    if (s.len == 1)
        return *s.ptr == '~' ? DOC_NULL : DOC_STRING;
    if (s.len != 4 && s.len != 5)
        return DOC_STRING;
    if (IS_ONE_OF(s, "null", "Null", "NULL"))
        return DOC_NULL;
    if (IS_ONE_OF(s, "true", "True", "TRUE", "false", "False", "FALSE"))
        return DOC_BOOL;
    return DOC_STRING;
}

/* :[0-5]?[0-9] at least once, then nothing or a fraction */
static bool is_sexagesimal(str s)
{
    size_t whole = run_of(s, "0123456789_");
    bool any = false;

    if (!whole || *s.ptr == '_')
        return false;
    s = rest_of(s, whole);
    while (s.len && *s.ptr == ':') {
        size_t len = run_of_digits(rest_of(s, 1));

        if (!len || len > 2 || (len == 2 && s.ptr[1] > '5'))
            return false;
        s = rest_of(s, len + 1);
        any = true;
    }
    if (s.len && *s.ptr == '.')
        s = rest_of(s, 1 + run_of(rest_of(s, 1), "0123456789_"));
    return any && !s.len;
}

/* Takes lo to hi digits and the character after them; false: not there. */
static bool take_digits(str *s, size_t lo, size_t hi, char after)
{
    size_t n = run_of_digits(*s);

    if (n < lo || n > hi)
        return false;
    *s = rest_of(*s, n);
    if (!after)
        return true;
    if (!s->len || *s->ptr != after)
        return false;
    *s = rest_of(*s, 1);
    return true;
}

/* Z, or [-+]hh, [-+]hh:mm, or nothing */
static bool is_zone(str s)
{
    s = rest_of(s, run_of(s, " \t"));
    if (!s.len || str_eq(s, STR("Z")))
        return true;
    if (*s.ptr != '+' && *s.ptr != '-')
        return false;
    s = rest_of(s, 1);
    if (run_of_digits(s) == s.len)
        return take_digits(&s, 1, 2, 0);
    return take_digits(&s, 1, 2, ':') && take_digits(&s, 2, 2, 0) && !s.len;
}

/* The timestamp of YAML 1.1; a date alone may have one-digit parts, too. */
static bool is_timestamp(str s)
{
    if (!take_digits(&s, 4, 4, '-') || !take_digits(&s, 1, 2, '-') ||
        !take_digits(&s, 1, 2, 0))
        return false;
    if (!s.len)
        return true;
    if (*s.ptr == 'T' || *s.ptr == 't')
        s = rest_of(s, 1);
    else if (run_of(s, " \t"))
        s = rest_of(s, run_of(s, " \t"));
    else
        return false;
    if (!take_digits(&s, 1, 2, ':') || !take_digits(&s, 2, 2, ':') ||
        !take_digits(&s, 2, 2, 0))
        return false;
    if (s.len && *s.ptr == '.')
        s = rest_of(s, 1 + run_of_digits(rest_of(s, 1)));
    return is_zone(s);
}

/* A magnitude with underscores between its digits: 1_000, 0x_ff, 1_0.5e+3. */
static bool is_grouped(str s)
{
    char plain[64];
    size_t n = 0;

    if (s.len > sizeof plain || str_find(s, STR("_")) == s.len ||
        !run_of(s, "0123456789."))
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '_')
            plain[n++] = s.ptr[i];
    s = (str){ plain, n };
    return number_kind(s) != DOC_STRING ||
           (str_starts(s, STR("0b")) && consists_of(rest_of(s, 2), "01"));
}

/* Octal in YAML 1.1; 00 to 07 have the same value in both. */
static const char *leading_zero(str magnitude)
{
    if (magnitude.len < 2 || *magnitude.ptr != '0' || !is_decimal(magnitude))
        return NULL;
    if (!consists_of(magnitude, "01234567"))
        return "text";
    magnitude = rest_of(magnitude, run_of(magnitude, "0"));
    return magnitude.len > 1 ? "an octal number" : NULL;
}

/*
 * A float for 1.2 that 1.1 reads as text: it asks for a point after a digit, a
 * sign in the exponent, and no sign before a point.
 */
static bool is_loose_float(str s, str magnitude)
{
    size_t e = run_of(magnitude, "0123456789.");

    if (!is_float(magnitude))
        return false;
    if (*magnitude.ptr == '.' && s.len != magnitude.len)
        return true;
    if (e == magnitude.len)
        return false;
    return str_find(magnitude, STR(".")) == magnitude.len ||
           run_of(rest_of(magnitude, e + 1), "+-") == 0;
}

static const char *number_reading(str s)
{
    str m = skip_sign(s);

    if (!m.len || !(*m.ptr == '.' || is_digit(*m.ptr)))
        return NULL;
    if (leading_zero(m))
        return leading_zero(m);
    if (number_kind(s) == DOC_INT)
        return str_starts(s, STR("0o")) ? "text" : NULL;
    if (number_kind(s) == DOC_FLOAT)
        return is_loose_float(s, m) ? "text" : NULL;
    if (m.len > 2 && *m.ptr == '0') {
        if (strchr("bB", m.ptr[1]) && consists_of(rest_of(m, 2), "01_"))
            return "a binary number";
        if (strchr("xX", m.ptr[1]) &&
            consists_of(rest_of(m, 2), "0123456789abcdefABCDEF_"))
            return "a hexadecimal number";
        if (strchr("oO", m.ptr[1]) && consists_of(rest_of(m, 2), "01234567_"))
            return "an octal number";
    }
    if (is_sexagesimal(m))
        return "a number in base 60";
    if (is_timestamp(s))
        return "a date";
    return is_grouped(m) ? "a number" : NULL;
}

const char *yaml_reading_11(str s)
{
    if (!s.len)
        return NULL;
    if (begins_number(s))
        return number_reading(s);
    if (s.len > 3)
        return NULL;
    if (IS_ONE_OF(s, "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"))
        return "true";
    if (IS_ONE_OF(s, "n", "N", "no", "No", "NO", "off", "Off", "OFF"))
        return "false";
    if (IS_ONE_OF(s, "=", "<<"))
        return "a special key";
    return NULL;
}

bool yaml_readers_differ(str s)
{
    return yaml_reading_11(s) != NULL;
}
