#ifndef BASE_DOC_H
#define BASE_DOC_H

#include "base/base.h"
#include "base/map.h"

/*
 * A tree of YAML/JSON data: the syntax tree of every data front end and the
 * target model of every manifest back end. Input nodes have spans, generated
 * ones have NOWHERE.
 */
typedef enum doc_kind {
    DOC_NULL,
    DOC_BOOL,
    DOC_INT,
    DOC_FLOAT,
    DOC_STRING,
    DOC_SEQ,
    DOC_MAP
} doc_kind;

/* How a person would write a node; the writers fall back when they cannot. */
typedef enum doc_style {
    DOC_AUTO,  /* strings: plain, quoted or literal as needed; [] blocks */
    DOC_FLOW,  /* short map or list of scalars on one line */
    DOC_QUOTED /* a string that is always quoted ("3" beside 3) */
} doc_style;

typedef struct doc {
    uint8_t kind;   /* doc_kind */
    uint8_t style;  /* doc_style */
    bool plain;     /* input: the scalar was not quoted */
    bool marked;    /* input: an anchor, an alias or a tag stands here */
    uint32_t count; /* children */
    span at, key_at;
    str key;          /* inside a map */
    struct doc *next; /* sibling, in order */
    union {
        str text; /* scalars: the value; numbers keep the source's spelling */
        struct {
            struct doc *first, *last;
        };
    };
    struct doc_extra {
        map index;   /* made when a map passes 16 keys */
        str comment; /* written as "# ..." lines above the node */
        struct doc_lazy *lazy;
    } * extra;
} doc;

#define doc_each(child, parent) \
    for (const doc *child = (parent)->first; child; child = child->next)

bool doc_is_map(const doc *d); /* false for NULL, too */
bool doc_is_seq(const doc *d);
bool doc_is_scalar(const doc *d);
/* The child of a map under key, or NULL; NULL when map is no map. */
doc *doc_get(const doc *map, str key);

doc *doc_map(arena *a);
doc *doc_seq(arena *a);
doc *doc_null(arena *a);
doc *doc_bool(arena *a, bool value);
doc *doc_int(arena *a, int64_t value);
doc *doc_string(arena *a, str text);
/* A number in the given spelling, which must be a JSON number. */
doc *doc_number(arena *a, str spelling);
/* Adds value under key and returns value. An existing key is replaced. */
doc *doc_put(arena *a, doc *map, str key, doc *value);
/* The same for a key that map does not have: no look-up. */
doc *doc_add(arena *a, doc *map, str key, doc *value);
doc *doc_put_text(arena *a, doc *map, const char *key, str text);
/* The map (or list) under key, made empty when the key is not there. */
doc *doc_child_map(arena *a, doc *map, const char *key);
doc *doc_child_seq(arena *a, doc *map, const char *key);
/* Adds value at the end of a list and returns value. */
doc *doc_push(arena *a, doc *seq, doc *value);
/* Puts value under key unless it is NULL or an empty list or map. */
void doc_put_some(arena *a, doc *map, const char *key, doc *value);
/* Adds a map whose first key is `name` to a list and returns the map. */
doc *doc_push_named(arena *a, doc *seq, str name);
/* Sets the comment written above the node; empty for none. Returns d. */
doc *doc_comment(arena *a, doc *d, str comment);
doc *doc_flow(doc *d); /* sets DOC_FLOW and returns d */
/* A deep copy without key and siblings. */
doc *doc_copy(arena *a, const doc *d);
/* Same kinds, texts and children; the order of map keys matters not. */
bool doc_equal(const doc *a, const doc *b);

/*
 * Lays `over` on `under`: maps merge, keys of `under` first, in its order, then
 * the new ones of `over`; elsewhere the value of `over` stays. A comment of
 * `under` is kept where `over` has none. Returns a new tree.
 */
doc *doc_merge(arena *a, const doc *under, const doc *over);
/* Calls report for each part of `over` that doc_merge puts in the place of
 * another value of `under`; a null there gives way without a word. */
typedef void doc_clash(const doc *over, void *context);
void doc_each_clash(const doc *under, const doc *over, doc_clash *report,
                    void *context);

/*
 * Makes one child of a lazy container, with its key in a map, in an arena that
 * has nothing else. *at is NULL for the first one and belongs to the maker from
 * then on; NULL: there is no more.
 */
typedef doc *doc_make(arena *a, const void *context, const void **at);

/*
 * A container whose children are made when it is written, one after the other,
 * and forgotten. Only doc_walk sees them: to all else it has none.
 */
doc *doc_lazy(arena *a, doc_kind kind, doc_make *make, const void *context);

/* The children of any container; that of a lazy one is gone with the next. */
typedef struct doc_walk {
    const doc *parent, *child; /* no child: the end */
    const void *at;
} doc_walk;

doc_walk doc_walk_first(const doc *parent);
void doc_walk_next(doc_walk *w);

#define doc_walk_each(w, parent) \
    for (doc_walk w = doc_walk_first(parent); w.child; doc_walk_next(&w))

#endif
