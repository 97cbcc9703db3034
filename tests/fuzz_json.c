#include "tests/fuzz_session.h"

/*
 * Whatever the bytes are, reading gives a tree or a finding, and what is
 * written from the tree reads back as an equal one.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_round_trip(session *s, const doc *d)
{
    buf json = buf_new(s->arena), again = buf_new(s->arena);
    source *from;
    const doc *back;

    json_write(&json, d);
    from = sources_add(&s->sources, s->arena, STR("back"), buf_str(&json));
    back = json_read(s, from);
    if (!back || !doc_equal(d, back))
        abort();
    json_write_compact(&again, back);
    from = sources_add(&s->sources, s->arena, STR("again"), buf_str(&again));
    if (!doc_equal(d, json_read(s, from)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    session *s = new_session();
    str text = arena_copy(s->arena, (str){ (const char *)data, size });
    source *from = sources_add(&s->sources, s->arena, STR("fuzz"), text);
    const doc *d = json_read(s, from);

    if (!d && !s->diags.errors)
        abort();
    print_findings(s);
    if (d)
        check_round_trip(s, d);
    arena_free(s->arena);
    return 0;
}
