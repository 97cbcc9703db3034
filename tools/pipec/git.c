#include "git.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { START_BYTES = 1 << 16 };

/* The NUL-terminated names that git prints. */
typedef struct listing {
    char *text;
    size_t len, cap;
} listing;

static int grow(listing *l)
{
    size_t cap = l->cap ? 2 * l->cap : START_BYTES;
    char *more = realloc(l->text, cap);

    if (!more)
        return -1;
    l->text = more;
    l->cap = cap;
    return 0;
}

static int read_all(int from, listing *l)
{
    ssize_t n = 1;

    while (n > 0) {
        if (l->len == l->cap && grow(l) < 0)
            return -1;
        n = read(from, l->text + l->len, l->cap - l->len);
        if (n > 0)
            l->len += (size_t)n;
    }
    return n < 0 ? -1 : 0;
}

/* Starts `git -C folder ls-files -z`; its output comes from *out. */
static int start_git(const char *folder, int *out, pid_t *pid)
{
    char name[] = "git", in[] = "-C", list[] = "ls-files", zero[] = "-z";
    char *where = strdup(folder);
    char *words[] = { name, in, where, list, zero, NULL };
    posix_spawn_file_actions_t actions;
    int ends[2], failed;

    if (!where || pipe(ends) != 0) {
        free(where);
        return -1;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    failed = posix_spawnp(pid, name, &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    free(where);
    close(ends[1]);
    *out = ends[0];
    if (failed)
        close(ends[0]);
    return failed ? -1 : 0;
}

static int list_files(const char *folder, listing *l)
{
    int out, status, read_status;
    pid_t pid;

    if (start_git(folder, &out, &pid) < 0)
        return -1;
    read_status = read_all(out, l);
    close(out);
    if (waitpid(pid, &status, 0) < 0 || status != 0)
        return -1;
    return read_status;
}

/* ---- looking names up ---------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t count_names(const listing *l)
{
    size_t n = 0;

    for (size_t i = 0; i < l->len; i++)
        n += l->text[i] == 0;
    return n;
}

static const char **sorted_names(const listing *l, size_t *count)
{
    const char **names;
    size_t n = 0;

    *count = count_names(l);
    names = calloc(*count + 1, sizeof *names);
    for (size_t at = 0; names && n < *count; at += strlen(l->text + at) + 1)
        names[n++] = l->text + at;
    if (n)
        qsort(names, n, sizeof *names, by_text);
    return names;
}

int git_tracked(const char *folder, const char *const *paths, size_t count,
                unsigned char *known, void *payload)
{
    listing l = { NULL, 0, 0 };
    int status = list_files(folder, &l);
    size_t n = 0;
    const char **names = status == 0 ? sorted_names(&l, &n) : NULL;

    (void)payload;
    for (size_t i = 0; names && i < count; i++)
        known[i] = bsearch(&paths[i], names, n, sizeof *names, by_text) != NULL;
    free(names);
    free(l.text);
    return names ? 0 : -1;
}

/* ---- words --------------------------------------------------------------- */

void git_print_word(const char *word)
{
    if (*word && !word[strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "abcdefghijklmnopqrstuvwxyz"
                                    "0123456789_./+:@%,-")]) {
        (void)fputs(word, stdout);
        return;
    }
    putchar('\'');
    for (; *word; word++) {
        if (*word == '\'')
            (void)fputs("'\\''", stdout);
        else
            putchar(*word);
    }
    putchar('\'');
}
