#ifndef BACKENDS_TREE_H
#define BACKENDS_TREE_H

#include "backends/figure.h"

/* A line of the tree, with those that go on with it. Texts can be printed. */
typedef struct tree_row {
    str step;        /* "3.1", or empty */
    str rails, more; /* before the name; before what goes on below */
    str head;        /* the name, or the note of a box without one */
    str note;        /* of a box: what it is */
    str component;   /* of a task */
    str extra[4];    /* conditions, what it waits for; some may be empty */
    bool is_box;
    str above; /* a line of rails before it, or empty */
    struct tree_row *next;
} tree_row;

typedef struct tree {
    arena *arena;
    bool ascii;
    tree_row *first, *last;
} tree;

enum { TREE_COLUMNS = 80 };

/*
 * A text as a terminal can show it: no control characters, nothing invisible,
 * and ASCII alone where that was asked for.
 */
str tree_clean(const tree *t, str text);
/* Columns that a clean text takes. */
size_t tree_width(str text);
/* Appends the rows in columns. */
void tree_print(buf *out, const tree *t);
/* Appends a text of its own in lines. */
void tree_print_text(buf *out, const tree *t, str text);

#endif
