#include "tests/base_fixture.h"

/* The example of the architecture page. */
static void example(void **state)
{
    session *s = *state;
    source *from = add_text(s, STR("tasks:\n  - train\n        model: "
                                   "train.modle\n"));
    source *other =
        sources_add(&s->sources, s->arena, STR("trainer/component.yaml"),
                    STR("a\n    outputs:\n"));
    diag *d = REPORT(s, D_UNKNOWN_OUTPUT, source_span(from, 38, 43),
                     "task '%s' has no output '%s'", "train", "modle");

    diag_note(&s->diags, d, source_span(other, 6, 13),
              "outputs of 'trainer' are: model, metrics");
    diag_nearest(&s->diags, d, STR("model"));
    diag_nearest(&s->diags, d, STR(""));
    assert_string_equal(
        findings(s),
        "t.yaml:3:22: error: task 'train' has no output 'modle' [E0302]\n"
        "    3 |         model: train.modle\n"
        "      |                      ^~~~~\n"
        "trainer/component.yaml:2:5: note: outputs of 'trainer' are: model, "
        "metrics\n"
        "help: did you mean 'model'?   (pipec explain E0302)\n");
}

static void odd_characters(void **state)
{
    session *s = *state;
    source *from = add_text(s, STR("\t日本: \x1b[31m値\n"));

    REPORT(s, D_BAD_VALUE, source_span(from, 14, 17), "bad '\x1b\n\xff'");
    assert_string_equal(findings(s), "t.yaml:1:11: error: bad '���' [E0206]\n"
                                     "    1 |  日本: �[31m値\n"
                                     "      |             ^~\n");
}

static void edges(void **state)
{
    session *s = *state;
    source *from = add_text(s, STR("ab\n\ncd"));

    REPORT(s, D_BAD_VALUE, source_span(from, 6, 6), "end");
    REPORT(s, D_BAD_VALUE, source_span(from, 3, 6), "empty line");
    REPORT(s, D_BAD_VALUE, source_span(from, 1, 6), "over lines");
    REPORT(s, D_NO_FILE, NOWHERE, "no such file")->path = STR("x.yaml");
    assert_string_equal(findings(s), "x.yaml: error: no such file [E0801]\n"
                                     "t.yaml:1:2: error: over lines [E0206]\n"
                                     "    1 | ab\n"
                                     "      |  ^\n"
                                     "t.yaml:2:1: error: empty line [E0206]\n"
                                     "    2 |\n"
                                     "      | ^\n"
                                     "t.yaml:3:3: error: end [E0206]\n"
                                     "    3 | cd\n"
                                     "      |   ^\n");
}

static void long_line(void **state)
{
    session *s = *state;
    buf text = buf_new(s->arena);
    const char *shown;
    source *from;

    buf_fill(&text, 'a', 300);
    buf_put(&text, STR("HERE"));
    buf_fill(&text, 'b', 300);
    from = add_text(s, buf_str(&text));
    REPORT(s, D_BAD_VALUE, source_span(from, 300, 304), "x");
    shown = findings(s);
    assert_non_null(strstr(shown, "    1 | …aaa"));
    assert_non_null(strstr(shown, "bbb…\n"));
    shown = strchr(strchr(shown, '\n') + 1, '\n') + 1;
    assert_int_equal(strcspn(shown, "^"), 8 + 1 + 60);
    assert_string_equal(strchr(shown, '^'), "^~~~\n");
}

static void targets(void **state)
{
    session *s = *state;
    source *from = add_text(s, STR("a"));

    for (int i = 0; i < 4; i++) {
        s->diags.target = i % 2 ? STR("tekton") : STR("argo");
        REPORT(s, D_CANNOT_EXPRESS, source_span(from, 0, 1), "no");
    }
    s->diags.target = STR("");
    REPORT(s, D_CYCLE, source_span(from, 0, 1), "cycle");
    REPORT(s, D_CYCLE, source_span(from, 0, 1), "cycle");
    assert_int_equal(s->diags.errors, 2);
    assert_string_equal(findings(s),
                        "t.yaml:1:1: error: no (argo, tekton) [E0501]\n"
                        "    1 | a\n"
                        "      | ^\n"
                        "t.yaml:1:1: error: cycle [E0304]\n"
                        "    1 | a\n"
                        "      | ^\n");
}

static void severities(void **state)
{
    session *s = *state;

    s->diags.deny[D_LARGE] = true;
    s->diags.allow[D_NO_COMMAND] = true;
    s->diags.allow[D_CYCLE] = true;
    REPORT(s, D_LARGE, NOWHERE, "large");
    diag_help(&s->diags, REPORT(s, D_NO_COMMAND, NOWHERE, "hidden"), "h");
    REPORT(s, D_CYCLE, NOWHERE, "cycle");
    REPORT(s, D_QUALITY_LOST, NOWHERE, "lost");
    REPORT(s, D_NOTHING_CONVERTED, NOWHERE, "nothing");
    assert_int_equal(s->diags.errors, 2);
    assert_int_equal(s->diags.warnings, 1);
    assert_string_equal(findings(s), "error: large [W0503]\n"
                                     "error: cycle [E0304]\n"
                                     "warning: lost [W0502]\n"
                                     "note: nothing [N0603]\n");
}

static void many(void **state)
{
    session *s = *state;
    uint32_t kept = 0;

    for (int i = 0; i < 3000; i++)
        REPORT(s, D_LARGE, NOWHERE, "warning %d", i);
    for (int i = 0; i < 2; i++)
        diag_help(&s->diags, REPORT(s, D_CYCLE, NOWHERE, "error %d", i), "h");
    for (const diag *d = s->diags.first; d; d = d->next)
        kept++;
    assert_int_equal(s->diags.warnings, 3000);
    assert_int_equal(kept, DIAGS_KEPT + 2);
}

static void sorting(void **state)
{
    session *s = *state;
    source *from = add_text(s, STR("0123456789"));
    uint32_t last = 0, seen = 0;

    for (uint32_t i = 0; i < 100; i++)
        REPORT(s, D_CYCLE, source_span(from, i * 7 % 10, 10), "%u", i);
    diags_sort(&s->diags);
    for (const diag *d = s->diags.first; d; d = d->next) {
        assert_true(d->at.lo >= last);
        last = d->at.lo;
        seen++;
    }
    assert_int_equal(seen, 100);
    REPORT(s, D_CYCLE, NOWHERE, "last");
    diags_sort(&s->diags);
    assert_str(s, "last", s->diags.first->text);
}

static void json(void **state)
{
    session *s = *state;
    buf out = buf_new(s->arena);
    source *from = add_text(s, STR("a: \"b\"\n"));
    diag *d;

    s->diags.target = STR("argo");
    d = REPORT(s, D_CANNOT_EXPRESS, source_span(from, 3, 6), "no \"%s\"", "b");
    diag_note(&s->diags, d, source_span(from, 0, 1), "here");
    diag_help(&s->diags, d, "do");
    diag_json(&out, &s->sources, d);
    assert_str(s,
               "{\"code\":\"E0501\",\"severity\":\"error\",\"text\":\"no "
               "\\\"b\\\"\",\"file\":\"t.yaml\",\"line\":1,\"column\":4,"
               "\"endLine\":1,\"endColumn\":7,\"targets\":[\"argo\"],"
               "\"notes\":[{\"kind\":\"note\",\"text\":\"here\",\"file\":"
               "\"t.yaml\",\"line\":1,\"column\":1,\"endLine\":1,"
               "\"endColumn\":2},{\"kind\":\"help\",\"text\":\"do\"}]}\n",
               buf_str(&out));
}

static void color(void **state)
{
    session *s = *state;
    buf out = buf_new(s->arena);
    source *from = add_text(s, STR("a\n"));

    diag_text(&out, &s->sources,
              REPORT(s, D_CYCLE, source_span(from, 0, 1), "c"), true);
    assert_str(s,
               "\033[1mt.yaml:1:1: \033[m\033[1;31merror: \033[m\033[1mc\033[m"
               " [E0304]\n    1 | a\n      | \033[1;32m^\033[m\n",
               buf_str(&out));
}

static void rows(void **state)
{
    (void)state;
    assert_int_equal(diag_find(STR("E0101")), D_SYNTAX);
    assert_int_equal(diag_find(STR("W0503")), D_LARGE);
    assert_int_equal(diag_find(STR("E0503")), -1);
    assert_int_equal(diag_find(STR("")), -1);
    for (int i = 1; i < DIAG_COUNT; i++)
        assert_true(strcmp(diag_rows[i - 1].code + 1, diag_rows[i].code + 1) <
                    0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows),   SESSION_TEST(example),
        SESSION_TEST(edges),      SESSION_TEST(odd_characters),
        SESSION_TEST(long_line),  SESSION_TEST(targets),
        SESSION_TEST(severities), SESSION_TEST(many),
        SESSION_TEST(sorting),    SESSION_TEST(json),
        SESSION_TEST(color),
    };

    return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
