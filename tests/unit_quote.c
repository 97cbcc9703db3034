#include "tests/base_fixture.h"

#include "tests/quote_vectors.h"

#include <yaml.h>
#ifdef PIPEC_TEST_LIBFYAML
#include <libfyaml.h>
#endif

/* How the writer wrote "k: <text>". */
static char form_of(str written)
{
    const char *value = written.ptr + 3;

    if (*value == '|')
        return 'L';
    if (*value == '\'')
        return 'Q';
    if (*value != '"')
        return 'P';
    return str_find(written, STR("\\")) < written.len ? 'E' : 'Q';
}

static void vectors(void **state)
{
    session *s = *state;

    for (size_t i = 0; i < COUNT(quote_vectors); i++) {
        const quote_vector *v = &quote_vectors[i];
        str text = str_of(v->text);
        doc *m = doc_map(s->arena);
        buf out = buf_new(s->arena);

        doc_put(s->arena, m, STR("k"), doc_string(s->arena, text));
        yaml_write(&out, m);
        if (form_of(buf_str(&out)) != v->how)
            fail_msg("'%s' as %.*s", v->text, STR_ARG(buf_str(&out)));
        assert_int_equal(yaml_quote_for(text) == YAML_PLAIN, v->how == 'P');
        assert_int_equal(yaml_quote_for(text) == YAML_DOUBLE,
                         v->how == 'E' || v->how == 'L');
    }
}

static void readings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(reading_vectors); i++) {
        const reading_vector *v = &reading_vectors[i];
        const char *reading = yaml_reading_11(str_of(v->text));

        if (!reading != !v->reading || (reading && strcmp(reading, v->reading)))
            fail_msg("'%s': %s", v->text, reading ? reading : "the same");
        assert_int_equal(yaml_readers_differ(str_of(v->text)), reading != NULL);
        if (reading)
            assert_int_not_equal(yaml_quote_for(str_of(v->text)), YAML_PLAIN);
    }
}

/* Whatever is no string for us, or differs in 1.1, is never written plain. */
static void typed_texts_are_quoted(void **state)
{
    static const char alphabet[] = "0123456789+-.:_eExXoObTtZz aAnNyY~<=";
    uint32_t random = 1;

    (void)state;
    for (int i = 0; i < 300000; i++) {
        char text[12];
        size_t len = 0;
        str s;

        do {
            random = random * 1664525u + 1013904223u;
            text[len++] = alphabet[(random >> 16) % (sizeof alphabet - 1)];
        } while (len < sizeof text && random >> 28);
        s = (str){ text, len };
        if (yaml_quote_for(s) != YAML_PLAIN)
            continue;
        assert_int_equal(yaml_core_kind(s), DOC_STRING);
        assert_false(yaml_readers_differ(s));
    }
}

static const char *const pieces[] = {
    "a",
    "b",
    "Z",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "\r",
    ":",
    ": ",
    "#",
    " #",
    "-",
    "- ",
    "?",
    "'",
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ", ",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "0",
    "1",
    ".",
    "e3",
    "_",
    "---",
    "...",
    "yes",
    "no",
    "~",
    "=",
    "<<",
    "日",
    "é",
    "😀",
    "\x01",
    "\x7f",
    "\xc2\x85",
    "\xe2\x80\xa8",
    "\xef\xbb\xbf",
    "$",
    "(",
    "/",
};

static str random_text(arena *a, uint32_t *random)
{
    buf out = buf_new(a);

    do {
        *random = *random * 1664525u + 1013904223u;
        buf_put(&out, str_of(pieces[(*random >> 16) % COUNT(pieces)]));
    } while (*random >> 29);
    return buf_str(&out);
}

/* text as a value, a key, list items and in flow collections */
static doc *tree_with(arena *a, str text)
{
    doc *m = doc_map(a);
    doc *list = doc_put(a, m, STR("list"), doc_seq(a));
    doc *flow = doc_put(a, m, STR("flow"), doc_flow(doc_seq(a)));
    doc *object = doc_put(a, m, STR("object"), doc_flow(doc_map(a)));
    doc *key = doc_push(a, list, doc_map(a));
    doc *quoted = doc_push(a, list, doc_string(a, text));

    quoted->style = DOC_QUOTED;
    doc_put(a, key, text, doc_string(a, text));
    doc_push(a, list, doc_string(a, text));
    doc_push(a, flow, doc_string(a, text));
    doc_put(a, object, text, doc_string(a, text));
    doc_put(a, m, STR("last"), doc_string(a, text));
    return m;
}

#ifdef PIPEC_TEST_LIBFYAML

static void swallow(struct fy_diag *d, void *user, const char *text, size_t len)
{
    (void)d;
    (void)user;
    (void)text;
    (void)len;
}

/*
 * Counts the scalars equal to text. libfyaml 0.7.12 is safe with events of
 * valid UTF-8 only, and its parser must be leaked after an error.
 */
static int count_with_libfyaml(str yaml, str text)
{
    struct fy_diag_cfg diag_cfg;
    struct fy_parse_cfg cfg = { .flags = FYPCF_QUIET };
    struct fy_parser *parser;
    struct fy_event *event;
    int count = 0;

    fy_diag_cfg_default(&diag_cfg);
    diag_cfg.fp = NULL;
    diag_cfg.output_fn = swallow;
    cfg.diag = fy_diag_create(&diag_cfg);
    parser = fy_parser_create(&cfg);
    fy_parser_set_string(parser, yaml.ptr, yaml.len);
    while ((event = fy_parser_parse(parser))) {
        size_t len = 0;
        const char *ptr;

        if (event->type == FYET_SCALAR) {
            ptr = event->scalar.value
                      ? fy_token_get_text(event->scalar.value, &len)
                      : "";
            count += str_eq((str){ ptr, len }, text);
        }
        fy_parser_event_free(parser, event);
    }
    if (fy_parser_get_stream_error(parser))
        return -1;
    fy_parser_destroy(parser);
    fy_diag_destroy(cfg.diag);
    return count;
}

#else

static int count_with_libfyaml(str yaml, str text)
{
    (void)yaml;
    (void)text;
    return 8;
}

#endif

/* libfyaml 0.7.12 reads '''''a' as two quotes and forgets the letter. */
static bool confuses_libfyaml(str text)
{
    return str_find(text, STR("''")) < text.len;
}

static void round_trips(void **state)
{
    session *s = *state;
    uint32_t random = 20240506;

    for (int i = 0; i < 5000; i++) {
        str text = random_text(s->arena, &random);
        doc *m = tree_with(s->arena, text), *back;
        buf out = buf_new(s->arena);

        yaml_write(&out, m);
        back = yaml_read(s, add_text(s, buf_str(&out)));
        if (!back || back->count != 1 || !doc_equal(back->first, m))
            fail_msg("%.*s", STR_ARG(buf_str(&out)));
        if (!confuses_libfyaml(text) &&
            count_with_libfyaml(buf_str(&out), text) < 8)
            fail_msg("libfyaml: %.*s", STR_ARG(buf_str(&out)));
        assert_int_equal(s->diags.errors + s->diags.warnings, 0);
    }
}

static void long_keys(void **state)
{
    session *s = *state;
    doc *m = doc_map(s->arena), *back;
    buf key = buf_new(s->arena), out = buf_new(s->arena);

    buf_fill(&key, 'k', 1500);
    doc_put(s->arena, m, buf_str(&key), tree_with(s->arena, STR("x")));
    doc_put(s->arena, m, STR("flow"), doc_flow(doc_map(s->arena)));
    doc_put(s->arena, m->last, buf_str(&key), doc_int(s->arena, 1));
    yaml_write(&out, m);
    back = yaml_read(s, add_text(s, buf_str(&out)));
    assert_non_null(back);
    assert_true(doc_equal(back->first, m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(vectors),
        cmocka_unit_test(readings),
        cmocka_unit_test(typed_texts_are_quoted),
        SESSION_TEST(round_trips),
        SESSION_TEST(long_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
