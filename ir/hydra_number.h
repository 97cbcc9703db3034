#ifndef IR_HYDRA_NUMBER_H
#define IR_HYDRA_NUMBER_H

#include "base/doc.h"

/* Numbers as Hydra, which is Python, means them. A number of a tree is spelled
 * as JSON spells it; infinities and NaN are .inf, -.inf and .nan. */

/* s is word, in any case; word has lower case. */
bool hydra_is_word(str s, const char *word);

/* The number that a token is, without its underscores and plus. */
doc *hydra_int(arena *a, str token);
doc *hydra_float(arena *a, str token);

/* int(x) and float(x) of a text; NULL: no such number. */
doc *hydra_int_of_text(arena *a, str text);
doc *hydra_float_of_text(arena *a, str text);
/* int(x) of a float; NULL for infinities and NaN. */
doc *hydra_truncated(arena *a, const doc *number);
/* float(x) of an integer; NULL when it is too large. */
doc *hydra_widened(arena *a, const doc *number);

bool hydra_is_nan(const doc *number);
bool hydra_is_zero(arena *a, const doc *number);
/* Less than 0, 0 or more, for numbers and bools that are no NaN. */
int hydra_compare(arena *a, const doc *x, const doc *y);
/* str(x) of a float: the shortest digits that give it back. */
str hydra_float_text(arena *a, const doc *number);

/* mantissa times ten to the power of exponent */
typedef struct hydra_decimal {
    int64_t mantissa;
    int32_t exponent;
} hydra_decimal;

/* False when it is not finite, or has over 18 digits. */
bool hydra_decimal_of(const doc *number, hydra_decimal *to);
/* All with the same exponent; false when that needs over 18 digits. */
bool hydra_decimals_align(hydra_decimal *all, size_t count);
doc *hydra_decimal_doc(arena *a, hydra_decimal from, bool real);

#endif
