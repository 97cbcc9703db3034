#ifndef DRIVER_CONTEXT_H
#define DRIVER_CONTEXT_H

#include <setjmp.h>

#include "driver/run.h"
#include "pipec.h"

/* What stands behind the public header's opaque type. */
struct pipec {
    jmp_buf edge; /* where a failing allocation comes out */
    arena *arena; /* NULL when memory ran out */
    run run;
    pipec_read_fn *read;
    void *read_payload;
    pipec_diagnostic_fn *report;
    void *report_payload;
    bool color;
    bool has_bug; /* an internal finding was reported */
    map *told;    /* findings by their text that are not told again; or NULL */
};

/* What a callback of the caller gives us. */
struct pipec_reply {
    char *text;
    size_t len;
    char why[120];
    bool is_full; /* no memory for the text */
};

/* The text, now the arena's: 0, or -1 and why there is none. */
int context_take_reply(arena *a, pipec_reply *reply, str *text, str *why);

typedef pipec_status context_work(pipec *ctx, const void *what);

/* Does work(ctx, what) with the only setjmp of the library around it. */
pipec_status context_guard(pipec *ctx, context_work *work, const void *what);
/* Hands out the findings of a session and forgets them: a later call has only
 * new ones. */
void context_deliver(pipec *ctx, session *s);
/* Hands out those of the context's own session and gives the status of what was
 * done. */
pipec_status context_finish(pipec *ctx);

#endif
