#include "tests/base_fixture.h"

/* Kind, source bytes, key and text of each node, one line a node. */
static void dump(session *s, buf *out, const doc *d, size_t level)
{
    static const char letters[] = "nbifslm";
    str bytes = source_text(&s->sources, d->at);

    buf_fill(out, ' ', level);
    buf_char(out, letters[d->kind]);
    buf_printf(out, " <%.*s>", STR_ARG(bytes));
    if (d->key.len)
        buf_printf(out, " key %.*s <%.*s>", STR_ARG(d->key),
                   STR_ARG(source_text(&s->sources, d->key_at)));
    if (doc_is_scalar(d) && !str_eq(bytes, d->text))
        buf_printf(out, " = %.*s", STR_ARG(d->text));
    buf_char(out, '\n');
    if (!doc_is_scalar(d))
        doc_each (child, d)
            dump(s, out, child, level + 1);
}

static void assert_tree(session *s, str text, const char *expected)
{
    doc *d = yaml_read(s, add_text(s, text));
    buf out = buf_new(s->arena);

    assert_non_null(d);
    doc_each (root, d)
        dump(s, &out, root, 0);
    assert_str(s, expected, buf_str(&out));
}

static void spans(void **state)
{
    assert_tree(*state,
                STR("# c\n日本: &a !!str \"é\" # d\nk:\nl:\n- 1 \n-\n  - x: "
                    "'it''s'\n    y: [ {a: 1}, b ] \nt: |\n  é\n\n  b\n\n# e\n"
                    "p: two\n  lines\n"),
                "m <日本: &a !!str \"é\" # d\nk:\nl:\n- 1 \n-\n  - x: 'it''s'\n"
                "    y: [ {a: 1}, b ] \nt: |\n  é\n\n  b\n\n# e\np: two\n"
                "  lines>\n"
                " s <\"é\"> key 日本 <日本> = é\n"
                " n <> key k <k> = null\n"
                " l <- 1 \n-\n  - x: 'it''s'\n    y: [ {a: 1}, b ]> key l <l>\n"
                "  i <1>\n"
                "  l <- x: 'it''s'\n    y: [ {a: 1}, b ]>\n"
                "   m <x: 'it''s'\n    y: [ {a: 1}, b ]>\n"
                "    s <'it''s'> key x <x> = it's\n"
                "    l <[ {a: 1}, b ]> key y <y>\n"
                "     m <{a: 1}>\n"
                "      i <1> key a <a>\n"
                "     s <b>\n"
                " s <|\n  é\n\n  b> key t <t> = é\n\nb\n\n"
                " s <two\n  lines> key p <p> = two lines\n");
}

static void typing(void **state)
{
    assert_tree(*state,
                STR("[~, Null, 'null', True, FALSE, 'true', 12, -0, +1, 0o17, "
                    "0x1F, .5, 1., 1.5e3, -.INF, .nan, 1.2.3, x, 12a, "
                    "!!str 1, ! 2, !!int '3', !!float 4]"),
                "l <[~, Null, 'null', True, FALSE, 'true', 12, -0, +1, 0o17, "
                "0x1F, .5, 1., 1.5e3, -.INF, .nan, 1.2.3, x, 12a, "
                "!!str 1, ! 2, !!int '3', !!float 4]>\n"
                " n <~> = null\n n <Null> = null\n s <'null'> = null\n"
                " b <True> = true\n b <FALSE> = false\n s <'true'> = true\n"
                " i <12>\n i <-0>\n i <+1>\n i <0o17> = 15\n i <0x1F> = 31\n"
                " f <.5>\n f <1.>\n f <1.5e3>\n f <-.INF>\n f <.nan>\n"
                " s <1.2.3>\n s <x>\n s <12a>\n s <1>\n s <2>\n i <'3'> = 3\n"
                " f <4>\n");
}

static void streams(void **state)
{
    assert_tree(*state, STR(""), "");
    assert_tree(*state, STR("# nothing\n"), "");
    assert_tree(*state, STR("\xef\xbb\xbf%YAML 1.2\n---\na\n--- b\n---\n..."),
                "s <a>\ns <b>\nn <> = null\n");
}

static void aliases(void **state)
{
    assert_tree(*state, STR("a: &x [1, &y k]\nb: *x\n*y : *y\n"),
                "m <a: &x [1, &y k]\nb: *x\n*y : *y>\n"
                " l <[1, &y k]> key a <a>\n  i <1>\n  s <k>\n"
                " l <[1, &y k]> key b <b>\n  i <1>\n  s <k>\n"
                " s <k> key k <*y>\n");
}

typedef struct error_case {
    const char *text, *expected;
} error_case;

static const error_case error_cases[] = {
    { "a: *x\n", "t.yaml:1:4: error: alias '*x' has no anchor before it "
                 "[E0105]\n    1 | a: *x\n      |    ^~\nhelp: quote text that "
                 "begins with '*'   (pipec explain E0105)\n" },
    { "a: &x [*x]\n",
      "t.yaml:1:8: error: alias '*x' is inside what it stands for [E0105]\n"
      "    1 | a: &x [*x]\n      |        ^~\n" },
    { "<<: {}\n",
      "t.yaml:1:1: error: merge key '<<' is not supported [E0101]\n"
      "    1 | <<: {}\n      | ^~\nhelp: write the keys out   (pipec explain "
      "E0101)\n" },
    { "a: 1\nb: 2\n'a': 3\n",
      "t.yaml:3:1: error: key 'a' is given twice [E0103]\n    3 | 'a': 3\n"
      "      | ^~~\nt.yaml:1:1: note: it is given first here\n" },
    { "a: {{ x }}\n",
      "t.yaml:1:5: error: a key must be text, not a map or list [E0101]\n"
      "    1 | a: {{ x }}\n      |     ^\nhelp: quote text that holds {{ }}   "
      "(pipec explain E0101)\n" },
    { "a: [${{ x }}]\n",
      "t.yaml:1:6: error: expected ',' or ']' after a value of the list "
      "[E0101]\n    1 | a: [${{ x }}]\n      |      ^\nt.yaml:1:4: note: the "
      "list begins here\nhelp: quote text that holds ${{ }}: \"${{ ... }}\"   "
      "(pipec explain E0101)\n" },
    { "a：b\nc: d\n",
      "t.yaml:2:2: error: a key cannot stand here [E0101]\n    2 | c: d\n"
      "      |  ^\nhelp: quote text that holds ': ', and give each key a line "
      "of its own\nhelp: the line holds a full-width colon (U+FF1A) where ':' "
      "may be meant   (pipec explain E0101)\n" },
    { "a:\n\tb: 1\n",
      "t.yaml:2:1: error: a tab cannot be used to indent [E0101]\n"
      "    2 |  b: 1\n      | ^\nhelp: indent with blanks   (pipec explain "
      "E0101)\n" },
    { "a: \"\\d\"\n",
      "t.yaml:1:5: error: unknown escape in double quotes [E0101]\n"
      "    1 | a: \"\\d\"\n      |     ^\nt.yaml:1:4: note: the text begins "
      "here\nhelp: write a backslash as \\\\, or use single quotes   (pipec "
      "explain E0101)\n" },
    { "é: \x01\n",
      "t.yaml:1:4: error: a control character cannot stand here [E0101]\n"
      "    1 | é: �\n      |    ^\nhelp: write it as an escape in double "
      "quotes   (pipec explain E0101)\n" },
    { "%TAG !a! b\n--- x\n",
      "t.yaml:1:1: error: %TAG directives are not supported [E0101]\n"
      "    1 | %TAG !a! b\n      | ^~~~\nhelp: quote text that begins with "
      "'%'   (pipec explain E0101)\n" },
    { "a: !x 1\n",
      "t.yaml:1:4: error: tag '!x' does not fit the value [E0101]\n"
      "    1 | a: !x 1\n      |    ^~\nhelp: the tags are !!str, !!int, "
      "!!float, !!bool, !!null, !!map and !!seq; quote text that begins with "
      "'!'   (pipec explain E0101)\n" },
    { "a: !!int x\n",
      "t.yaml:1:4: error: tag '!!int' does not fit the value [E0101]\n"
      "    1 | a: !!int x\n      |    ^~~~~\n" },
    { "a: 0x10000000000000000\n",
      "t.yaml:1:4: error: the number needs more than 64 bits [E0101]\n"
      "    1 | a: 0x10000000000000000\n      |    ^~~~~~~~~~~~~~~~~~~\n" },
    { "\x93\xfa\x96\x7b: 1\n",
      "t.yaml:1:1: error: the text is not UTF-8: byte 0x93 [E0102]\n"
      "    1 | ���{: 1\n      | ^\nhelp: it looks like Shift_JIS (CP932); "
      "save it as UTF-8   (pipec explain E0102)\n" },
    { "a: \xff\n", "t.yaml:1:4: error: the text is not UTF-8: byte 0xFF "
                   "[E0102]\n    1 | a: �\n      |    ^\n" },
};

static void errors(void **state)
{
    session *s = *state;

    for (size_t i = 0; i < COUNT(error_cases); i++) {
        doc *d = yaml_read(s, add_text(s, str_of(error_cases[i].text)));

        assert_string_equal(findings(s), error_cases[i].expected);
        assert_int_equal(d != NULL, s->diags.first->id == D_DUPLICATE_KEY);
        diags_init(&s->diags, s->arena);
    }
}

static void utf16(void **state)
{
    session *s = *state;

    assert_null(yaml_read(s, add_text(s, STR("\xff\xfe"
                                             "a\0:\0"))));
    assert_non_null(strstr(findings(s), "UTF-16"));
    assert_null(json_read(s, add_text(s, STR("[\0]\0"))));
    assert_int_equal(s->diags.errors, 2);
}

static void budgets(void **state)
{
    session *s = *state;
    buf text = buf_new(s->arena);

    buf_fill(&text, '[', 100000);
    assert_null(yaml_read(s, add_text(s, buf_str(&text))));
    assert_null(json_read(s, add_text(s, buf_str(&text))));
    assert_non_null(strstr(findings(s), "nested deeper than 128"));
    assert_int_equal(s->diags.errors, 2);
    text.len = 0;
    buf_put(&text, STR("a0: &a0 [x, x]\n"));
    for (int i = 1; i < 30; i++)
        buf_printf(&text, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
    assert_null(yaml_read(s, add_text(s, buf_str(&text))));
    assert_int_equal(s->diags.errors, 3);
    text.len = 0;
    buf_put(&text, STR("- &a0 [x]\n"));
    for (int i = 1; i < 130; i++)
        buf_printf(&text, "- &a%d [*a%d]\n", i, i - 1);
    assert_null(yaml_read(s, add_text(s, buf_str(&text))));
    assert_int_equal(s->diags.errors, 4);
    text.len = 0;
    buf_fill(&text, '[', 127);
    buf_fill(&text, ']', 127);
    assert_non_null(yaml_read(s, add_text(s, buf_str(&text))));
    assert_non_null(json_read(s, add_text(s, buf_str(&text))));
}

static void readers_differ(void **state)
{
    session *s = *state;

    yaml_read(s, add_text(s, STR("on: yes\n'on': 'yes'\na: 0o10\n")));
    assert_string_equal(
        findings(s),
        "t.yaml:1:1: warning: 'on' is text here but true for YAML 1.1 readers "
        "[W0106]\n    1 | on: yes\n      | ^~\nhelp: write true, or quote it: "
        "\"on\"   (pipec explain W0106)\n"
        "t.yaml:1:5: warning: 'yes' is text here but true for YAML 1.1 readers "
        "[W0106]\n    1 | on: yes\n      |     ^~~\nhelp: write true, or quote "
        "it: \"yes\"   (pipec explain W0106)\n"
        "t.yaml:2:1: error: key 'on' is given twice [E0103]\n    2 | 'on': "
        "'yes'\n      | ^~~~\nt.yaml:1:1: note: it is given first here\n"
        "t.yaml:3:4: warning: '0o10' is a number here but text for "
        "YAML 1.1 readers [W0106]\n    3 | a: 0o10\n      |    ^~~~\n"
        "help: write the number in decimal, or quote it   (pipec explain "
        "W0106)\n");
}

static void slices(void **state)
{
    session *s = *state;
    source *from = add_text(s, STR("a: 'plain'\n"));
    doc *d = yaml_read(s, from)->first->first;

    assert_ptr_equal(d->text.ptr, from->text.ptr + 4);
    assert_ptr_equal(d->key.ptr, from->text.ptr);
}

static const error_case json_cases[] = {
    { "{\"a\":1,\"a\":2}", "t.yaml:1:8: error: key 'a' is given twice" },
    { "[1,]", "t.yaml:1:4: error: expected a value" },
    { "{\"a\":1,}", "t.yaml:1:8: error: expected a key in double quotes" },
    { "{a:1}", "t.yaml:1:2: error: expected a key in double quotes" },
    { "[01]", "t.yaml:1:3: error: expected a number without leading zeros" },
    { "[1.]", "t.yaml:1:4: error: expected a number" },
    { "[-]", "t.yaml:1:3: error: expected a number" },
    { "[1e]", "t.yaml:1:4: error: expected a number" },
    { "[+1]", "t.yaml:1:2: error: expected a value" },
    { "\"\\ud800\"", "t.yaml:1:2: error: expected a pair of surrogates" },
    { "\"\\udc00\\ud800\"", "t.yaml:1:2: error: expected a pair" },
    { "\"\\x\"", "t.yaml:1:3: error: expected one of" },
    { "\"\\u00g0\"", "t.yaml:1:6: error: expected four hexadecimal" },
    { "\"\t\"", "t.yaml:1:2: error: expected '\"' or an escape" },
    { "\"a", "t.yaml:1:3: error: expected '\"' or an escape before the end" },
    { "nul", "t.yaml:1:1: error: expected a value" },
    { "1 2", "t.yaml:1:3: error: expected nothing after the value" },
    { "[1 2]", "t.yaml:1:4: error: expected ',' or ']'" },
    { "{\"a\" 1}", "t.yaml:1:6: error: expected ':' after the key" },
    { "", "t.yaml:1:1: error: expected a value before the end of the text" },
    { "[NaN]", "t.yaml:1:2: error: expected a value" },
};

static void json_errors(void **state)
{
    session *s = *state;

    for (size_t i = 0; i < COUNT(json_cases); i++) {
        const char *shown;

        json_read(s, add_text(s, str_of(json_cases[i].text)));
        shown = findings(s);
        if (strncmp(shown, json_cases[i].expected,
                    strlen(json_cases[i].expected)))
            fail_msg("%s: %s", json_cases[i].text, shown);
        diags_init(&s->diags, s->arena);
    }
}

static void json_values(void **state)
{
    session *s = *state;
    str text = STR("\xef\xbb\xbf {\"k\" : [null, true,false,-0, 1.50e+3,\"\", "
                   "\"\\u65e5\\ud83d\\ude00\\n\\/\\\"\"], \"e\":{}} \n");
    doc *d = json_read(s, add_text(s, text));
    buf out = buf_new(s->arena);

    dump(s, &out, d, 0);
    assert_str(
        s,
        "m <{\"k\" : [null, true,false,-0, 1.50e+3,\"\", "
        "\"\\u65e5\\ud83d\\ude00\\n\\/\\\"\"], \"e\":{}}>\n"
        " l <[null, true,false,-0, 1.50e+3,\"\", "
        "\"\\u65e5\\ud83d\\ude00\\n\\/\\\"\"]> key k <\"k\">\n"
        "  n <null>\n  b <true>\n  b <false>\n  i <-0>\n  f <1.50e+3>\n"
        "  s <\"\"> = \n  s <\"\\u65e5\\ud83d\\ude00\\n\\/\\\"\"> = 日😀\n/\"\n"
        " m <{}> key e <\"e\">\n",
        buf_str(&out));
    out.len = 0;
    json_write(&out, d);
    assert_str(s,
               "{\n  \"k\": [\n    null,\n    true,\n    false,\n    -0,\n"
               "    1.50e+3,\n    \"\",\n    \"日😀\\n/\\\"\"\n  ],\n"
               "  \"e\": {}\n}\n",
               buf_str(&out));
}

static void json_texts(void **state)
{
    session *s = *state;
    buf out = buf_new(s->arena);
    static const char *const numbers[][2] = {
        { "+1", "1" },    { "007", "7" },        { "-.5", "-0.5" },
        { "1.", "1.0" },  { "-0", "-0" },        { "00", "0" },
        { "1E3", "1E3" }, { "1.e3", "1.0e3" },   { ".inf", "\".inf\"" },
        { "12", "12" },   { ".5e-3", "0.5e-3" }, { "-.INF", "\"-.INF\"" },
    };

    json_write_string(&out,
                      STR("\x01\x7f\"\\\b\f\n\r\t/\xff é\0\xc2\x85日\u2028本"));
    assert_str(s,
               "\"\\u0001\\u007f\\\"\\\\\\b\\f\\n\\r\\t/� é\\u0000"
               "\\u0085日\\u2028本\"",
               buf_str(&out));
    for (size_t i = 0; i < COUNT(numbers); i++) {
        out.len = 0;
        json_write_number(&out, str_of(numbers[i][0]));
        assert_str(s, numbers[i][1], buf_str(&out));
    }
}

static void assert_written(session *s, str text, const char *expected)
{
    doc *d = yaml_read(s, add_text(s, text));
    buf out = buf_new(s->arena);

    assert_non_null(d);
    yaml_write(&out, d->first);
    assert_str(s, expected, buf_str(&out));
}

static void writing(void **state)
{
    session *s = *state;
    str wide = STR("a: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, "
                   "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]\n");

    assert_written(s, STR("12"), "12\n");
    assert_written(s, STR("- [a]\n"), "- [a]\n");
    assert_written(s, STR("[a]\n"), "[a]\n");
    assert_written(s, STR("|\n a\n b\n"), "|\n  a\n  b\n");
    assert_written(s, wide,
                   "a:\n  - aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
                   "  - aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n");
    assert_written(
        s,
        STR("a: 1\nb: [x, [y, {z: 1, w: [1e3]}], []]\nc: {}\n"
            "d: {cpu: 4, memory: 16Gi, '{': 'a, b'}\n"
            "e: [python3, -c, '', .5, '${x}', 'yes']\n"
            "'y':\ns: \"a\\n\\n b\\n\"\nt: \"a\\nb\"\n"
            "u: \"a\\n\\n\"\nv: \" a\\nb\\r\"\nw: '\"a\": \\'\n"
            "x: \"\\\"\\t\"\n日本: '{{x}}'\n"),
        "a: 1\nb:\n  - x\n  - - \"y\"\n    - z: 1\n      w: [1.0e+3]\n"
        "  - []\nc: {}\n"
        "d: {cpu: 4, memory: 16Gi, \"{\": \"a, b\"}\n"
        "e: [python3, -c, \"\", 0.5, \"${x}\", \"yes\"]\n"
        "\"y\": null\ns: |\n  a\n\n   b\nt: |-\n  a\n  b\n"
        "u: |+\n  a\n\nv: \" a\\nb\\r\"\nw: '\"a\": \\'\n"
        "x: \"\\\"\\t\"\n日本: \"{{x}}\"\n");
}

static void comments(void **state)
{
    session *s = *state;
    arena *a = s->arena;
    doc *m = doc_comment(a, doc_map(a), STR("one\n\ntwo\x01\xc2\x85"));
    doc *list = doc_put(a, m, STR("list"), doc_seq(a));
    doc *item = doc_push(a, list, doc_map(a));
    doc *flow = doc_put(a, m, STR("flow"), doc_flow(doc_seq(a)));
    doc *quoted = doc_put(a, m, STR("q"), doc_string(a, STR("3\n4")));
    buf out = buf_new(a);

    quoted->style = DOC_QUOTED;
    doc_comment(a, list, STR("the list"));
    doc_comment(a, item, STR("the item"));
    doc_comment(a, doc_put(a, item, STR("k"), doc_int(a, 1)), STR("first"));
    doc_comment(a, doc_put(a, item, STR("l"), doc_int(a, 2)), STR("second"));
    doc_comment(a, doc_push(a, list, doc_string(a, STR("a\nb"))), STR("text"));
    doc_comment(a, doc_push(a, flow, doc_int(a, 1)), STR("falls back"));
    yaml_write(&out, m);
    assert_str(s,
               "# one\n#\n# two\n# the list\nlist:\n  # the item\n  # first\n"
               "  - k: 1\n    # second\n    l: 2\n  # text\n  - |-\n    a\n"
               "    b\nflow:\n  # falls back\n  - 1\nq: \"3\\n4\"\n",
               buf_str(&out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(spans),       SESSION_TEST(typing),
        SESSION_TEST(streams),     SESSION_TEST(aliases),
        SESSION_TEST(errors),      SESSION_TEST(utf16),
        SESSION_TEST(budgets),     SESSION_TEST(readers_differ),
        SESSION_TEST(slices),      SESSION_TEST(json_errors),
        SESSION_TEST(json_values), SESSION_TEST(json_texts),
        SESSION_TEST(writing),     SESSION_TEST(comments),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
