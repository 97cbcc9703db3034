#include "tests/base_fixture.h"

#include "base/diff.h"

static str diff(session *s, const char *old, const char *now)
{
    buf out = buf_new(s->arena);
    diff_side a = { STR("a"), str_of(old) }, b = { STR("b"), str_of(now) };

    diff_unified(&out, a, b);
    return buf_str(&out);
}

static void shapes(void **state)
{
    session *s = *state;

    assert_int_equal(diff(s, "x\n", "x\n").len, 0);
    assert_str(s, "--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n",
               diff(s, "", "x\ny\n"));
    assert_str(s, "--- a\n+++ b\n@@ -1,2 +0,0 @@\n-x\n-y\n",
               diff(s, "x\ny\n", ""));
    assert_str(s, "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y\n", diff(s, "x\n", "y\n"));
    assert_str(s,
               "--- a\n+++ b\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n"
               "+x\n",
               diff(s, "x", "x\n"));
    assert_str(
        s, "--- a\n+++ b\n@@ -2,7 +2,6 @@\n 2\n 3\n 4\n-5\n 6\n 7\n 8\n",
        diff(s, "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n6\n7\n8\n9\n"));
}

/* Two changes are one hunk as long as the context between them touches. */
static void hunks(void **state)
{
    session *s = *state;

    assert_str(s,
               "--- a\n+++ b\n@@ -1,8 +1,8 @@\n-a\n+x\n 1\n 2\n 3\n 4\n 5\n "
               "6\n-b\n+y\n",
               diff(s, "a\n1\n2\n3\n4\n5\n6\nb\n", "x\n1\n2\n3\n4\n5\n6\ny\n"));
    assert_str(
        s,
        "--- a\n+++ b\n@@ -1,4 +1,4 @@\n-a\n+x\n 1\n 2\n 3\n@@ -6,4 "
        "+6,4 @@\n 5\n 6\n 7\n-b\n+y\n",
        diff(s, "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "x\n1\n2\n3\n4\n5\n6\n7\ny\n"));
}

static str take_line(str *from)
{
    str line = str_sub(*from, 0, str_find(*from, STR("\n")) + 1);

    *from = str_sub(*from, line.len, from->len);
    return line;
}

/* Lines of a diff with one of two signs, and those that are in both texts. */
static str side(session *s, str text, char sign)
{
    buf out = buf_new(s->arena);

    take_line(&text);
    take_line(&text);
    while (text.len) {
        str line = take_line(&text);

        if (*line.ptr == sign || *line.ptr == ' ')
            buf_put(&out, str_sub(line, 1, line.len));
    }
    return out.len ? buf_str(&out) : STR("");
}

static const char *random_text(session *s, uint32_t *seed)
{
    buf out = buf_new(s->arena);
    uint32_t lines;

    *seed = *seed * 1664525u + 1013904223u;
    lines = *seed >> 27;
    for (uint32_t i = 0; i < lines; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        buf_printf(&out, "%c\n", "abc"[(*seed >> 16) % 3]);
    }
    return arena_cstr(s->arena, out.len ? buf_str(&out) : STR(""));
}

/* The old text with the diff laid on it. */
static str applied(session *s, str text, str old)
{
    buf out = buf_new(s->arena);
    uint32_t at = 0;

    take_line(&text);
    take_line(&text);
    while (text.len) {
        str line = take_line(&text);
        unsigned long first;

        if (*line.ptr == '@') {
            first = strtoul(line.ptr + 4, NULL, 10);
            if (!str_starts(str_sub(line, str_find(line, STR(",")), line.len),
                            STR(",0 +")))
                first--;
            for (; at < first; at++)
                buf_put(&out, take_line(&old));
            continue;
        }
        if (*line.ptr == '+') {
            buf_put(&out, str_sub(line, 1, line.len));
            continue;
        }
        if (*line.ptr == ' ')
            buf_put(&out, str_sub(line, 1, line.len));
        assert_true(str_eq(take_line(&old), str_sub(line, 1, line.len)));
        at++;
    }
    buf_put(&out, old);
    return out.len ? buf_str(&out) : STR("");
}

static void sides(void **state)
{
    session *s = *state;
    uint32_t seed = 1;

    for (int i = 0; i < 3000; i++) {
        const char *old = random_text(s, &seed), *now = random_text(s, &seed);
        str text = diff(s, old, now);

        if (text.len)
            assert_str(s, now, applied(s, text, str_of(old)));
        else
            assert_string_equal(old, now);
    }
}

/* Texts with too many differences are replaced whole. */
static void large(void **state)
{
    session *s = *state;
    buf old = buf_new(s->arena), now = buf_new(s->arena);
    str text;

    for (int i = 0; i < 20000; i++) {
        buf_printf(&old, "%d\n", i);
        buf_printf(&now, "%d\n", i * 2 + 1);
    }
    text = diff(s, arena_cstr(s->arena, buf_str(&old)),
                arena_cstr(s->arena, buf_str(&now)));
    assert_str(s, arena_cstr(s->arena, buf_str(&now)), side(s, text, '+'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SESSION_TEST(shapes),
        SESSION_TEST(hunks),
        SESSION_TEST(sides),
        SESSION_TEST(large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
