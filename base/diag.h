#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/base.h"
#include "base/source.h"

typedef enum severity { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE } severity;

/* One row per finding in diag.def; its page is docs/diagnostics/<code>.md. */
typedef enum diag_id {
#define DIAG(number, severity, name, title) D_##name,
#include "base/diag.def"
#undef DIAG
    DIAG_COUNT
} diag_id;

typedef struct diag_row {
    const char *code; /* "E0304": letter of the severity, stage, number */
    severity severity;
    const char *title;
} diag_row;

extern const diag_row diag_rows[DIAG_COUNT];

typedef struct diag_note_entry {
    span at; /* NOWHERE for a "help:" line */
    str text;
    struct diag_note_entry *next;
} diag_note_entry;

typedef struct diag {
    diag_id id;
    severity severity; /* the row's, or what --deny made of it */
    span at;
    str text;    /* one line, lower case, no final stop */
    str path;    /* for findings about a file of the world; else empty */
    str targets; /* "argo, tekton" when the finding is about targets */
    diag_note_entry *notes, **last_note;
    struct diag *next;
} diag;

typedef struct diags {
    arena *arena;
    diag *first, **last;
    uint32_t errors, warnings;
    bool deny[DIAG_COUNT], allow[DIAG_COUNT];
    str target; /* set while a target is being checked; else empty */
    uint32_t kept_errors, kept_others; /* in the list; the rest is counted */
    diag spare;                        /* handed out for findings not kept */
} diags;

void diags_init(diags *d, arena *a);
/* Findings kept of each sort, errors and others; more are only counted. */
enum { DIAGS_KEPT = 1000 };

/*
 * Adds a finding. The same finding (id, place, text) for a second target only
 * adds that target's name; without a target it is not added twice. Never NULL.
 */
diag *diag_report(diags *to, diag_id id, span at, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
void diag_note(diags *to, diag *about, span at, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
/* A "help:" line under the finding. */
void diag_help(diags *to, diag *about, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* A "did you mean" help line when near is not empty. */
void diag_nearest(diags *to, diag *about, str near);
/* The row of a code ("E0304"), or -1. */
int diag_find(str code);
/* Order by position (findings about files first), for printing. */
void diags_sort(diags *d);

/* "error", "warning" or "note". */
const char *severity_name(severity s);

/* The text form: place, caret lines, notes, help. */
void diag_text(buf *out, const sources *all, const diag *d, bool color);
/* One JSON object on one line. */
void diag_json(buf *out, const sources *all, const diag *d);

#endif
