#ifndef BACKENDS_HAZARDS_H
#define BACKENDS_HAZARDS_H

/*
 * Values known only when the pipeline runs that a target changes on their way
 * to the program. One table, hazards.def, for `pipec explain`, the manual and
 * the tests.
 */

/* What a value may be, as bits. */
enum hazard_holds {
    HOLDS_TEXT = 1,     /* any text, also inside of a list or struct */
    HOLDS_PASSED = 2,   /* such a text, handed to the task by others */
    HOLDS_OUTPUT = 4,   /* a text that a program wrote to a file */
    HOLDS_NUMBER = 8,   /* a number that need not be an integer */
    HOLDS_INTEGER = 16, /* an integer of any size */
    HOLDS_TREE = 32,    /* JSON */
    HOLDS_ELEMENT = 64, /* an element of a list, a field of a struct */
    HOLDS_QUOTED = 128  /* a text that stands in quotes in its word */
};

typedef enum hazard_column {
    HAZARDS_ARGO,
    HAZARDS_TEKTON,
    HAZARDS_KFP,
    HAZARD_COLUMNS
} hazard_column;

typedef enum hazard_id {
#define HAZARD(id, holds, value, argo, tekton, kfp) HAZARD_##id,
#include "backends/hazards.def"
#undef HAZARD
    HAZARD_COUNT
} hazard_id;

typedef struct hazard {
    const char *id;
    unsigned holds;
    const char *value;                  /* Markdown */
    const char *effect[HAZARD_COLUMNS]; /* empty: none */
} hazard;

extern const hazard hazards[HAZARD_COUNT];

#endif
