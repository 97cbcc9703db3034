/* What patterns find, and whose turn it is. */
#include "tests/base_fixture.h"

#include "driver/folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A folder of its own for each test, which is the current one. */
typedef struct spot {
    session *session;
    char folder[64];
    int before;
} spot;

static int set_up(void **state)
{
    spot *p = calloc(1, sizeof *p);
    void *s;

    session_setup(&s);
    p->session = s;
    strcpy(p->folder, "/tmp/pipec-folder-XXXXXX");
    p->before = open(".", O_RDONLY | O_DIRECTORY);
    *state = p;
    return mkdtemp(p->folder) && chdir(p->folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    spot *p = *state;
    void *s = p->session;
    char command[96];

    session_teardown(&s);
    snprintf(command, sizeof command, "rm -rf %s", p->folder);
    assert_int_equal(system(command), 0);
    assert_int_equal(fchdir(p->before), 0);
    close(p->before);
    free(p);
    return 0;
}

static void put(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0666);

    assert_true(fd >= 0);
    close(fd);
}

/* Makes the folders of a list that ends with NULL, then its files. */
static void make(const char *const *folders, const char *const *files)
{
    for (; *folders; folders++)
        assert_int_equal(mkdir(*folders, 0777), 0);
    for (; *files; files++)
        put(*files);
}

/* What the pattern finds, with a blank behind each. */
static str find(const spot *p, const char *pattern)
{
    path_list found;
    buf all = buf_new(p->session->arena);

    assert_int_equal(
        folder_match(p->session->arena, STR(""), str_of(pattern), &found).len,
        0);
    for (size_t i = 0; i < found.count; i++)
        buf_printf(&all, "%.*s ", STR_ARG(found.items[i]));
    return buf_str(&all);
}

#define assert_finds(p, pattern, expected) \
    assert_str((p)->session, expected, find(p, pattern))

/* ---- patterns ------------------------------------------------------------ */

static void finds_by_characters(void **state)
{
    static const char *const folders[] = { "d", NULL };
    static const char *const files[] = { "a1",   "a2", "b1",  "*1",   "[x]",
                                         "d/a1", ".h", "-rf", "a\nb", NULL };
    const spot *p = *state;

    make(folders, files);
    assert_finds(p, "a?", "a1 a2 ");
    assert_finds(p, "[ab]1", "a1 b1 ");
    assert_finds(p, "[!a]1", "*1 b1 ");
    assert_finds(p, "\\*1", "*1 ");
    assert_finds(p, "\\[x]", "[x] ");
    assert_finds(p, "[[]x]", "[x] ");
    assert_finds(p, "a\n*", "a\nb ");
    assert_finds(p, "-*", "-rf ");
    assert_finds(p, "*/a1", "d/a1 ");
    assert_finds(p, "**/a1", "a1 d/a1 ");
    assert_finds(p, "d", "");
    assert_finds(p, "d/*", "d/a1 ");
    assert_finds(p, "a1/*", "");
    assert_finds(p, "[a", "");
    assert_finds(p, "a1\\", "");
}

static void finds_dot_names_by_dots(void **state)
{
    static const char *const folders[] = { ".d", ".git", "a", "a/.git", NULL };
    static const char *const files[] = { ".d/x", ".git/x", "a/.git/x", "a/.x",
                                         NULL };
    const spot *p = *state;

    make(folders, files);
    assert_finds(p, "*/x", "");
    assert_finds(p, "**/x", "");
    assert_finds(p, "?d/x", "");
    assert_finds(p, ".*/x", ".d/x ");
    assert_finds(p, ".[!.]*/*", ".d/x ");
    assert_finds(p, ".git/x", "");
    assert_finds(p, "a/.*", "a/.x ");
    assert_finds(p, "**/.*", "a/.x ");
}

static void follows_links_to_files_alone(void **state)
{
    static const char *const folders[] = { "d", "d/e", NULL };
    static const char *const files[] = { "d/x", "d/e/x", NULL };
    const spot *p = *state;

    make(folders, files);
    assert_int_equal(symlink("d", "l"), 0);
    assert_int_equal(symlink("..", "d/e/up"), 0);
    assert_int_equal(symlink("me", "d/me"), 0);
    assert_int_equal(symlink("nowhere", "d/gone"), 0);
    assert_int_equal(symlink("x", "d/y"), 0);
    assert_int_equal(mkfifo("d/pipe", 0666), 0);
    assert_finds(p, "**/*", "d/e/x d/gone d/me d/x d/y ");
    assert_finds(p, "l/*", "");
}

static void finds_japanese_names(void **state)
{
    static const char *const folders[] = {
        "\xe5\xad\xa6\xe7\xbf\x92" /* 学習 */, NULL
    };
    static const char *const files[] = {
        "\xe5\xad\xa6\xe7\xbf\x92/\xe3\x81\x82.yaml", /* あ */
        "\xe5\xad\xa6\xe7\xbf\x92/\xe3\x81\x84.yaml", /* い */ NULL
    };
    const spot *p = *state;

    make(folders, files);
    assert_finds(p, "\xe5\xad\xa6\xe7\xbf\x92/*.yaml",
                 "\xe5\xad\xa6\xe7\xbf\x92/\xe3\x81\x82.yaml "
                 "\xe5\xad\xa6\xe7\xbf\x92/\xe3\x81\x84.yaml ");
    assert_finds(p, "*/?.yaml", /* one character each, of three bytes */
                 "\xe5\xad\xa6\xe7\xbf\x92/\xe3\x81\x82.yaml "
                 "\xe5\xad\xa6\xe7\xbf\x92/\xe3\x81\x84.yaml ");
    assert_finds(p, "*/[\xe3\x81\x81-\xe3\x81\x83].yaml", /* ぁ to ぃ */
                 "\xe5\xad\xa6\xe7\xbf\x92/\xe3\x81\x82.yaml ");
    assert_finds(p, "**/\xe3\x81\x82*",
                 "\xe5\xad\xa6\xe7\xbf\x92/\xe3\x81\x82.yaml ");
}

static void refuses_unreadable(void **state)
{
    static const char *const folders[] = { "d", NULL };
    static const char *const files[] = { "d/x", NULL };
    const spot *p = *state;
    arena *a = p->session->arena;
    path_list found;

    make(folders, files);
    assert_true(folder_match(a, STR("nowhere"), STR("*"), &found).len > 0);
    assert_int_equal(folder_match(a, STR("d"), STR("a\0*"), &found).len, 0);
    assert_int_equal(found.count, 0);
    if (geteuid() == 0)
        return; /* who may read everything */
    assert_int_equal(chmod("d", 0), 0);
    assert_str(p->session, "permission denied",
               folder_match(a, STR("."), STR("**/x"), &found));
    assert_int_equal(chmod("d", 0777), 0);
}

/* ---- size ---------------------------------------------------------------- */

enum { DEEP = 60, LONG = 2000 };

/* Were each way to a folder gone, there would be more of them than atoms. */
static void asks_once(void **state)
{
    const spot *p = *state;
    arena *a = p->session->arena;
    buf pattern = buf_new(a), many = buf_new(a);

    for (int i = 0; i < DEEP; i++)
        assert_true(mkdir("a", 0777) == 0 && chdir("a") == 0);
    put("x");
    assert_int_equal(chdir(p->folder), 0);
    for (int i = 0; i < DEEP / 2; i++)
        buf_put(&pattern, STR("**/*/"));
    buf_put(&pattern, STR("**/[x]"));
    assert_int_equal(find(p, arena_cstr(a, buf_str(&pattern))).len,
                     2 * DEEP + 2);
    for (int i = 0; i < LONG; i++)
        buf_put(&many, STR("**/a/**/"));
    buf_put(&many, STR("x"));
    assert_int_equal(find(p, arena_cstr(a, buf_str(&many))).len, 0);
}

/* A name with many stars has many ways to be read, too. */
static void matches_once(void **state)
{
    const spot *p = *state;
    char name[241];

    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = 0;
    put(name);
    assert_finds(p, "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", "");
    assert_finds(p, "*a*a*a*a*a*a*a*a*a*a*a*[b]*a*a*a*a", "");
}

/* ---- leftovers ----------------------------------------------------------- */

static void sweeps_its_own(void **state)
{
    static const char *const folders[] = { ".p-folder", NULL };
    static const char *const files[] = {
        ".p-1", ".p-", ".p", "p-", ".q-1", NULL
    };
    const spot *p = *state;

    make(folders, files);
    folder_sweep(p->session->arena, STR("."), STR(".p-"), STR("pipec-1-kept"));
    folder_sweep(p->session->arena, STR("nowhere"), STR(".p-"),
                 STR("pipec-1-kept"));
    assert_finds(p, ".*", ".p .q-1 ");
    assert_finds(p, "*", "p- ");
    assert_int_equal(access(".p-folder", F_OK), 0);
}

/* ---- turns --------------------------------------------------------------- */

static folder_turn take(arena *a, bool shared)
{
    str why;

    return folder_take(a, STR("."), shared, false, &why);
}

/* What another process gets. */
static folder_turn take_elsewhere(const spot *p, bool shared)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0)
        _exit((int)take(p->session->arena, shared));
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    assert_true(WIFEXITED(status));
    return (folder_turn)WEXITSTATUS(status);
}

static void takes_turns(void **state)
{
    const spot *p = *state;
    arena *own = arena_child(p->session->arena);
    str why;

    assert_int_equal(take(own, false), TURN_OURS);
    assert_int_equal(take_elsewhere(p, false), TURN_BUSY);
    assert_int_equal(take_elsewhere(p, true), TURN_BUSY);
    assert_int_equal(take(p->session->arena, false), TURN_BUSY);
    arena_free(own);
    assert_int_equal(take_elsewhere(p, false), TURN_OURS);

    own = arena_child(p->session->arena);
    assert_int_equal(take(own, true), TURN_OURS);
    assert_int_equal(take_elsewhere(p, true), TURN_OURS);
    assert_int_equal(take_elsewhere(p, false), TURN_BUSY);
    arena_free(own);
    assert_int_equal(
        folder_take(p->session->arena, STR("nowhere"), true, true, &why),
        TURN_FAILED);
    assert_str(p->session, "no such file or folder", why);
}

/* The one that waits gets it when the other one is gone. */
static void waits(void **state)
{
    const spot *p = *state;
    arena *a = p->session->arena;
    int ready[2];
    char byte;
    pid_t child;
    str why;

    assert_int_equal(pipe(ready), 0);
    child = fork();
    if (child == 0) {
        bool ours = take(a, false) == TURN_OURS && write(ready[1], "x", 1) == 1;

        nanosleep(&(struct timespec){ 0, 200000000 }, NULL);
        _exit(ours ? 0 : 1);
    }
    assert_int_equal(read(ready[0], &byte, 1), 1);
    assert_int_equal(folder_take(a, STR("."), false, true, &why), TURN_OURS);
    assert_int_equal(waitpid(child, NULL, 0), child);
    close(ready[0]);
    close(ready[1]);
}

#define PLACE_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(finds_by_characters),
        PLACE_TEST(finds_dot_names_by_dots),
        PLACE_TEST(follows_links_to_files_alone),
        PLACE_TEST(finds_japanese_names),
        PLACE_TEST(refuses_unreadable),
        PLACE_TEST(asks_once),
        PLACE_TEST(matches_once),
        PLACE_TEST(sweeps_its_own),
        PLACE_TEST(takes_turns),
        PLACE_TEST(waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
