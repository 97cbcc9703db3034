#ifndef TESTS_FUZZ_SESSION_H
#define TESTS_FUZZ_SESSION_H

/* What the fuzz targets of the readers share. */

#include "base/formats.h"

#include <stdlib.h>

static inline void out_of_memory(void *context)
{
    (void)context;
    abort();
}

static inline session *new_session(void)
{
    arena *a = arena_new(out_of_memory, NULL);
    session *s = NEW(a, session);

    s->arena = a;
    diags_init(&s->diags, a);
    return s;
}

static inline void print_findings(session *s)
{
    buf out = buf_new(s->arena);

    diags_sort(&s->diags);
    for (const diag *d = s->diags.first; d; d = d->next) {
        diag_text(&out, &s->sources, d, true);
        diag_json(&out, &s->sources, d);
    }
}

#endif
