#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include "base/base.h"

struct doc;

/* The code points of bytes [from, to), which begin a line. */
typedef struct source_count {
    size_t from, to;
    uint32_t points;
} source_count;

/* One input text. Its bytes are [base, base + text.len) of the span space. */
typedef struct source {
    str name; /* as findings print it */
    str text; /* as read, a byte order mark included */
    uint32_t base;
    const struct doc *doc; /* NULL: not read yet, or used up */
    arena *trees;          /* where its doc is made; NULL: in the session's */
    bool broken;           /* nothing can be made of it; that was reported */
    uint32_t *lines;       /* offsets of line starts, made on first use */
    uint32_t n_lines;
    source_count counted;
    bool open; /* it is being lowered; who uses it now uses itself */
} source;

typedef struct sources {
    source **items; /* ordered by base */
    uint32_t count, cap, end;
} sources;

/* A position. line and column count from 1; columns count code points. */
typedef struct place {
    source *source; /* NULL: nowhere */
    uint32_t line, column;
} place;

/*
 * Adds a text. Offset 0 of the span space belongs to nobody, so a real span is
 * never NOWHERE. NULL when all sources together would pass 1 GiB.
 */
source *sources_add(sources *all, arena *a, str name, str text);
const source *sources_at(const sources *all, uint32_t offset);
place source_place(arena *a, const sources *all, uint32_t offset);
/* A line that there is (from 1), without its break. */
str source_line(arena *a, source *s, uint32_t line);
/* The bytes of a span. */
str source_text(const sources *all, span at);
/* The span of bytes [lo, hi) of s's own text. */
span source_span(const source *s, size_t lo, size_t hi);

#endif
