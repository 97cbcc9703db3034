#ifndef FRONTEND_COMPONENT_EDIT_H
#define FRONTEND_COMPONENT_EDIT_H

#include "base/doc.h"
#include "base/session.h"

/*
 * Edits the lists of a YAML or JSON text where they stand: what is not replaced
 * stays byte for byte, with its comments.
 */
typedef struct edits {
    session *session;
    arena *arena;
    const source *source;
    bool json;
    struct edit *items;
    uint32_t count, cap;
} edits;

edits edits_new(session *s, const source *src);

/* What stands for an item of a list from now on. */
typedef struct edit_slot {
    const doc *by; /* a list, empty: nothing; NULL: the item stays */
    bool tail;     /* it goes, and the item before stands for it, too */
} edit_slot;

/*
 * Edits a list by a slot for each of its items; a value that is no list is an
 * item alone. flow: it stands inside of [ ] or { }. False after a finding.
 */
bool edits_list(edits *e, const doc *list, const edit_slot *slots, bool flow);
/* The text with all edits made. */
str edits_apply(edits *e);

#endif
