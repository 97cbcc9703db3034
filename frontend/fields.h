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
 * Reads map by `fields` (ends with a NULL key). what names the mapping in
 * findings ("task 'train'"). False when map is no mapping or something was
 * reported; the fields that are right are set all the same.
 */
bool fields_read(session *s, const doc *map, const char *what,
                 const field *fields);

/* The text of a scalar, or an empty one for NULL. */
str field_text(const doc *d);

#endif
