#ifndef IR_HYDRA_FUNCTION_H
#define IR_HYDRA_FUNCTION_H

#include "base/doc.h"

/* The functions of Hydra's override grammar. */

typedef enum hydra_shape {
    HYDRA_ELEMENT, /* a value */
    HYDRA_CHOICE,  /* value is a list of them */
    HYDRA_RANGE
} hydra_shape;

/* What an element of the grammar is. `at` of its docs are offsets in the text
 * that is read; `plain` strings were not quoted. */
typedef struct hydra_item {
    hydra_shape shape;
    size_t at;
    str name; /* of an argument; or empty */
    doc *value;
    bool simple;              /* HYDRA_CHOICE without choice() */
    doc *start, *stop, *step; /* HYDRA_RANGE */
    struct hydra_item *next;
} hydra_item;

/* Why there is no value; the first of a text. */
typedef struct hydra_fault {
    arena *arena;
    bool set;
    size_t at;
    str why, help;
    size_t made; /* values that functions made so far */
} hydra_fault;

void hydra_fail(hydra_fault *to, size_t at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* Counts a value that a function makes; false once there are too many. */
bool hydra_may_make(hydra_fault *fault, size_t at);
/* "a list", "null" */
const char *hydra_kind_word(const doc *d);
bool hydra_is_number(const doc *d); /* or a bool, which Python counts in */
hydra_item *hydra_item_new(arena *a, hydra_shape shape, size_t at);

typedef struct hydra_call {
    str name;
    size_t at;
    hydra_item *args; /* in order; those with a name come last */
} hydra_call;

/* The value of a call, or NULL. */
hydra_item *hydra_evaluate(hydra_fault *fault, hydra_call *call);

typedef enum cast_kind { CAST_INT, CAST_FLOAT, CAST_STR, CAST_BOOL } cast_kind;

/* int(), float(), str() and bool() of all scalars in a tree; or NULL. */
doc *hydra_cast_doc(hydra_fault *fault, const doc *from, cast_kind to);
hydra_item *hydra_cast_range(hydra_fault *fault, const hydra_item *from,
                             cast_kind to);
/* sort() of a list or a sweep; any other element stays. Or NULL. */
hydra_item *hydra_sort(hydra_fault *fault, hydra_item *from, bool reverse);
/* The numbers of a range, or NULL. */
doc *hydra_range_values(hydra_fault *fault, const hydra_item *range);

#endif
