#include "base/number.h"

#include <string.h>

enum { EXPONENT_DIGITS = 15 };

/* A number taken apart: the digits around a point and a power of ten. */
typedef struct decimal {
    bool negative;
    str whole, part;
    size_t first, last; /* the digits that count; equal for zero */
    int64_t scale;      /* digits before the point, from first on */
} decimal;

static str take_digits(str *from)
{
    size_t n = 0;
    str digits;

    while (n < from->len && from->ptr[n] >= '0' && from->ptr[n] <= '9')
        n++;
    digits = str_sub(*from, 0, n);
    *from = str_sub(*from, n, from->len);
    return digits;
}

static bool take_one(str *from, const char *of)
{
    if (!from->len || !*from->ptr || !strchr(of, *from->ptr))
        return false;
    *from = str_sub(*from, 1, from->len);
    return true;
}

static bool take_sign(str *from)
{
    return take_one(from, "-") || (take_one(from, "+") && false);
}

static char digit_at(const decimal *d, size_t i)
{
    return i < d->whole.len ? d->whole.ptr[i] : d->part.ptr[i - d->whole.len];
}

static bool take_exponent(str *from, int64_t *exponent)
{
    bool negative;
    str digits;

    *exponent = 0;
    if (!take_one(from, "eE"))
        return true;
    negative = take_sign(from);
    digits = take_digits(from);
    if (!digits.len || digits.len > EXPONENT_DIGITS)
        return false;
    for (size_t i = 0; i < digits.len; i++)
        *exponent = *exponent * 10 + (digits.ptr[i] - '0');
    *exponent = negative ? -*exponent : *exponent;
    return true;
}

static bool take_apart(decimal *d, str text)
{
    int64_t exponent;

    d->negative = take_sign(&text);
    d->whole = take_digits(&text);
    d->part = take_one(&text, ".") ? take_digits(&text) : STR("");
    if (!(d->whole.len + d->part.len) || !take_exponent(&text, &exponent) ||
        text.len)
        return false;
    d->first = 0;
    d->last = d->whole.len + d->part.len;
    while (d->first < d->last && digit_at(d, d->first) == '0')
        d->first++;
    while (d->last > d->first && digit_at(d, d->last - 1) == '0')
        d->last--;
    d->scale = (int64_t)d->whole.len - (int64_t)d->first + exponent;
    return true;
}

static bool decimals_equal(const decimal *a, const decimal *b)
{
    size_t count = a->last - a->first;

    if (count != b->last - b->first)
        return false;
    if (!count)
        return true;
    if (a->negative != b->negative || a->scale != b->scale)
        return false;
    for (size_t i = 0; i < count; i++)
        if (digit_at(a, a->first + i) != digit_at(b, b->first + i))
            return false;
    return true;
}

static bool is_number(const doc *d)
{
    return d->kind == DOC_INT || d->kind == DOC_FLOAT;
}

bool number_equal(const doc *a, const doc *b)
{
    decimal left, right;

    if (is_number(a) && is_number(b) && take_apart(&left, a->text) &&
        take_apart(&right, b->text))
        return decimals_equal(&left, &right);
    return doc_equal(a, b);
}

bool number_fits_int64(str text)
{
    bool negative = take_sign(&text);
    str most =
        negative ? STR("9223372036854775808") : STR("9223372036854775807");

    while (text.len && *text.ptr == '0')
        text = str_sub(text, 1, text.len);
    if (text.len != most.len)
        return text.len < most.len;
    return memcmp(text.ptr, most.ptr, most.len) <= 0;
}

static bool is_finite(const doc *d)
{
    str text = d->text;

    if (d->kind != DOC_FLOAT)
        return true;
    take_sign(&text);
    return text.len < 2 || *text.ptr != '.' ||
           (text.ptr[1] >= '0' && text.ptr[1] <= '9');
}

const doc *number_not_finite(const doc *d)
{
    const doc *found = NULL;

    if (doc_is_scalar(d))
        return is_finite(d) ? NULL : d;
    doc_each (child, d) {
        found = number_not_finite(child);
        if (found)
            break;
    }
    return found;
}
