/* Containers that are made while they are written, against the same ones made
 * before; and what they stand on: child arenas and draining texts. */
#include "tests/base_fixture.h"

#include "base/sha256.h"

enum { MANY = 800 };

/* `count` children; *at points behind the slot of the last one. */
typedef struct row {
    size_t count;
    bool lazy; /* the rows in it */
} row;

static const char slots[MANY + 1];

static bool step(const row *r, const void **at, size_t *i)
{
    const char *slot = *at ? *at : slots;

    *i = (size_t)(slot - slots);
    *at = slot + 1;
    return *i < r->count;
}

static doc *container(arena *a, doc_kind kind, doc_make *make, const row *r)
{
    doc *d = kind == DOC_MAP ? doc_map(a) : doc_seq(a), *child;

    if (r->lazy)
        return doc_lazy(a, kind, make, r);
    for (const void *at = NULL; (child = make(a, r, &at));) {
        if (kind == DOC_MAP)
            doc_add(a, d, child->key, child);
        else
            doc_push(a, d, child);
    }
    return d;
}

/* A child of every look: scalars, flow, comments, lists and maps. */
static doc *child_of(arena *a, size_t i)
{
    doc *d = doc_map(a), *list = doc_seq(a);

    if (i % 7 == 0)
        return doc_string(a, STR("3"));
    doc_comment(a, doc_put_text(a, d, "name", STR("first")), STR("first"));
    doc_put(a, d, STR("count"), doc_int(a, (int64_t)i));
    doc_put(a, d, STR("rate"), doc_number(a, STR("2.5e3")));
    doc_push(a, list, doc_string(a, STR("a\nb\n")));
    doc_push(a, list, doc_null(a));
    doc_put(a, d, STR("list"), i % 3 ? list : doc_flow(list));
    doc_put_text(a, d, "a long text in quotes", STR("says \"\\ é\x7f\""));
    doc_put(a, d, STR("none"), doc_map(a));
    return i % 5 ? d : doc_comment(a, d, STR("a comment"));
}

static doc *next_child(arena *a, const void *context, const void **at)
{
    size_t i;
    doc *d;

    if (!step(context, at, &i))
        return NULL;
    d = child_of(a, i);
    d->key = arena_printf(a, "key%zu", i);
    return d;
}

/* Rows of 0, 1, 2, 3, 0, ... children, lists and maps in turn. */
static doc *next_row(arena *a, const void *context, const void **at)
{
    const row *r = context;
    row *inner = NEW(a, row);
    size_t i;
    doc *d;

    if (!step(r, at, &i))
        return NULL;
    *inner = (row){ i % 4, r->lazy };
    d = container(a, i % 8 < 4 ? DOC_MAP : DOC_SEQ, next_child, inner);
    d->key = arena_printf(a, "row%zu", i);
    return d;
}

static void append(void *context, str part)
{
    buf_put(context, part);
}

static str text_of(session *s, void (*write)(buf *, const doc *), const doc *d)
{
    buf text = buf_new(s->arena);
    buf to = buf_draining(s->arena, append, &text);

    write(&to, d);
    buf_end(&to);
    return buf_str(&text);
}

static void assert_same_texts(session *s, doc_kind kind, doc_make *make,
                              size_t count)
{
    void (*const writers[])(buf *, const doc *) = { yaml_write, json_write,
                                                    json_write_compact };
    const row lazy = { count, true }, whole = { count, false };
    doc *a = container(s->arena, kind, make, &lazy);
    doc *b = container(s->arena, kind, make, &whole);

    for (size_t i = 0; i < COUNT(writers); i++) {
        buf text = buf_new(s->arena);

        writers[i](&text, b);
        assert_true(str_eq(text_of(s, writers[i], a), buf_str(&text)));
        assert_true(str_eq(text_of(s, writers[i], a), buf_str(&text)));
        assert_true(i < 2 || json_size(s->arena, a) == text.len);
        text.len = 0;
        writers[i](&text, a);
        assert_true(str_eq(text_of(s, writers[i], b), buf_str(&text)));
    }
}

static void texts(void **state)
{
    const doc_kind kinds[] = { DOC_MAP, DOC_SEQ };
    const size_t counts[] = { 0, 1, 2, 40, MANY };

    for (size_t i = 0; i < COUNT(counts); i++) {
        for (size_t k = 0; k < COUNT(kinds); k++) {
            assert_same_texts(*state, kinds[k], next_child, counts[i]);
            assert_same_texts(*state, kinds[k], next_row, counts[i]);
        }
    }
}

/* To all but the writers a lazy container has no children. */
static void others(void **state)
{
    session *s = *state;
    const row two = { 2, true }, none = { 0, true };
    doc *d = container(s->arena, DOC_MAP, next_child, &two);
    doc *empty = container(s->arena, DOC_MAP, next_child, &none);
    size_t seen = 0;

    assert_true(d->count > 0);
    assert_null(doc_get(d, STR("key0")));
    doc_each (child, d)
        seen++;
    assert_int_equal(seen, 0);
    assert_true(doc_equal(empty, doc_map(s->arena)));
    doc_add(s->arena, empty, STR("a"), doc_null(s->arena));
    assert_str(s, "a: null\n", text_of(s, yaml_write, empty));
}

/* ---- child arenas -------------------------------------------------------- */

static void count_drop(void *count)
{
    ++*(int *)count;
}

static void children(void **state)
{
    arena *a = arena_new(fixture_full, NULL), *first = arena_child(a);
    arena *second = arena_child(a), *inner = arena_child(second);
    int drops = 0;

    (void)state;
    arena_on_drop(first, count_drop, &drops);
    arena_on_drop(inner, count_drop, &drops);
    arena_free(first);
    assert_int_equal(drops, 1);
    arena_reset(second); /* `inner` is gone, `second` is not */
    assert_int_equal(drops, 2);
    arena_on_drop(second, count_drop, &drops);
    arena_free(a);
    assert_int_equal(drops, 3);
}

static void resets(void **state)
{
    arena *a = arena_new(fixture_full, NULL);

    (void)state;
    for (size_t round = 0; round < 50; round++) {
        for (size_t i = 0; i < 200; i++) {
            size_t size = i % 50 ? i : 100000;
            char *text = arena_alloc(a, size + 1, 1);

            for (size_t at = 0; at < size; at++)
                assert_int_equal(text[at], 0);
            memset(text, 0xff, size);
        }
        arena_reset(a);
    }
    arena_free(a);
}

/* ---- texts that go away -------------------------------------------------- */

typedef struct parts {
    size_t count, longest, size;
} parts;

static void note_part(void *context, str part)
{
    parts *p = context;

    p->count++;
    p->size += part.len;
    if (part.len > p->longest)
        p->longest = part.len;
}

static void drains(void **state)
{
    session *s = *state;
    parts p = { 0, 0, 0 };
    buf b = buf_draining(s->arena, note_part, &p), kept = buf_new(s->arena);

    for (size_t i = 0; i < 100000; i++) {
        buf_put(&b, STR("1234567"));
        buf_put(&kept, STR("1234567"));
        buf_settle(&b);
        buf_settle(&kept);
    }
    buf_end(&b);
    buf_end(&b);
    buf_end(&kept);
    assert_int_equal(p.size, 700000);
    assert_int_equal(kept.len, 700000);
    assert_in_range(p.count, 2, 20);
    assert_in_range(p.longest, 1, 70000);
    assert_true(b.cap < 200000);
}

static void hashes(void **state)
{
    session *s = *state;
    char text[300];

    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (char)(i * 7);
    for (size_t len = 0; len <= sizeof text; len++) {
        str whole = { text, len };
        sha256 h = sha256_start();

        for (size_t at = 0, n = 1; at < len; at += n++)
            sha256_add(&h, str_sub(whole, at, at + n));
        assert_true(str_eq(sha256_end(s->arena, &h, 64),
                           sha256_hex(s->arena, whole, 64)));
    }
    assert_str(s,
               "9a76b8af8f16f19d60de2b3999c22f9d10be4395c90ea3bfc5eb6cd6254243"
               "af",
               sha256_hex(s->arena, (str){ text, sizeof text }, 64));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(texts),        SESSION_TEST(others),
        cmocka_unit_test(children), cmocka_unit_test(resets),
        SESSION_TEST(drains),       SESSION_TEST(hashes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
