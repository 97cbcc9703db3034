#ifndef TESTS_BASE_FIXTURE_H
#define TESTS_BASE_FIXTURE_H

/* A session for unit tests of the base layer; include before cmocka.h users. */

#include "base/formats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

static inline void fixture_full(void *context)
{
    (void)context;
    abort();
}

static inline int session_setup(void **state)
{
    arena *a = arena_new(fixture_full, NULL);
    session *s = NEW(a, session);

    s->arena = a;
    diags_init(&s->diags, a);
    *state = s;
    return 0;
}

static inline int session_teardown(void **state)
{
    session *s = *state;

    arena_free(s->arena);
    return 0;
}

static inline source *add_text(session *s, str text)
{
    return sources_add(&s->sources, s->arena, STR("t.yaml"), text);
}

/* The findings so far, in the text form. */
static inline const char *findings(session *s)
{
    buf out = buf_new(s->arena);

    diags_sort(&s->diags);
    for (const diag *d = s->diags.first; d; d = d->next)
        diag_text(&out, &s->sources, d, false);
    return arena_cstr(s->arena, buf_str(&out));
}

#define assert_str(s, expected, text) \
    assert_string_equal(arena_cstr((s)->arena, (text)), (expected))

#define SESSION_TEST(f) \
    cmocka_unit_test_setup_teardown(f, session_setup, session_teardown)

#endif
