#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include "base/doc.h"

/* Numbers as they are spelled: nothing is converted, no locale has a say. */

/* Whether an integer in decimal digits fits into 64 bits with a sign. */
bool number_fits_int64(str text);
/* The first scalar in d, or d, that is an infinity or no number; else NULL. */
const doc *number_not_finite(const doc *d);
/* doc_equal; scalars that are numbers are compared by value: 1 is 1.0. */
bool number_equal(const doc *a, const doc *b);

#endif
