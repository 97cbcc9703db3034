#include "tests/base_fixture.h"

#include "base/pattern.h"
#include "base/sha256.h"
#include "base/utf8.h"

static void slices(void **state)
{
    (void)state;
    assert_true(str_eq(STR("ab"), str_of("ab")));
    assert_true(str_eq((str){ NULL, 0 }, STR("")));
    assert_false(str_eq(STR("ab"), STR("aB")));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("b"), STR("ab")) > 0);
    assert_true(str_starts(STR("abc"), STR("ab")));
    assert_false(str_starts(STR("a"), STR("ab")));
    assert_true(str_ends(STR("abc"), STR("bc")));
    assert_true(str_ends(STR("abc"), STR("")));
    assert_int_equal(str_sub(STR("abc"), 1, 9).len, 2);
    assert_int_equal(str_sub(STR("abc"), 5, 2).len, 0);
    assert_int_equal(str_find(STR("aab"), STR("ab")), 1);
    assert_int_equal(str_find(STR("aab"), STR("b")), 2);
    assert_int_equal(str_find(STR("aab"), STR("abc")), 3);
    assert_int_equal(str_find((str){ NULL, 0 }, STR("a")), 0);
    assert_true(str_eq(str_trim(STR(" \ta b\r\n")), STR("a b")));
    assert_true(str_is_empty(str_trim(STR(" \n"))));
}

static void distance(void **state)
{
    (void)state;
    assert_int_equal(str_distance(STR("model"), STR("model"), 3), 0);
    assert_int_equal(str_distance(STR("modle"), STR("model"), 3), 1);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 9), 3);
    assert_int_equal(str_distance(STR("kitten"), STR("sitting"), 2), 2);
    assert_int_equal(str_distance(STR(""), STR("abc"), 9), 3);
    assert_int_equal(str_distance(STR("学習"), STR("学修"), 9), 1);
}

static void maps(void **state)
{
    session *s = *state;
    map m = map_new(s->arena);
    int values[500];

    for (int i = 0; i < 500; i++)
        map_put(&m, arena_printf(s->arena, "key%d", i), &values[i]);
    map_put(&m, STR("key7"), &values[0]);
    assert_int_equal(m.count, 500);
    assert_ptr_equal(map_get(&m, STR("key499")), &values[499]);
    assert_ptr_equal(map_get(&m, STR("key7")), &values[0]);
    assert_null(map_get(&m, STR("other")));
    assert_str(s, "key42", m.entries[42].key);
    m = map_new(s->arena);
    assert_null(map_get(&m, STR("a")));
    assert_true(str_is_empty(map_nearest(&m, STR("a"))));
    map_put(&m, STR("metrics"), values);
    map_put(&m, STR("model"), values);
    assert_str(s, "model", map_nearest(&m, STR("modle")));
    assert_true(str_is_empty(map_nearest(&m, STR("unrelated"))));
}

static void drop_in_order(void *ptr)
{
    int **next = ptr;

    *(*next)++ = 1;
}

static void arenas(void **state)
{
    session *s = *state;
    arena *a = arena_new(fixture_full, NULL);
    int order[2] = { 0, 0 }, *next = order;
    char *big = arena_alloc(a, 3u << 20, 1);

    assert_int_equal(big[(3u << 20) - 1], 0);
    for (size_t i = 0; i < 10000; i++) {
        uint64_t *n = arena_alloc(a, i % 100, alignof(uint64_t));

        assert_int_equal((uintptr_t)n % alignof(uint64_t), 0);
        memset(n, 0xff, i % 100);
    }
    arena_on_drop(a, drop_in_order, &next);
    arena_on_drop(a, drop_in_order, &next);
    arena_free(a);
    arena_free(NULL);
    assert_ptr_equal(next, order + 2);
    assert_str(s, "a-7", arena_printf(s->arena, "%s-%d", "a", 7));
    assert_int_equal(arena_printf(s->arena, "%0999d", 1).len, 999);
    assert_str(s, "ab", arena_join(s->arena, STR("a"), STR("b")));
}

/* Old objects go, newer ones stay, in whatever kind of block they are. */
static void forgetting(void **state)
{
    arena *a = arena_new(fixture_full, NULL);
    uint32_t *kept[16] = { NULL };

    (void)state;
    for (uint32_t i = 0; i < 40000; i++) {
        size_t size = i % 5000 == 4990 ? 300u << 10 : 64;

        kept[i % 16] = arena_alloc(a, size, alignof(uint32_t));
        *kept[i % 16] = i;
        if (i < 15 || i % 1000)
            continue;
        arena_forget(a, kept[(i + 1) % 16]);
        for (uint32_t n = 0; n < 16; n++)
            assert_int_equal(*kept[(i - n) % 16], i - n);
    }
    arena_free(a);
}

static void growing(void **state)
{
    arena *a = arena_new(fixture_full, NULL);
    size_t size = 0;
    unsigned char *ptr = NULL;

    (void)state;
    for (size_t to = 1; to < 4u << 20; to += to / 2 + 1) {
        ptr = arena_grow(a, ptr, size, to);
        assert_int_equal((uintptr_t)ptr % alignof(max_align_t), 0);
        if (size)
            assert_int_equal(ptr[size - 1], 7);
        memset(ptr + size, 7, to - size);
        memset(arena_alloc(a, 99, 1), 1, 99);
        size = to;
    }
    assert_int_equal(ptr[0] + ptr[size / 2], 14);
    arena_free(a);
}

static void buffers(void **state)
{
    session *s = *state;
    buf b = buf_new(s->arena);

    assert_int_equal(buf_str(&b).len, 0);
    for (int i = 0; i < 1000; i++)
        buf_put(&b, STR("abc"));
    assert_int_equal(b.len, 3000);
    b.len = 1;
    buf_fill(&b, '-', 3);
    buf_char(&b, '>');
    buf_printf(&b, "%d", 12);
    assert_str(s, "a--->12", buf_str(&b));
}

static void unicode(void **state)
{
    session *s = *state;
    buf b = buf_new(s->arena);
    size_t at = 0;

    utf8_put(&b, 'a');
    utf8_put(&b, 0xe9);
    utf8_put(&b, 0x65e5);
    utf8_put(&b, 0x1f600);
    assert_str(s, "aé日😀", buf_str(&b));
    assert_int_equal(utf8_count(buf_str(&b)), 4);
    assert_int_equal(utf8_next(STR("日"), &at), 0x65e5);
    assert_int_equal(at, 3);
    assert_int_equal(utf8_check(STR("aé日😀aaaaaaaaaaaaaaaaa")), 27);
    assert_int_equal(utf8_check(STR("aaaaaaaaaa\xff")), 10);
    assert_int_equal(utf8_check(STR("a\xc0\x80")), 1);
    assert_int_equal(utf8_check(STR("a\xed\xa0\x80")), 1);
    assert_int_equal(utf8_check(STR("a\xf4\x90\x80\x80")), 1);
    assert_int_equal(utf8_check(STR("a\xe6\x97")), 1);
    assert_int_equal(utf8_width('a'), 1);
    assert_int_equal(utf8_width(0x65e5), 2);
    assert_int_equal(utf8_width(0xff1a), 2);
    assert_int_equal(utf8_width(0xff71), 1);
    assert_int_equal(utf8_width(0x1f600), 2);
    assert_int_equal(utf8_width(0x0301), 0);
}

static void places(void **state)
{
    session *s = *state;
    source *one = add_text(s, STR("ab\r\n日本x\rlast"));
    source *two = add_text(s, STR("\xef\xbb\xbfz\n"));
    place p = source_place(s->arena, &s->sources, one->base + 10);

    assert_int_equal(p.line, 2);
    assert_int_equal(p.column, 3);
    assert_str(s, "日本x", source_line(s->arena, one, 2));
    assert_str(s, "last", source_line(s->arena, one, 3));
    p = source_place(s->arena, &s->sources, two->base + 3);
    assert_ptr_equal(p.source, two);
    assert_int_equal(p.column, 1);
    p = source_place(s->arena, &s->sources, two->base + 5);
    assert_int_equal(p.line, 2);
    assert_ptr_equal(sources_at(&s->sources, one->base + 16), one);
    assert_null(sources_at(&s->sources, 0));
    assert_null(source_place(s->arena, &s->sources, 999).source);
    assert_str(s, "b", source_text(&s->sources, source_span(one, 1, 2)));
    assert_null(sources_add(&s->sources, s->arena, STR("big"),
                            (str){ "", (size_t)1 << 30 }));
}

static void lines_without_index(void **state)
{
    session *s = *state;
    source *one = add_text(s, STR("ab\r\ncd\n\nef"));

    assert_str(s, "ab", source_line(s->arena, one, 1));
    assert_str(s, "cd", source_line(s->arena, one, 2));
    assert_str(s, "", source_line(s->arena, one, 3));
    assert_str(s, "ef", source_line(s->arena, one, 4));
}

static void hashes(void **state)
{
    session *s = *state;
    buf b = buf_new(s->arena);

    /* FIPS 180-4 examples and one million times "a" */
    assert_str(s,
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015"
               "ad",
               sha256_hex(s->arena, STR("abc"), 64));
    assert_str(s, "e3b0c44298fc1c14", sha256_hex(s->arena, STR(""), 16));
    assert_str(s, "248d6a61d20638b8",
               sha256_hex(s->arena,
                          STR("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmno"
                              "mnopnopq"),
                          16));
    buf_fill(&b, 'a', 1000000);
    assert_str(s, "cdc76e5c9914fb92", sha256_hex(s->arena, buf_str(&b), 16));
}

static void docs(void **state)
{
    session *s = *state;
    arena *a = s->arena;
    doc *m = doc_map(a), *other = doc_map(a);

    assert_null(doc_get(NULL, STR("a")));
    assert_null(doc_get(doc_seq(a), STR("a")));
    for (int i = 0; i < 40; i++) {
        doc_put(a, m, arena_printf(a, "k%d", i), doc_int(a, i));
        doc_put(a, other, arena_printf(a, "k%d", 39 - i), doc_int(a, 39 - i));
    }
    assert_true(doc_equal(m, other));
    doc_put(a, m, STR("k3"), doc_string(a, STR("3")));
    assert_false(doc_equal(m, other));
    assert_int_equal(m->count, 40);
    assert_int_equal(doc_get(m, STR("k3"))->kind, DOC_STRING);
    assert_str(s, "k4", doc_get(m, STR("k3"))->next->key);
    doc_put(a, m, STR("k39"), doc_null(a));
    doc_put_text(a, m, "new", STR("x"));
    assert_str(s, "new", m->last->key);
    assert_true(doc_equal(m, doc_copy(a, m)));
    assert_int_equal(doc_number(a, STR("1.5"))->kind, DOC_FLOAT);
    assert_int_equal(doc_number(a, STR("-15"))->kind, DOC_INT);
}

static doc *read_one(session *s, str text)
{
    doc *d = yaml_read(s, add_text(s, text));

    assert_non_null(d);
    return d->first;
}

static void count_clash(const doc *over, void *context)
{
    str *seen = context;

    seen->len++;
    seen->ptr = over->text.ptr;
}

static void merges(void **state)
{
    session *s = *state;
    str clashes = { NULL, 0 };
    doc *under = read_one(s, STR("a: 1\nm: {x: 1, l: [1]}\nz:\n"));
    doc *over = read_one(s, STR("n: 2\nm: {l: [1], y: 2}\na: 1\nz: 3\n"));
    doc *merged = doc_merge(s->arena, under, over);
    buf out = buf_new(s->arena);

    json_write_compact(&out, merged);
    assert_str(s, "{\"a\":1,\"m\":{\"x\":1,\"l\":[1],\"y\":2},\"z\":3,\"n\":2}",
               buf_str(&out));
    doc_each_clash(under, over, count_clash, &clashes);
    assert_int_equal(clashes.len, 0);
    over = read_one(s, STR("m: {l: [1]}\na: 2\n"));
    merged = doc_merge(s->arena, under, over);
    doc_each_clash(under, over, count_clash, &clashes);
    assert_int_equal(clashes.len, 1);
    assert_int_equal(*clashes.ptr, '2');
    assert_str(s, "2", doc_get(merged, STR("a"))->text);
    over = read_one(s, STR("a: 2\nm: 1\n"));
    doc_each_clash(under, over, count_clash, &clashes);
    assert_int_equal(clashes.len, 3);
}

typedef struct pattern_case {
    pattern_id id;
    const char *text;
    bool matches;
} pattern_case;

static const pattern_case pattern_cases[] = {
    { PATTERN_IMAGE, "busybox", true },
    { PATTERN_IMAGE, "python:3.11-slim", true },
    { PATTERN_IMAGE, "gcr.io/a/b_c/d__e/f--g.h:V1.0_x-", true },
    { PATTERN_IMAGE,
      "localhost:5000/x@sha256:"
      "0123456789abcdef0123456789abcdef"
      "0123456789ABCDEF0123456789abcdef",
      true },
    { PATTERN_IMAGE, "[::1]:80/a:b", true },
    { PATTERN_IMAGE, "My-Registry.io/a", true },
    { PATTERN_IMAGE, "Upper", false },
    { PATTERN_IMAGE, "a//b", false },
    { PATTERN_IMAGE, "a:", false },
    { PATTERN_IMAGE, "a b", false },
    { PATTERN_IMAGE, "a\n", false },
    { PATTERN_IMAGE, "a@sha256:12", false },
    { PATTERN_IMAGE, "", false },
    { PATTERN_IMAGE, "-a", false },
    { PATTERN_IMAGE, "a___b", false },
    { PATTERN_QUANTITY, "500m", true },
    { PATTERN_QUANTITY, "1.5Gi", true },
    { PATTERN_QUANTITY, "1e3", true },
    { PATTERN_QUANTITY, ".5", true },
    { PATTERN_QUANTITY, "1E", true },
    { PATTERN_QUANTITY, "1gi", false },
    { PATTERN_QUANTITY, "Gi", false },
    { PATTERN_DURATION, "1h30m", true },
    { PATTERN_DURATION, "1", false },
    { PATTERN_ID, "_a-1", true },
    { PATTERN_ID, "1a", false },
    { PATTERN_NAME, "a-b", true },
    { PATTERN_NAME, "a-", false },
    { PATTERN_NAME, "A", false },
    { PATTERN_LABEL_KEY, "app.kubernetes.io/name", true },
    { PATTERN_LABEL_KEY, "a", true },
    { PATTERN_LABEL_KEY, "/a", false },
    { PATTERN_LABEL_KEY, "A/b", false },
    { PATTERN_LABEL_VALUE, "", true },
    { PATTERN_LABEL_VALUE, "a_b", true },
    { PATTERN_LABEL_VALUE, "a_", false },
    { PATTERN_ENV_NAME, "A.b-c_1", true },
    { PATTERN_ENV_NAME, "1A", false },
    { PATTERN_CRON, "0 3 * * *", true },
    { PATTERN_CRON, "*/15 0-6,22 1,15 JAN-mar mon-5", true },
    { PATTERN_CRON, "59 23 31 12 6", true },
    { PATTERN_CRON, "@daily", true },
    { PATTERN_CRON, "60 3 * * *", false },
    { PATTERN_CRON, "0 24 * * *", false },
    { PATTERN_CRON, "0 3 0 * *", false },
    { PATTERN_CRON, "0 3 * 13 *", false },
    { PATTERN_CRON, "0 3 * * 7", false },
    { PATTERN_CRON, "0 0 3 * * *", false },
    { PATTERN_CRON, "*/0 3 * * *", false },
    { PATTERN_CRON, "0 3 * *", false },
    { PATTERN_TIMEZONE, "Asia/Tokyo", true },
    { PATTERN_TIMEZONE, "America/Argentina/Buenos_Aires", true },
    { PATTERN_TIMEZONE, "Etc/GMT+9", true },
    { PATTERN_TIMEZONE, "UTC", true },
    { PATTERN_TIMEZONE, "Asia/To kyo", false },
    { PATTERN_TIMEZONE, "/Tokyo", false },
};

static void patterns(void **state)
{
    session *s = *state;
    buf b = buf_new(s->arena);

    for (size_t i = 0; i < COUNT(pattern_cases); i++) {
        const pattern_case *c = &pattern_cases[i];

        if (pattern_matches(s, c->id, str_of(c->text)) != c->matches)
            fail_msg("pattern %d: '%s'", (int)c->id, c->text);
    }
    buf_fill(&b, 'a', 63);
    assert_true(pattern_matches(s, PATTERN_LABEL_VALUE, buf_str(&b)));
    buf_char(&b, 'a');
    assert_false(pattern_matches(s, PATTERN_LABEL_VALUE, buf_str(&b)));
    buf_fill(&b, 'a', 4096 - 64);
    assert_true(pattern_matches(s, PATTERN_NAME, buf_str(&b)));
    assert_true(pattern_matches(s, PATTERN_IMAGE, buf_str(&b)));
    buf_char(&b, 'a');
    assert_false(pattern_matches(s, PATTERN_NAME, buf_str(&b)));
}

static void durations(void **state)
{
    (void)state;
    assert_int_equal(duration_seconds(STR("90s")), 90);
    assert_int_equal(duration_seconds(STR("1d2h3m4s")), 93784);
    assert_true(duration_seconds(STR("2147483648s")) == -1);
    assert_true(duration_seconds(STR("24856d")) == -1);
    assert_true(duration_seconds(STR("99999999999999999999s")) == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slices),
        cmocka_unit_test(distance),
        cmocka_unit_test(durations),
        SESSION_TEST(maps),
        SESSION_TEST(arenas),
        cmocka_unit_test(forgetting),
        cmocka_unit_test(growing),
        SESSION_TEST(buffers),
        SESSION_TEST(unicode),
        SESSION_TEST(places),
        SESSION_TEST(lines_without_index),
        SESSION_TEST(hashes),
        SESSION_TEST(docs),
        SESSION_TEST(merges),
        SESSION_TEST(patterns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
