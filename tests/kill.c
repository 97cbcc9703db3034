/*
 * kill PIPEC FOLDER: `pipec build` is killed before each of its system calls
 * that may matter: those from the first on that makes or changes a file. After
 * each death every file is, byte for byte, the old one or the new one, and the
 * next build brings the project to the very state that an undisturbed build
 * gives, without a word, even if sources were changed since. FOLDER is scratch.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/ptrace.h>

enum { FILES = 64, BYTES = 16384, PATHS = 256, SKIPPED = 77 };

typedef struct entry {
    char path[PATHS]; /* below the project */
    char text[BYTES];
    size_t len;
} entry;

/* What a project's folder holds: files and, with len 0 and a '/', folders. */
typedef struct tree {
    entry files[FILES];
    size_t count;
} tree;

static _Noreturn void stop(const char *what)
{
    perror(what);
    exit(2);
}

/* ---- trees --------------------------------------------------------------- */

static void add(tree *t, const char *path, const char *text, size_t len)
{
    entry *e = &t->files[t->count];

    if (t->count == FILES || len > BYTES || strlen(path) >= PATHS)
        stop("the project is too large");
    memcpy(e->path, path, strlen(path) + 1);
    memcpy(e->text, text, len);
    e->len = len;
    t->count++;
}

static void put(tree *t, const char *path, const char *text)
{
    add(t, path, text, strlen(text));
}

static const entry *find(const tree *t, const char *path)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->files[i].path, path) == 0)
            return &t->files[i];
    return NULL;
}

static void join(char to[PATHS * 2], const char *root, const char *path)
{
    if (snprintf(to, PATHS * 2, "%s%s", root, path) >= PATHS * 2)
        stop("the path is too long");
}

static void make_parents(char *path)
{
    for (char *at = path + 1; *at; at++)
        if (*at == '/') {
            *at = 0;
            if (mkdir(path, 0777) != 0 && errno != EEXIST)
                stop(path);
            *at = '/';
        }
}

static void write_entry(const char *root, const entry *e)
{
    char path[2 * PATHS];
    FILE *to;

    join(path, root, e->path);
    make_parents(path);
    if (path[strlen(path) - 1] == '/')
        return;
    to = fopen(path, "wb");
    if (!to || (e->len && fwrite(e->text, e->len, 1, to) != 1) || fclose(to))
        stop(path);
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

static void lay(const char *root, const tree *t)
{
    if (nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0 &&
        errno != ENOENT)
        stop(root);
    if (mkdir(root, 0777) != 0)
        stop(root);
    for (size_t i = 0; i < t->count; i++)
        write_entry(root, &t->files[i]);
}

static void read_entry(tree *t, const char *whole, const char *path)
{
    static char text[BYTES];
    FILE *from = fopen(whole, "rb");
    size_t len;

    if (!from)
        stop(whole);
    len = fread(text, 1, sizeof text, from);
    fclose(from);
    add(t, path, text, len);
}

static void read_folder(tree *t, const char *root, const char *below);

static void read_one(tree *t, const char *root, char path[PATHS * 2])
{
    char whole[2 * PATHS];
    struct stat st;

    join(whole, root, path);
    if (lstat(whole, &st) != 0)
        return;
    if (!S_ISDIR(st.st_mode)) {
        read_entry(t, whole, path);
        return;
    }
    strcat(path, "/");
    add(t, path, "", 0);
    read_folder(t, root, path);
}

/* The projects here are two folders deep. */
static void read_folder(tree *t, const char *root, const char *below)
{
    char path[2 * PATHS];
    struct dirent **names = NULL;
    int count;

    join(path, root, below);
    count = scandir(path, &names, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = names[i]->d_name;

        join(path, below, name);
        if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
            read_one(t, root, path);
        free(names[i]);
    }
    free(names);
}

static void read_tree(tree *t, const char *root)
{
    t->count = 0;
    read_folder(t, root, "");
}

/* ---- the project --------------------------------------------------------- */

static void put_pipeline(tree *t, const char *name, int version)
{
    char path[PATHS], text[BYTES];

    snprintf(path, sizeof path, "%s.pipe.yaml", name);
    snprintf(text, sizeof text,
             "pipec: 1\nname: %s\ncomponents:\n  say:\n"
             "    image: registry.example.com/say:%d\n    command: [say]\n"
             "tasks:\n  say: {component: say}\n",
             name, version);
    put(t, path, text);
}

static void put_project(tree *t, const char *out, const char *const *names)
{
    char text[BYTES];
    int at =
        snprintf(text, sizeof text, "version: 1\nout: %s\npipelines:\n", out);

    for (; *names; names++)
        at += snprintf(text + at, sizeof text - (size_t)at,
                       "  - {source: %s.pipe.yaml, targets: [ir, dot]}\n",
                       *names);
    put(t, "pipec.yaml", text);
}

/* same: nothing changes; next: the text does; gone: not made any more; late:
 * made from now on. */
static void old_sources(tree *t)
{
    static const char *const made[] = { "same", "next", "gone", NULL };

    t->count = 0;
    put_project(t, "out/deep", made);
    put_pipeline(t, "same", 1);
    put_pipeline(t, "next", 1);
    put_pipeline(t, "gone", 1);
    put_pipeline(t, "late", 1);
}

static void new_sources(tree *t)
{
    static const char *const made[] = { "same", "next", "late", NULL };

    t->count = 0;
    put_project(t, "out/deep", made);
    put_pipeline(t, "same", 1);
    put_pipeline(t, "next", 2);
    put_pipeline(t, "gone", 1);
    put_pipeline(t, "late", 1);
}

/* What somebody writes before the next build. */
static void later_sources(tree *t)
{
    static const char *const made[] = { "same", "next", NULL };

    t->count = 0;
    put_project(t, "out/deep", made);
    put_pipeline(t, "same", 3);
    put_pipeline(t, "next", 3);
    put_pipeline(t, "gone", 3);
    put_pipeline(t, "late", 3);
}

/* ---- building ------------------------------------------------------------ */

/* What it says is lost, but for what goes to `told`, when that is a file. */
static void become_build(const char *pipec, const char *root, FILE *told)
{
    int null = open("/dev/null", O_WRONLY);

    if (null < 0 || chdir(root) != 0 || dup2(null, STDOUT_FILENO) < 0)
        _exit(126);
    if (told && dup2(fileno(told), STDERR_FILENO) < 0)
        _exit(126);
    /* The sanitizers' search for leaks cannot run below ptrace. */
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
    execl(pipec, "pipec", "build", (char *)NULL);
    _exit(127);
}

/* 0 after a build that has succeeded and found nothing to tell. */
static int build(const char *pipec, const char *root)
{
    FILE *told = tmpfile();
    pid_t child = fork();
    int status = -1, c, lines = 0;

    if (child == 0)
        become_build(pipec, root, told);
    if (!told || child < 0 || waitpid(child, &status, 0) < 0)
        stop("fork");
    rewind(told);
    for (; (c = getc(told)) != EOF; lines += c == '\n')
        putchar(c);
    fclose(told);
    if (WIFSIGNALED(status))
        return 128 + WTERMSIG(status);
    return WEXITSTATUS(status) ? WEXITSTATUS(status) : lines;
}

static bool makes_files(const struct __ptrace_syscall_info *call)
{
    switch (call->entry.nr) {
    case SYS_openat: return call->entry.args[2] & O_CREAT;
#ifdef SYS_open
    case SYS_open: return call->entry.args[1] & O_CREAT;
    case SYS_mkdir:
    case SYS_rename:
    case SYS_unlink:
    case SYS_rmdir:
#endif
    case SYS_mkdirat:
    case SYS_renameat:
    case SYS_renameat2:
    case SYS_unlinkat: return true;
    default: return false;
    }
}

static pid_t start_traced(const char *pipec, const char *root)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0)
            _exit(SKIPPED);
        become_build(pipec, root, NULL);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0)
        stop("fork");
    if (!WIFSTOPPED(status) ||
        ptrace(PTRACE_SETOPTIONS, child, NULL,
               (void *)(PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL)) != 0) {
        printf("skipped: ptrace is not permitted here\n");
        exit(getenv("CI") ? 1 : SKIPPED);
    }
    return child;
}

/*
 * Lets it run up to its next system call; false when it has ended by itself,
 * with its status in *status.
 */
static bool next_call(pid_t child, int *status,
                      struct __ptrace_syscall_info *call)
{
    long signal = 0;

    for (;;) {
        if (ptrace(PTRACE_SYSCALL, child, NULL, (void *)signal) != 0 ||
            waitpid(child, status, 0) < 0)
            stop("ptrace");
        if (!WIFSTOPPED(*status))
            return false;
        signal = WSTOPSIG(*status);
        if (signal != (SIGTRAP | 0x80))
            continue;
        signal = 0;
        memset(call, 0, sizeof *call);
        if (ptrace(PTRACE_GET_SYSCALL_INFO, child, (void *)sizeof *call, call) <
            0)
            stop("PTRACE_GET_SYSCALL_INFO");
        if (call->op == PTRACE_SYSCALL_INFO_ENTRY)
            return true;
    }
}

/* Its calls, and which of them is the first that makes or changes a file. */
static int count_calls(const char *pipec, const char *root, int *first)
{
    struct __ptrace_syscall_info call;
    pid_t child = start_traced(pipec, root);
    int count = 0, status = 0;

    *first = 0;
    while (next_call(child, &status, &call)) {
        count++;
        if (!*first && makes_files(&call))
            *first = count;
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        printf("the traced build does not succeed\n");
        exit(1);
    }
    return count;
}

/* Runs it up to its n-th call, which is not made any more; 0: it ended. */
static uint64_t kill_at(const char *pipec, const char *root, int n)
{
    struct __ptrace_syscall_info call;
    pid_t child = start_traced(pipec, root);
    int status = 0;

    while (n-- > 0)
        if (!next_call(child, &status, &call))
            return 0;
    kill(child, SIGKILL);
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status))
        kill(child, SIGKILL);
    return call.entry.nr + 1;
}

/* ---- the check ----------------------------------------------------------- */

static bool is_same(const entry *a, const entry *b)
{
    return a && b && a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static bool is_leftover(const char *path)
{
    const char *name = strrchr(path, '/');

    return strncmp(name ? name + 1 : path, ".pipec-build-", 13) == 0;
}

/* Each file is an old or a new one, and none is lost that both have. */
static int check_dead(const tree *now, const tree *old, const tree *new)
{
    int bad = 0;

    for (size_t i = 0; i < now->count; i++) {
        const entry *e = &now->files[i];

        if (is_leftover(e->path) || is_same(e, find(old, e->path)) ||
            is_same(e, find(new, e->path)))
            continue;
        printf("%s is neither old nor new\n", e->path);
        bad++;
    }
    for (size_t i = 0; i < new->count; i++) {
        const char *path = new->files[i].path;

        if (find(old, path) && !find(now, path)) {
            printf("%s is lost\n", path);
            bad++;
        }
    }
    return bad;
}

static int check_final(const tree *now, const tree *final)
{
    int bad = 0;

    for (size_t i = 0; i < now->count; i++)
        if (!is_same(&now->files[i], find(final, now->files[i].path))) {
            printf("afterwards, %s is wrong or too much\n", now->files[i].path);
            bad++;
        }
    for (size_t i = 0; i < final->count; i++)
        if (!find(now, final->files[i].path)) {
            printf("afterwards, %s is missing\n", final->files[i].path);
            bad++;
        }
    return bad;
}

static tree sources, start, dead, wanted, later, now;

static void must_build(const char *pipec, const char *root)
{
    int code = build(pipec, root);

    if (code == 0)
        return;
    printf("build ends with %d\n", code);
    exit(1);
}

static void write_sources(const char *root, void (*list)(tree *t))
{
    list(&sources);
    for (size_t i = 0; i < sources.count; i++)
        write_entry(root, &sources.files[i]);
}

/* start: the new sources with what is there of old; wanted, later: what is
 * built from it and from the later sources. */
static void prepare(const char *pipec, const char *root, bool from_old)
{
    sources.count = 0;
    lay(root, &sources);
    write_sources(root, later_sources);
    must_build(pipec, root);
    read_tree(&later, root);
    sources.count = 0;
    lay(root, &sources);
    write_sources(root, old_sources);
    if (from_old)
        must_build(pipec, root);
    write_sources(root, new_sources);
    read_tree(&start, root);
    must_build(pipec, root);
    read_tree(&wanted, root);
}

static int check_next(const char *pipec, const char *root, const tree *final)
{
    int code = build(pipec, root);

    if (code != 0)
        printf("the next build ends with %d\n", code);
    read_tree(&now, root);
    return (code != 0) + check_final(&now, final);
}

/* Twice: the next build is of the same sources, and of later ones. */
static int check_point(const char *pipec, const char *root, int n)
{
    uint64_t call;
    int bad;

    lay(root, &start);
    call = kill_at(pipec, root, n);
    read_tree(&now, root);
    bad = check_dead(&now, &start, &wanted);
    dead = now;
    bad += check_next(pipec, root, &wanted);
    lay(root, &dead);
    write_sources(root, later_sources);
    bad += check_next(pipec, root, &later);
    if (bad)
        printf("... when killed at call %d (system call %d)\n", n,
               (int)call - 1);
    return bad;
}

static int check_all(const char *pipec, const char *root, bool from_old)
{
    int bad = 0, count, first;

    prepare(pipec, root, from_old);
    lay(root, &start);
    count = count_calls(pipec, root, &first);
    if (!first) {
        printf("nothing was written\n");
        return 1;
    }
    for (int n = first; n <= count && bad < 20; n++)
        bad += check_point(pipec, root, n);
    printf("%s: killed at calls %d to %d: %d mistakes\n",
           from_old ? "old manifests" : "no manifests", first, count, bad);
    return bad;
}

int main(int argc, char **argv)
{
    char pipec[4096], root[PATHS];
    int bad;

    if (argc != 3 || !realpath(argv[1], pipec)) {
        fputs("usage: kill PIPEC FOLDER\n", stderr);
        return 2;
    }
    if (mkdir(argv[2], 0777) != 0 && errno != EEXIST)
        stop(argv[2]);
    snprintf(root, sizeof root, "%s/%ld/", argv[2], (long)getpid());
    bad = check_all(pipec, root, true) + check_all(pipec, root, false);
    sources.count = 0;
    lay(root, &sources);
    remove(root);
    return bad != 0;
}
