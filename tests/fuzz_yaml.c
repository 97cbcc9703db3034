#include "tests/fuzz_session.h"

/*
 * Whatever the bytes are, reading gives a tree or a finding, and what is
 * written from the tree reads back as an equal one.
 */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Spans of children lie within those of their parents, but for aliases. */
static void check_spans(const session *s, const doc *d)
{
    if (d->at.lo > d->at.hi || d->at.hi > s->sources.end)
        abort();
    if (doc_is_scalar(d))
        return;
    doc_each (child, d)
        check_spans(s, child);
}

static void check_round_trip(session *s, const doc *d)
{
    buf yaml = buf_new(s->arena), again = buf_new(s->arena);
    source *from;
    const doc *back;

    yaml_write(&yaml, d);
    from = sources_add(&s->sources, s->arena, STR("back"), buf_str(&yaml));
    back = yaml_read(s, from);
    if (!back || back->count != 1)
        abort();
    yaml_write(&again, back->first);
    if (!str_eq(buf_str(&again), buf_str(&yaml)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    session *s = new_session();
    str text = arena_copy(s->arena, (str){ (const char *)data, size });
    source *from = sources_add(&s->sources, s->arena, STR("fuzz"), text);
    const doc *stream = yaml_read(s, from);

    if (!stream && !s->diags.errors)
        abort();
    print_findings(s);
    if (stream) {
        check_spans(s, stream);
        doc_each (root, stream)
            check_round_trip(s, root);
    }
    arena_free(s->arena);
    return 0;
}
