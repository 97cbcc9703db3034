#include "git.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
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
        do
            n = read(from, l->text + l->len, l->cap - l->len);
        while (n < 0 && errno == EINTR);
        if (n > 0)
            l->len += (size_t)n;
    }
    return n < 0 ? -1 : 0;
}

/*
 * In a linked work tree git gives its hooks a GIT_DIR alone, and means that the
 * current folder is the top of the work tree; from the project's folder git
 * finds the same for itself. NULL when memory is out.
 */
static char **environment(void)
{
    bool drops = !getenv("GIT_WORK_TREE");
    size_t n = 0, count = 0;
    char **own;

    while (environ[n])
        n++;
    own = calloc(n + 1, sizeof *own);
    for (size_t i = 0; own && i < n; i++)
        if (!drops || strncmp(environ[i], "GIT_DIR=", 8) != 0)
            own[count++] = environ[i];
    return own;
}

/* No end stays open in what the command starts and leaves at work (a monitor of
 * files): the output would never end. */
static int make_pipe(int ends[2])
{
    if (pipe(ends) != 0)
        return -1;
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

static int spawn(char *const *words, int out, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    char **own = environment();
    int failed;

    if (!own)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
                                     O_WRONLY, 0);
    failed = posix_spawnp(pid, words[0], &actions, NULL, words, own);
    posix_spawn_file_actions_destroy(&actions);
    free(own);
    return failed;
}

/* Starts a command; its output comes from *out. */
static int start(char *const *words, int *out, pid_t *pid)
{
    int ends[2], failed;

    if (make_pipe(ends) != 0)
        return -1;
    (void)signal(SIGCHLD, SIG_DFL); /* ignored, it would leave no status */
    failed = spawn(words, ends[1], pid);
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
    pid_t pid, ended;

    if (start(words, &out, &pid) < 0)
        return -1;
    read_status = read_all(out, l);
    close(out);
    while ((ended = waitpid(pid, &status, 0)) < 0 && errno == EINTR)
        continue;
    return ended < 0 || status != 0 ? -1 : read_status;
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

/* Sets known[i] for the paths that a command prints, in *l. */
static int mark(char *const *words, const char *const *paths, size_t count,
                unsigned char *known, unsigned char to, listing *l)
{
    int status = run(words, l);
    size_t n = 0;
    const char **names = status == 0 ? sorted_names(l, &n) : NULL;

    for (size_t i = 0; names && i < count; i++)
        if (bsearch(&paths[i], names, n, sizeof *names, by_text))
            known[i] = to;
    free(names);
    return names ? 0 : -1;
}

/* Keeps the names of files that are not there. */
static int keep_gone(const char *folder, listing *l)
{
    int top = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    size_t kept = 0;

    if (top < 0)
        return -1;
    for (size_t at = 0, len; at < l->len; at += len) {
        len = strlen(l->text + at) + 1;
        if (faccessat(top, l->text + at, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
            continue;
        memmove(l->text + kept, l->text + at, len);
        kept += len;
    }
    l->len = kept;
    close(top);
    return 0;
}

int git_tracked(const char *folder, const char *const *paths, size_t count,
                unsigned char *known, pipec_reply *gone, void *payload)
{
    char git[] = "git", lockless[] = "--no-optional-locks", in[] = "-C";
    char *where = strdup(folder), zero[] = "-z", list[] = "ls-files";
    char set[] = "-c", fresh[] = "diff.autoRefreshIndex=true";
    char diff[] = "diff", names[] = "--name-only", relative[] = "--relative";
    char raw[] = "--no-ext-diff";
    char *tracked[] = { git, lockless, in, where, list, zero, NULL };
    char *changed[] = { git,  lockless, in,       where, set,  fresh,
                        diff, names,    relative, raw,   zero, NULL };
    listing all = { NULL, 0, 0 }, some = { NULL, 0, 0 };
    int status = where ? mark(tracked, paths, count, known, 1, &all) : -1;

    (void)payload;
    if (status == 0)
        status = mark(changed, paths, count, known, 2, &some);
    if (status == 0)
        status = keep_gone(folder, &some);
    if (status == 0)
        pipec_reply_text(gone, some.text, some.len);
    free(where);
    free(all.text);
    free(some.text);
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
