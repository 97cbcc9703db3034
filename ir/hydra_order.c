#include "ir/hydra_function.h"

#include "ir/hydra_number.h"
#include "ir/hydra_read.h"

#include <stdlib.h>

/* ---- sort ---------------------------------------------------------------- */

typedef struct sortable {
    arena *arena;
    doc *value;
    size_t index;
    bool reverse;
} sortable;

static int in_order(const void *left, const void *right)
{
    const sortable *x = left;
    const sortable *y = right;
    int order = x->value->kind == DOC_STRING
                    ? str_cmp(x->value->text, y->value->text)
                    : hydra_compare(x->arena, x->value, y->value);

    if (order)
        return x->reverse ? -order : order;
    return x->index < y->index ? -1 : x->index > y->index;
}

/*
 * Reports what Python's sorted() cannot compare: numbers and strings, and the
 * quoted strings of a list, which are objects of Hydra's.
 */
static bool can_sort(hydra_fault *fault, const doc *list)
{
    bool strings = list->first && list->first->kind == DOC_STRING;

    if (list->count < 2)
        return true;
    doc_each (d, list) {
        if (d->kind != DOC_STRING && !hydra_is_number(d))
            hydra_fail(fault, d->at.lo, "%s cannot be sorted",
                       hydra_kind_word(d));
        else if (d->kind == DOC_STRING && !d->plain)
            hydra_fail(fault, d->at.lo,
                       "a quoted string in a list cannot be sorted");
        else if (hydra_is_nan(d) || strings != (d->kind == DOC_STRING))
            hydra_fail(fault, d->at.lo, "%s and %s cannot be sorted",
                       hydra_kind_word(list->first),
                       hydra_is_nan(d) ? "a nan" : hydra_kind_word(d));
        if (fault->set)
            return false;
    }
    return true;
}

static doc *sorted(hydra_fault *fault, const doc *list, bool reverse)
{
    arena *a = fault->arena;
    sortable *all =
        arena_alloc(a, (list->count + 1) * sizeof *all, alignof(sortable));
    doc *made = doc_seq(a);
    size_t n = 0;

    if (!can_sort(fault, list))
        return NULL;
    doc_each (d, list) {
        doc *copy;

        if (!hydra_may_make(fault, d->at.lo))
            return NULL;
        copy = doc_copy(a, d);
        copy->plain = d->plain;
        copy->at = d->at;
        all[n] = (sortable){ a, copy, n, reverse };
        n++;
    }
    qsort(all, n, sizeof *all, in_order);
    for (size_t i = 0; i < n; i++)
        doc_push(a, made, all[i].value);
    made->at = list->at;
    return made;
}

/* x plus or minus the size of y. */
static doc *shifted(hydra_fault *fault, const doc *x, const doc *y, bool plus)
{
    hydra_decimal n[] = { { 0, 0 }, { 0, 0 } };

    if (!hydra_decimal_of(x, &n[0]) || !hydra_decimal_of(y, &n[1]) ||
        !hydra_decimals_align(n, 2)) {
        hydra_fail(fault, x->at.lo, "the numbers of the range are too long");
        return NULL;
    }
    n[0].mantissa += plus ? llabs(n[1].mantissa) : -llabs(n[1].mantissa);
    return hydra_decimal_doc(fault->arena, n[0],
                             x->kind == DOC_FLOAT || y->kind == DOC_FLOAT);
}

static hydra_item *sort_range(hydra_fault *fault, const hydra_item *from,
                              bool reverse)
{
    arena *a = fault->arena;
    hydra_item *made = hydra_item_new(a, HYDRA_RANGE, from->at);
    int order;
    str step = from->step->text;

    *made = *from;
    made->name = STR("");
    if (hydra_is_nan(from->start) || hydra_is_nan(from->stop)) {
        hydra_fail(fault, from->at, "a nan cannot be sorted");
        return NULL;
    }
    order = hydra_compare(a, from->start, from->stop);
    if (reverse ? order >= 0 : order <= 0)
        return made;
    made->start = shifted(fault, from->stop, from->step, !reverse);
    made->stop = shifted(fault, from->start, from->step, !reverse);
    made->step = doc_copy(a, from->step);
    made->step->text = str_starts(step, STR("-"))
                           ? str_sub(step, 1, step.len)
                           : arena_join(a, STR("-"), step);
    return fault->set ? NULL : made;
}

hydra_item *hydra_sort(hydra_fault *fault, hydra_item *from, bool reverse)
{
    hydra_item *made = hydra_item_new(fault->arena, from->shape, from->at);

    if (from->shape == HYDRA_RANGE)
        return sort_range(fault, from, reverse);
    if (from->shape == HYDRA_ELEMENT && from->value->kind != DOC_SEQ)
        return from;
    made->simple = from->simple;
    made->value = sorted(fault, from->value, reverse);
    return made->value ? made : NULL;
}

/* ---- ranges -------------------------------------------------------------- */

static bool range_decimals(hydra_fault *fault, const hydra_item *range,
                           hydra_decimal to[3])
{
    const doc *from[] = { range->start, range->stop, range->step };

    for (size_t i = 0; i < 3; i++)
        if (!hydra_decimal_of(from[i], &to[i])) {
            hydra_fail(fault, range->at, "range() cannot count with %.*s",
                       STR_ARG(from[i]->text));
            return false;
        }
    if (!to[2].mantissa) {
        hydra_fail(fault, range->at, "the step of range() is 0");
        return false;
    }
    if (!hydra_decimals_align(to, 3)) {
        hydra_fail(fault, range->at,
                   "the numbers of range() are too far apart");
        return false;
    }
    return true;
}

doc *hydra_range_values(hydra_fault *fault, const hydra_item *range)
{
    arena *a = fault->arena;
    bool real = range->start->kind == DOC_FLOAT ||
                range->stop->kind == DOC_FLOAT ||
                range->step->kind == DOC_FLOAT;
    hydra_decimal n[3];
    doc *made = doc_seq(a);
    int64_t step;

    if (!range_decimals(fault, range, n))
        return NULL;
    step = n[2].mantissa;
    while (step > 0 ? n[0].mantissa < n[1].mantissa
                    : n[0].mantissa > n[1].mantissa) {
        if (made->count == HYDRA_JOBS) {
            hydra_fail(fault, range->at, "range() has over %d values",
                       (int)HYDRA_JOBS);
            return NULL;
        }
        doc_push(a, made, hydra_decimal_doc(a, n[0], real));
        n[0].mantissa += step;
    }
    return made;
}
