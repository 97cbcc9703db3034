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

/* Starts a command; its output comes from *out. */
static int start(char *const *words, int *out, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int ends[2], failed;

    if (pipe(ends) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    failed = posix_spawnp(pid, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    *out = ends[0];
    if (failed)
        close(ends[0]);
    return failed ? -1 : 0;
}

/* What a command prints; -1 when it fails. */
static int run(char *const *words, listing *l)
{
    int out, status, read_status;
    pid_t pid;

    if (start(words, &out, &pid) < 0)
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

/* Sets known[i] for the paths that a command prints. */
static int mark(char *const *words, const char *const *paths, size_t count,
                unsigned char *known, unsigned char to)
{
    listing l = { NULL, 0, 0 };
    int status = run(words, &l);
    size_t n = 0;
    const char **names = status == 0 ? sorted_names(&l, &n) : NULL;

    for (size_t i = 0; names && i < count; i++)
        if (bsearch(&paths[i], names, n, sizeof *names, by_text))
            known[i] = to;
    free(names);
    free(l.text);
    return names ? 0 : -1;
}

int git_tracked(const char *folder, const char *const *paths, size_t count,
                unsigned char *known, void *payload)
{
    char git[] = "git", in[] = "-C", zero[] = "-z", *where = strdup(folder);
    char list[] = "ls-files", diff[] = "diff", names[] = "--name-only";
    char relative[] = "--relative", raw[] = "--no-ext-diff";
    char *tracked[] = { git, in, where, list, zero, NULL };
    char *changed[] = {
        git, in, where, diff, names, relative, raw, zero, NULL
    };
    int status = where ? mark(tracked, paths, count, known, 1) : -1;

    (void)payload;
    if (status == 0)
        status = mark(changed, paths, count, known, 2);
    free(where);
    return status;
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
