#ifndef FRONTEND_FIELDS_H
#define FRONTEND_FIELDS_H

#include "base/doc.h"
#include "base/session.h"

/*
 * Reads a mapping by a table: what keys there are, what they hold, which must
 * be there. Reports wrong kinds, missing and unknown keys (with the nearest
 * known one) and keys that are known but not supported yet.
 */
typedef enum field_kind {
    FIELD_STRING, /* a string; numbers and bools are accepted as their text */
    FIELD_BOOL,
    FIELD_INT,
    FIELD_MAP,
    FIELD_SEQ,
    FIELD_ANY,
    FIELD_NOT_YET /* D_NOT_YET */
} field_kind;

typedef struct field {
    const char *key;
    field_kind kind;
    bool required;
    const doc **out; /* gets the value, or stays NULL; may be NULL */
} field;

/*
 * Reads `from` by `fields` (ends with a NULL key; at most 64). what names the
 * mapping in findings ("task 'train'"). False when it is no mapping or
 * something was reported; the fields that are right are set all the same.
 */
bool fields_read(session *s, const doc *from, const char *what,
                 const field *fields);

/* True when d has the kind; else D_WRONG_SHAPE is reported. NULL is false. */
bool field_expect(session *s, const doc *d, field_kind kind);

/* The text of a scalar, or an empty one for NULL. */
str field_text(const doc *d);

/* Where a finding about the entry as a whole points: its key, else itself. */
span field_span(const doc *d);

/* "a list", "a string": the kind of a node, for findings. */
const char *field_noun(const doc *d);

/* Text for a finding: one line of at most 60 bytes. */
str field_excerpt(arena *a, str text);

/* False once so many errors were found that looking for near names would cost
 * more than it helps. */
bool field_may_suggest(const session *s);

/* The one of names (ends with NULL) nearest to wrong, or an empty text. */
str field_nearest(session *s, const char *const *names, str wrong);

#endif
