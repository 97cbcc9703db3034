#ifndef FRONTEND_TEMPLATE_H
#define FRONTEND_TEMPLATE_H

#include "frontend/expression.h"

/*
 * Texts with `${{ }}` in them. A literal `${{` is written `$${{`. Only strings
 * are templates; other scalars are constants.
 */
typedef enum template_kind {
    TEMPLATE_END,
    TEMPLATE_TEXT,       /* text: literal bytes */
    TEMPLATE_EXPRESSION, /* expression */
    TEMPLATE_BROKEN      /* reported; nothing follows */
} template_kind;

typedef struct template_part {
    template_kind kind;
    str text;
    expression expression;
} template_part;

/* A walk over the parts of one scalar. */
typedef struct template_scan {
    session *s;
    str text, raw; /* the value, and its spelling in the source */
    span at;
    size_t next, next_raw;
    bool verbatim; /* raw holds every `${{ }}` as the value has it, so far */
} template_scan;

template_scan template_begin(session *s, const doc *scalar);
template_part template_next(template_scan *scan);

/* True when a string holds `${{`, escaped or not. */
bool template_has(const doc *d);

/*
 * A value as a task gives it: a constant, `${{ }}` alone (keeps its type), text
 * with `${{ }}` in it, or a tree with such leaves. IR_BAD after a finding;
 * never NULL.
 */
ir_value *template_value(session *s, const doc *d);

/* The condition of `if`: `${{ }}` alone, or a bool. NULL after a finding. */
ir_condition *template_condition(session *s, const doc *d);

/*
 * A copy of a tree in which no `${{ }}` may stand, its escapes undone;
 * `refusal` is reported at the first one and NULL given. what names the place
 * ("a default").
 */
const doc *template_constant(session *s, const doc *d, diag_id refusal,
                             const char *what);

#endif
