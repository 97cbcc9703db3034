#include "ir/hydra_number.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum {
    INT_DIGITS = 4300, /* what Python's int() takes */
    DECIMAL_DIGITS = 18,
    EXPONENT_MOST = 1000000,
    PLAIN_DIGITS = 20 /* zeros written out before an exponent is */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_negative(str s)
{
    return s.len && s.ptr[0] == '-';
}

static doc *number(arena *a, doc_kind kind, str text)
{
    doc *d = doc_number(a, text);

    d->kind = (uint8_t)kind;
    return d;
}

static str without_sign(str s)
{
    bool sign = s.len && (s.ptr[0] == '-' || s.ptr[0] == '+');

    return str_sub(s, sign, s.len);
}

bool hydra_is_word(str s, const char *word)
{
    size_t i = 0;

    for (; i < s.len && word[i]; i++)
        if ((s.ptr[i] | 0x20) != word[i])
            return false;
    return i == s.len && !word[i];
}

/* ---- doubles ------------------------------------------------------------- */

/* Digits and exponent of a number's text without a point, which strtod would
 * read by the locale. */
static str pointless(arena *a, str text)
{
    buf out = buf_new(a);
    size_t at = 0;
    int64_t exponent = 0;
    int64_t written = 0;
    bool after = false;
    bool negative;

    for (; at < text.len && (text.ptr[at] | 0x20) != 'e'; at++) {
        if (text.ptr[at] == '.')
            after = true;
        else
            buf_char(&out, text.ptr[at]);
        exponent -= after && text.ptr[at] != '.';
    }
    negative = at + 1 < text.len && text.ptr[at + 1] == '-';
    for (at++; at < text.len; at++)
        if (is_digit(text.ptr[at]) && written < INT64_C(1000000000000))
            written = written * 10 + (text.ptr[at] - '0');
    buf_printf(&out, "e%" PRId64, exponent + (negative ? -written : written));
    return buf_str(&out);
}

static double to_double(arena *a, const doc *number)
{
    str bare = without_sign(number->text);

    if (number->kind == DOC_BOOL)
        return str_eq(number->text, STR("true")) ? 1 : 0;
    if (hydra_is_word(bare, ".inf"))
        return is_negative(number->text) ? -HUGE_VAL : HUGE_VAL;
    return strtod(arena_cstr(a, pointless(a, number->text)), NULL);
}

bool hydra_is_nan(const doc *number)
{
    return number->kind == DOC_FLOAT && hydra_is_word(number->text, ".nan");
}

bool hydra_is_zero(arena *a, const doc *number)
{
    double value = hydra_is_nan(number) ? 1 : to_double(a, number);

    return !(value < 0 || value > 0);
}

/* Integers, which may be larger than a double can tell apart. */
static int compare_ints(str x, str y)
{
    int sign = is_negative(x) ? -1 : 1;

    if (is_negative(x) != is_negative(y))
        return sign;
    x = without_sign(x);
    y = without_sign(y);
    if (x.len != y.len)
        return x.len < y.len ? -sign : sign;
    return sign * str_cmp(x, y);
}

int hydra_compare(arena *a, const doc *x, const doc *y)
{
    double left;
    double right;

    if (x->kind == DOC_INT && y->kind == DOC_INT)
        return compare_ints(x->text, y->text);
    left = to_double(a, x);
    right = to_double(a, y);
    return left < right ? -1 : left > right;
}

/* ---- spellings ----------------------------------------------------------- */

/* The text of an integer without leading zeros; zero has no sign. */
static doc *plain_int(arena *a, bool negative, str digits)
{
    while (digits.len > 1 && digits.ptr[0] == '0')
        digits = str_sub(digits, 1, digits.len);
    if (negative && !str_eq(digits, STR("0")))
        digits = arena_join(a, STR("-"), digits);
    return number(a, DOC_INT, digits);
}

static str without_underscores(arena *a, str s)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] != '_')
            buf_char(&out, s.ptr[i]);
    return buf_str(&out);
}

doc *hydra_int(arena *a, str token)
{
    str digits = without_underscores(a, without_sign(token));

    if (digits.len > INT_DIGITS)
        return NULL;
    return plain_int(a, is_negative(token), digits);
}

/* A zero where JSON wants a digit beside the point. */
static str with_zeros(arena *a, str s)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '.' && (i == 0 || !is_digit(s.ptr[i - 1])))
            buf_char(&out, '0');
        buf_char(&out, s.ptr[i]);
        if (s.ptr[i] == '.' && (i + 1 == s.len || !is_digit(s.ptr[i + 1])))
            buf_char(&out, '0');
    }
    return buf_str(&out);
}

doc *hydra_float(arena *a, str token)
{
    bool negative = is_negative(token);
    str bare = without_sign(token);
    doc *d;

    if (hydra_is_word(bare, "nan"))
        return number(a, DOC_FLOAT, STR(".nan"));
    if (hydra_is_word(bare, "inf") || hydra_is_word(bare, "infinity"))
        return number(a, DOC_FLOAT, negative ? STR("-.inf") : STR(".inf"));
    bare = with_zeros(a, without_underscores(a, bare));
    d = number(a, DOC_FLOAT, negative ? arena_join(a, STR("-"), bare) : bare);
    if (isinf(to_double(a, d)))
        d->text = negative ? STR("-.inf") : STR(".inf");
    return d;
}

/* ---- int() and float() --------------------------------------------------- */

static str trim_spaces(str s)
{
    while (s.len && (*s.ptr == ' ' || (*s.ptr >= '\t' && *s.ptr <= '\r') ||
                     (*s.ptr >= 0x1c && *s.ptr <= 0x1f)))
        s = str_sub(s, 1, s.len);
    while (s.len) {
        char c = s.ptr[s.len - 1];

        if (c != ' ' && !(c >= '\t' && c <= '\r') && !(c >= 0x1c && c <= 0x1f))
            break;
        s.len--;
    }
    return s;
}

/* End of digits with single underscores between them. */
static size_t digits_end(str s, size_t at)
{
    size_t from = at;

    while (at < s.len &&
           (is_digit(s.ptr[at]) ||
            (s.ptr[at] == '_' && at > from && s.ptr[at - 1] != '_' &&
             at + 1 < s.len && is_digit(s.ptr[at + 1]))))
        at++;
    return at;
}

doc *hydra_int_of_text(arena *a, str text)
{
    str s = trim_spaces(text);
    str bare = without_sign(s);

    if (!bare.len || digits_end(bare, 0) < bare.len)
        return NULL;
    return hydra_int(a, s);
}

static bool is_float_text(str s)
{
    size_t at = digits_end(s, 0);
    size_t digits = at;
    size_t from;

    if (at < s.len && s.ptr[at] == '.') {
        from = at + 1;
        at = digits_end(s, from);
        digits += at - from;
    }
    if (!digits)
        return false;
    if (at < s.len && (s.ptr[at] | 0x20) == 'e') {
        from = at + 1;
        if (from < s.len && (s.ptr[from] == '-' || s.ptr[from] == '+'))
            from++;
        at = digits_end(s, from);
        if (at == from)
            return false;
    }
    return at == s.len;
}

doc *hydra_float_of_text(arena *a, str text)
{
    str s = trim_spaces(text);
    str bare = without_sign(s);

    if (hydra_is_word(bare, "nan") || hydra_is_word(bare, "inf") ||
        hydra_is_word(bare, "infinity"))
        return hydra_float(a, s);
    if (!is_float_text(bare))
        return NULL;
    if (digits_end(bare, 0) == bare.len)
        s = arena_join(a, s, STR(".0"));
    return hydra_float(a, s);
}

doc *hydra_truncated(arena *a, const doc *number)
{
    double value = hydra_is_nan(number) ? HUGE_VAL : to_double(a, number);
    str text;

    if (isinf(value))
        return NULL;
    if (value > -1e15 && value < 1e15)
        text = arena_printf(a, "%" PRId64, (int64_t)value);
    else /* it has no fraction */
        text = arena_printf(a, "%.0f", value);
    return hydra_int(a, text);
}

doc *hydra_widened(arena *a, const doc *number)
{
    doc *d = hydra_float(a, arena_join(a, number->text, STR(".0")));

    return isinf(to_double(a, d)) ? NULL : d;
}

/* ---- str() --------------------------------------------------------------- */

/* Digits and decimal exponent of a finite value that is not below zero. */
static str shortest(arena *a, double value, int *exponent)
{
    buf digits = buf_new(a);
    str text = STR("");
    size_t at;

    for (int n = 0; n < 17; n++) {
        text = arena_printf(a, "%.*e", n, value);
        digits.len = 0;
        for (at = 0; text.ptr[at] != 'e'; at++)
            if (is_digit(text.ptr[at]))
                buf_char(&digits, text.ptr[at]);
        *exponent = (int)strtol(text.ptr + at + 1, NULL, 10);
        text = arena_printf(a, "%.*se%d", STR_ARG(buf_str(&digits)),
                            *exponent - n);
        if (!(strtod(arena_cstr(a, text), NULL) < value) &&
            !(strtod(arena_cstr(a, text), NULL) > value))
            break;
    }
    return buf_str(&digits);
}

static void put_plain(buf *out, str digits, int exponent)
{
    size_t whole = exponent < 0 ? 0 : (size_t)exponent + 1;

    if (!whole) {
        buf_put(out, STR("0."));
        buf_fill(out, '0', (size_t)(-exponent) - 1);
        buf_put(out, digits);
        return;
    }
    buf_put(out, str_sub(digits, 0, whole));
    if (digits.len > whole) {
        buf_char(out, '.');
        buf_put(out, str_sub(digits, whole, digits.len));
        return;
    }
    buf_fill(out, '0', whole - digits.len);
    buf_put(out, STR(".0"));
}

str hydra_float_text(arena *a, const doc *number)
{
    double value = hydra_is_nan(number) ? 0 : to_double(a, number);
    buf out = buf_new(a);
    int exponent;
    str digits;

    if (hydra_is_nan(number))
        return STR("nan");
    if (is_negative(number->text))
        buf_char(&out, '-');
    if (isinf(value)) {
        buf_put(&out, STR("inf"));
        return buf_str(&out);
    }
    digits = shortest(a, fabs(value), &exponent);
    if (exponent >= -4 && exponent < 16) {
        put_plain(&out, digits, exponent);
        return buf_str(&out);
    }
    buf_put(&out, str_sub(digits, 0, 1));
    if (digits.len > 1)
        buf_char(&out, '.');
    buf_put(&out, str_sub(digits, 1, digits.len));
    buf_printf(&out, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
    return buf_str(&out);
}

/* ---- decimals ------------------------------------------------------------ */

static bool take_digit(hydra_decimal *to, char c)
{
    if (to->mantissa >= INT64_C(100000000000000000))
        return c == '0' && to->exponent++ < EXPONENT_MOST;
    to->mantissa = to->mantissa * 10 + (c - '0');
    return true;
}

bool hydra_decimal_of(const doc *number, hydra_decimal *to)
{
    str s = without_sign(number->text);
    size_t at = 0;
    int32_t written = 0;
    bool after = false;
    bool negative;

    *to = (hydra_decimal){ 0, 0 };
    for (; at < s.len && (s.ptr[at] | 0x20) != 'e'; at++) {
        if (s.ptr[at] == '.') {
            after = true;
            continue;
        }
        if (!is_digit(s.ptr[at]) || !take_digit(to, s.ptr[at]))
            return false;
        to->exponent -= after;
    }
    negative = at + 1 < s.len && s.ptr[at + 1] == '-';
    for (at++; at < s.len; at++) {
        if (is_digit(s.ptr[at]))
            written = written * 10 + (s.ptr[at] - '0');
        if (written > EXPONENT_MOST)
            return false;
    }
    to->exponent += negative ? -written : written;
    if (is_negative(number->text))
        to->mantissa = -to->mantissa;
    return true;
}

/* Makes the exponent `to`, which is smaller. */
static bool scale(hydra_decimal *x, int32_t to)
{
    if (x->mantissa == 0)
        x->exponent = to;
    for (; x->exponent > to; x->exponent--) {
        if (llabs(x->mantissa) >= INT64_C(100000000000000000))
            return false;
        x->mantissa *= 10;
    }
    return true;
}

static void drop_zeros(hydra_decimal *x)
{
    while (x->mantissa && x->mantissa % 10 == 0) {
        x->mantissa /= 10;
        x->exponent++;
    }
}

bool hydra_decimals_align(hydra_decimal *all, size_t count)
{
    int32_t least = INT32_MAX;

    for (size_t i = 0; i < count; i++) {
        drop_zeros(&all[i]);
        if (all[i].mantissa && all[i].exponent < least)
            least = all[i].exponent;
    }
    for (size_t i = 0; i < count; i++)
        if (!scale(&all[i], least))
            return false;
    return true;
}

doc *hydra_decimal_doc(arena *a, hydra_decimal from, bool real)
{
    buf out = buf_new(a);
    str digits;

    drop_zeros(&from);
    if (!from.mantissa)
        return real ? hydra_float(a, STR("0.0")) : hydra_int(a, STR("0"));
    if (from.mantissa < 0)
        buf_char(&out, '-');
    digits = arena_printf(a, "%lld", llabs(from.mantissa));
    if (!real) {
        buf_put(&out, digits);
        buf_fill(&out, '0', (size_t)from.exponent);
        return hydra_int(a, buf_str(&out));
    }
    if (abs(from.exponent) <= PLAIN_DIGITS)
        put_plain(&out, digits, from.exponent + (int)digits.len - 1);
    else
        buf_printf(&out, "%.*se%" PRId32, STR_ARG(digits), from.exponent);
    return hydra_float(a, buf_str(&out));
}
