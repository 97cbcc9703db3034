/* Files that are replaced, all or none, while their texts are made. */
#include "tests/base_fixture.h"

#include "driver/draft.h"
#include "driver/file.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder of its own for each test, and the session. */
typedef struct spot {
    session *session;
    char folder[64];
    char path[96];
} spot;

static int set_up(void **state)
{
    spot *p = calloc(1, sizeof *p);
    void *s;

    session_setup(&s);
    p->session = s;
    strcpy(p->folder, "/tmp/pipec-file-XXXXXX");
    if (!mkdtemp(p->folder))
        return -1;
    snprintf(p->path, sizeof p->path, "%s/out", p->folder);
    *state = p;
    return 0;
}

/* Names in the folder; they are removed when `remove` is set. */
static int count_names(const spot *p, bool remove)
{
    DIR *folder = opendir(p->folder);
    struct dirent *entry;
    char path[sizeof p->folder + 257];
    int count = 0;

    while ((entry = readdir(folder))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        snprintf(path, sizeof path, "%s/%s", p->folder, entry->d_name);
        if (remove && unlink(path) != 0)
            rmdir(path);
        count++;
    }
    closedir(folder);
    return count;
}

static int tear_down(void **state)
{
    spot *p = *state;
    void *s = p->session;

    session_teardown(&s);
    count_names(p, true);
    rmdir(p->folder);
    free(p);
    return 0;
}

/* A text of `lines` lines, all alike but for line `other`. */
static str make_text(arena *a, size_t lines, size_t other)
{
    buf b = buf_new(a);

    for (size_t i = 0; i < lines; i++)
        buf_printf(&b, "%s %zu\n", i == other ? "other" : "a line", i);
    return buf_str(&b);
}

static void put(const char *path, str text)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text.ptr, 1, text.len, f), text.len);
    fclose(f);
}

static void assert_holds(const spot *p, const char *path, str text)
{
    str found, why;

    assert_int_equal(file_read(p->session->arena, str_of(path), &found, &why),
                     0);
    assert_true(str_eq(found, text));
}

static file_draft *draft(const spot *p, const char *path, str text)
{
    file_draft *f =
        file_draft_new(p->session->arena, str_of(path), DRAFT_STEM, 0);
    buf *to = file_draft_text(f);

    for (size_t at = 0; at < text.len; at += 100) {
        buf_put(to, str_sub(text, at, at + 100));
        buf_settle(to);
    }
    return f;
}

static void replace(const spot *p, const char *path, str text)
{
    file_draft *f = draft(p, path, text);

    assert_int_equal(file_draft_end(f).len, 0);
    assert_int_equal(file_draft_commit(f).len, 0);
    assert_holds(p, path, text);
}

/* The number of the file, to see whether it is the same one. */
static ino_t number_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_ino;
}

/* Each text in the place of each: no byte of the old one stays. */
static void replaces(void **state)
{
    const spot *p = *state;
    arena *a = p->session->arena;
    const str texts[] = { STR(""),
                          STR("short"),
                          make_text(a, 20000, 20000),
                          make_text(a, 20000, 0),
                          make_text(a, 20000, 12345),
                          make_text(a, 20000, 19999),
                          make_text(a, 30000, 30000) };

    for (size_t i = 0; i < COUNT(texts); i++) {
        for (size_t k = 0; k < COUNT(texts); k++) {
            put(p->path, texts[i]);
            chmod(p->path, 0640);
            replace(p, p->path, texts[k]);
            assert_int_equal(count_names(p, false), 1);
        }
    }
    unlink(p->path);
    replace(p, p->path, texts[2]);
}

static void keeps(void **state)
{
    const spot *p = *state;
    str text = make_text(p->session->arena, 20000, 20000);
    struct stat st;
    ino_t number;

    put(p->path, text);
    chmod(p->path, 0640);
    number = number_of(p->path);
    replace(p, p->path, text);
    assert_int_equal(number_of(p->path), number);
    replace(p, p->path, make_text(p->session->arena, 20000, 5));
    assert_int_not_equal(number_of(p->path), number);
    assert_int_equal(stat(p->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
}

/* Nothing is replaced before all are made, nor left behind. */
static void drops(void **state)
{
    spot *p = *state;
    file_draft *f;
    void *again;

    put(p->path, STR("old"));
    f = draft(p, p->path, STR("new"));
    assert_int_equal(file_draft_end(f).len, 0);
    assert_int_equal(count_names(p, false), 2);
    assert_holds(p, p->path, STR("old"));
    file_draft_drop(f);
    assert_int_equal(count_names(p, false), 1);
    assert_holds(p, p->path, STR("old"));

    f = draft(p, p->path, make_text(p->session->arena, 20000, 0));
    assert_int_equal(count_names(p, false), 2);
    arena_free(p->session->arena); /* in the middle of the text */
    assert_int_equal(count_names(p, false), 1);
    session_setup(&again);
    p->session = again;
    assert_holds(p, p->path, STR("old"));
}

/* A process of the same number was killed here. */
static void passes_leftovers(void **state)
{
    const spot *p = *state;
    char left[192];

    for (int i = 0; i < 2; i++) {
        snprintf(left, sizeof left, "%s/.pipec-%ld-0%s", p->folder,
                 (long)getpid(), i ? "-1" : "");
        put(left, STR("left"));
    }
    put(p->path, STR("old"));
    replace(p, p->path, STR("new"));
    assert_holds(p, left, STR("left"));
    assert_int_equal(count_names(p, false), 3);
}

static void refuses(void **state)
{
    const spot *p = *state;
    char path[128];
    file_draft *f;

    assert_true(file_draft_end(draft(p, p->folder, STR("a"))).len > 0);
    snprintf(path, sizeof path, "%s/no/out", p->folder);
    assert_true(file_draft_end(draft(p, path, STR("a"))).len > 0);

    f = draft(p, p->path, STR("a"));
    assert_int_equal(file_draft_end(f).len, 0);
    assert_int_equal(mkdir(p->path, 0777), 0); /* in the meantime */
    assert_str(p->session, "it is a folder", file_draft_commit(f));
    assert_int_equal(count_names(p, false), 2);
    file_draft_drop(f);
    assert_int_equal(count_names(p, false), 1);
}

#define PLACE_TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = { PLACE_TEST(replaces), PLACE_TEST(keeps),
                                        PLACE_TEST(drops),
                                        PLACE_TEST(passes_leftovers),
                                        PLACE_TEST(refuses) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
