/* pipec.lock: what is written is read again, and nothing else is. */
#include "tests/base_fixture.h"

#include "driver/lockfile.h"

/* Of the digests that a line has: 64, 64 and 16 digits. */
#define ZEROS "00000000000000000000000000000000"
#define DIGESTS " " ZEROS ZEROS " " ZEROS ZEROS " 0123456789abcdef "

static bool read(session *s, str text, lockfile *out)
{
    return lockfile_read(s, STR("pipec.lock"), text, out);
}

static lock_line *line_of(const lockfile *from, const char *path)
{
    return map_get(&from->lines, str_of(path));
}

static str write(session *s, const lockfile *from)
{
    size_t count = from->lines.count;
    lock_line **lines = arena_alloc(s->arena, (count + 1) * sizeof *lines,
                                    alignof(lock_line *));

    for (size_t i = 0; i < count; i++)
        lines[i] = from->lines.entries[i].value;
    return lockfile_text(s->arena, lines, count);
}

/* ---- what is written ----------------------------------------------------- */

static void brings_back(void **state)
{
    static const char *const paths[] = {
        "a.argo.yaml",     "manifests/with blank.yaml",
        "\"quoted\".yaml", "back\\slash",
        "new\nline",       "tab\tand\x7f",
        "#no-comment",     "<<<<<<<",
        "=======x",        ">",
        "||||||| a",       "\xe5\xad\xa6\xe7\xbf\x92/\xe3\x81\x82.yaml",
        "\xc2\x85",        "\xe2\x80\xa8",
        "\xef\xbb\xbf",    "-rf",
        "a,b:{}",          "\r"
    };
    session *s = *state;
    lock_line all[COUNT(paths)], *lines[COUNT(paths)];
    lockfile back;
    str text;

    memset(all, 0, sizeof all);
    for (size_t i = 0; i < COUNT(paths); i++) {
        str *files = arena_alloc(s->arena, 2 * sizeof *files, alignof(str));

        files[0] = str_of(paths[COUNT(paths) - 1 - i]);
        files[1] = str_of(paths[i]);
        all[i] = (lock_line){ .path = str_of(paths[i]),
                              .digest = STR(ZEROS ZEROS),
                              .inputs = STR(ZEROS ZEROS),
                              .settings = STR("0123456789abcdef"),
                              .files = files,
                              .n_files = 2 };
        lines[i] = &all[i];
    }
    text = lockfile_text(s->arena, lines, COUNT(paths));
    assert_true(read(s, text, &back));
    assert_true(back.is_there && back.is_current && !back.is_merged);
    assert_int_equal(back.lines.count, COUNT(paths));
    for (size_t i = 0; i < COUNT(paths); i++) {
        const lock_line *line = line_of(&back, paths[i]);

        assert_non_null(line);
        assert_int_equal(line->n_files, 2);
        assert_true(str_eq(line->files[1], str_of(paths[i])));
    }
    assert_true(str_eq(write(s, &back), text));
}

/* ---- what others make of it ---------------------------------------------- */

static void takes_other_ends(void **state)
{
    session *s = *state;
    str text = STR("# one\n\nb" DIGESTS "x\na" DIGESTS "x \"y z\"\n");
    str crlf = STR("\xef\xbb\xbf# one\r\n\r\nb" DIGESTS "x\r\na" DIGESTS
                   "x \"y z\"\r\n");
    str open = STR("b" DIGESTS "x\na" DIGESTS "x \"y z\"");
    lockfile one, other, last;

    assert_true(read(s, text, &one) && read(s, crlf, &other));
    assert_true(read(s, open, &last) && !last.is_current);
    assert_true(str_eq(write(s, &one), write(s, &other)));
    assert_true(str_eq(write(s, &one), write(s, &last)));
    assert_string_equal(findings(s), "");
}

/* Both sides of a conflict count, and lines that a merge has doubled. */
static void takes_conflicts(void **state)
{
    session *s = *state;
    lockfile l;
    const lock_line *line;

    assert_true(
        read(s,
             STR("<<<<<<< ours\na" DIGESTS "x\n||||||| base\na" DIGESTS
                 "y\n=======\na" DIGESTS "z\nb" DIGESTS "z\n>>>>>>> theirs\n"),
             &l));
    assert_true(l.is_merged);
    assert_int_equal(l.lines.count, 2);
    line = line_of(&l, "a");
    assert_str(s, "z", line->files[0]);
    assert_str(s, "y", line->also->files[0]);
    assert_str(s, "x", line->also->also->files[0]);
    assert_null(line->also->also->also);
    line = map_get(&l.settings, STR("0123456789abcdef"));
    assert_str(s, "b", line->path);
    assert_string_equal(findings(s), "");
}

/* A merge may bring the lines of another version with it. */
static void trusts_its_own_alone(void **state)
{
    session *s = *state;
    arena *a = s->arena;
    str own = lockfile_text(a, NULL, 0), other = STR("# pipec.lock 1, by\n");
    lockfile l;

    assert_true(read(s, own, &l) && l.is_current);
    assert_true(read(s, other, &l) && !l.is_current);
    assert_true(read(s, arena_join(a, own, other), &l) && !l.is_current);
    assert_true(read(s, arena_join(a, other, own), &l) && !l.is_current);
    assert_true(read(s, STR("# a\n"), &l) && !l.is_current);
}

static void refuses(void **state)
{
    static const char *const lines[] = {
        "a",
        "a b c d e",
        "/a" DIGESTS "x",
        "../a" DIGESTS "x",
        "a/../b" DIGESTS "x",
        "a//b" DIGESTS "x",
        "./a" DIGESTS "x",
        "a/" DIGESTS "/x",
        "a" DIGESTS,
        "a" DIGESTS "../x",
        "a" DIGESTS "x  y",
        ".git/config" DIGESTS "x",
        "a" DIGESTS "x .git",
        "\"\"" DIGESTS "x",
        "\"a" DIGESTS "x",
        "\"a\"b" DIGESTS "x",
        "\"a\\\"" DIGESTS "x",
        "\"\\u0000\"" DIGESTS "x",
        "\"\\x\"" DIGESTS "x",
        "\"../a\"" DIGESTS "x",

        "a " ZEROS ZEROS " " ZEROS ZEROS " 0123456789ABCDEF x",
        "a " ZEROS ZEROS " " ZEROS ZEROS " 0123456789abcde x",
        "a " ZEROS " " ZEROS ZEROS " 0123456789abcdef x",
        "# pipec.lock 2, of a later time",
        "# pipec.lock 10, of another"
    };

    for (size_t i = 0; i < COUNT(lines); i++) {
        void *own;
        session *s;
        lockfile l;

        session_setup(&own);
        s = own;
        if (read(s, str_of(lines[i]), &l))
            fail_msg("line '%s' was read", lines[i]);
        assert_int_equal(s->diags.errors, 1);
        assert_non_null(strstr(findings(s), "E0810"));
        session_teardown(&own);
    }
    (void)state;
}

static void refuses_bytes(void **state)
{
    session *s = *state;
    lockfile l;

    assert_false(read(s, STR("\xff" DIGESTS "x\n"), &l));
    assert_false(read(s, STR("a\0b" DIGESTS "x\n"), &l));
    assert_true(s->diags.errors > 0);
}

static void compares_lines_alone(void **state)
{
    arena *a = ((session *)*state)->arena;

    assert_true(lockfile_same(a, STR("# a\n# b\nx\ny\n"), STR("x\r\ny\r\n")));
    assert_true(lockfile_same(a, STR(""), STR("# a")));
    assert_false(lockfile_same(a, STR("x\n"), STR("y\n")));
    assert_false(lockfile_same(a, STR("x\n"), STR("x\ny\n")));
}

/* ---- size ---------------------------------------------------------------- */

enum { MANY = 100000 };

/* Were the time quadratic, these would take hours. */
static void reads_many(void **state)
{
    session *s = *state;
    buf text = buf_new(s->arena);
    lockfile l;

    for (int i = 0; i < MANY; i++)
        buf_printf(&text, "m/%d" DIGESTS "x\nsame" DIGESTS "x\n", i);
    assert_true(read(s, buf_str(&text), &l));
    assert_int_equal(l.lines.count, MANY + 1);
    assert_true(write(s, &l).len > 0);
}

static void reads_long_lines(void **state)
{
    session *s = *state;
    buf text = buf_new(s->arena);
    lockfile l;

    buf_put(&text, STR("a" DIGESTS "x"));
    for (int i = 0; i < MANY; i++)
        buf_put(&text, STR(" \"a \\u3042\""));
    assert_true(read(s, buf_str(&text), &l));
    assert_int_equal(line_of(&l, "a")->n_files, MANY + 1);
}

static void reads_many_heads(void **state)
{
    session *s = *state;
    buf text = buf_new(s->arena);
    lockfile l;

    for (int i = 0; i < MANY; i++)
        buf_put(&text, STR("# pipec.lock 1,\n"));
    assert_true(read(s, buf_str(&text), &l));
    assert_false(l.is_current);
}

static void refuses_many(void **state)
{
    session *s = *state;
    buf text = buf_new(s->arena);
    lockfile l;

    for (int i = 0; i < MANY; i++)
        buf_put(&text, STR("nothing\n"));
    assert_false(read(s, buf_str(&text), &l));
}

int main(void)
{
    const struct CMUnitTest tests[] = { SESSION_TEST(brings_back),
                                        SESSION_TEST(takes_other_ends),
                                        SESSION_TEST(takes_conflicts),
                                        SESSION_TEST(trusts_its_own_alone),
                                        SESSION_TEST(refuses),
                                        SESSION_TEST(refuses_bytes),
                                        SESSION_TEST(compares_lines_alone),
                                        SESSION_TEST(reads_many),
                                        SESSION_TEST(reads_long_lines),
                                        SESSION_TEST(reads_many_heads),
                                        SESSION_TEST(refuses_many) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
