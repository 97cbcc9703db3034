/*
 * golden [--bless] PIPEC FOLDER: one case. The names of its files say what is
 * run and what must come out:
 *
 *     input.*                   the pipeline; its folder is the current one
 *     args                      one more argument per line
 *     expect.argo.yaml          compile -t argo: standard output
 *     expect.argo.Workflow.yaml the same with --kind Workflow
 *     expect.ir, .mmd, .dot, .tree  compile -t ir, mermaid, dot, tree
 *     expect.diag               check: standard error, and 1 when it has errors
 *     expect.diag.argo          check -t argo
 *     cmd                       arguments, as a shell reads them, run in a copy
 *     expect.out, .err, .code   of the folder: what the command gives
 *     expect.files              what it changed in the copy, as diff -ruN says
 *                               it, with SHA256 for digests and no version
 *
 * Every run is repeated under another locale and, for products, from another
 * folder; products must read back to an equal tree. --bless writes the files
 * that are there with what comes out; in a folder without any it chooses.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/formats.h"

enum { WORDS = 64 };

typedef struct golden {
    arena *arena;
    const char *pipec, *folder, *input;
    bool bless;
    int failures, found;
} golden;

/* A command line and what came of it. */
typedef struct command {
    const char *words[WORDS];
    size_t count;
    str out, err, files;
    int code;
} command;

static void fail(golden *g, const char *what, const char *detail)
{
    printf("%s: %s%s%s\n", g->folder, what, detail ? ": " : "",
           detail ? detail : "");
    g->failures++;
}

static void stop(void *context)
{
    (void)context;
    fputs("golden: memory is out\n", stderr);
    exit(2);
}

/* ---- files --------------------------------------------------------------- */

static str read_stream(golden *g, FILE *from)
{
    buf all = buf_new(g->arena);
    char part[4096];
    size_t n;

    rewind(from);
    while ((n = fread(part, 1, sizeof part, from)) > 0)
        buf_put(&all, (str){ part, n });
    fclose(from);
    return buf_str(&all);
}

static const char *path_of(const golden *g, const char *name)
{
    return arena_cstr(g->arena,
                      arena_printf(g->arena, "%s/%s", g->folder, name));
}

static bool is_there(const golden *g, const char *name)
{
    return access(path_of(g, name), F_OK) == 0;
}

static str read_file(golden *g, const char *name)
{
    FILE *from = fopen(path_of(g, name), "rb");

    return from ? read_stream(g, from) : STR("");
}

static void write_file(golden *g, const char *name, str text)
{
    FILE *to = fopen(path_of(g, name), "wb");

    if (!to || (text.len && fwrite(text.ptr, text.len, 1, to) != 1))
        fail(g, "cannot write", name);
    if (to)
        fclose(to);
}

static void show_difference(golden *g, const char *name, str got)
{
    char path[] = "/tmp/golden-XXXXXX";
    int fd = mkstemp(path);
    str line =
        arena_printf(g->arena, "diff -u '%s' '%s'", path_of(g, name), path);

    if (fd < 0)
        return;
    fflush(stdout);
    if (write(fd, got.ptr, got.len) < 0 ||
        system(arena_cstr(g->arena, line)) < 0)
        puts("(no diff)");
    close(fd);
    unlink(path);
}

/* The file must hold these bytes; blessing makes it so. */
static void expect(golden *g, const char *name, str got)
{
    if (g->bless) {
        write_file(g, name, got);
    } else if (!str_eq(read_file(g, name), got)) {
        fail(g, "differs", name);
        show_difference(g, name, got);
    }
}

/* ---- commands ------------------------------------------------------------ */

static void word(command *c, const char *text)
{
    if (c->count < WORDS - 1)
        c->words[c->count++] = text;
}

static void become(const golden *g, const command *c, const char *folder,
                   FILE *const to[2])
{
    if (dup2(fileno(to[0]), STDOUT_FILENO) < 0 ||
        dup2(fileno(to[1]), STDERR_FILENO) < 0 || chdir(folder) != 0)
        _exit(126);
    execvp(g->pipec, (char *const *)(uintptr_t)c->words);
    _exit(127);
}

static void run_in(golden *g, command *c, const char *folder)
{
    FILE *to[2] = { tmpfile(), tmpfile() };
    int status = 0;
    pid_t child;

    if (!to[0] || !to[1])
        exit(2);
    child = fork();
    if (child == 0)
        become(g, c, folder, to);
    if (child < 0 || waitpid(child, &status, 0) < 0)
        exit(2);
    c->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    c->out = read_stream(g, to[0]);
    c->err = read_stream(g, to[1]);
}

/* Words of the file `args`; names of files become whole paths when asked. */
static void add_args(golden *g, command *c, bool whole)
{
    str rest = read_file(g, "args");

    while (rest.len) {
        size_t end = str_find(rest, STR("\n"));
        const char *text = arena_cstr(g->arena, str_sub(rest, 0, end));

        if (*text)
            word(c, whole && is_there(g, text) ? path_of(g, text) : text);
        rest = str_sub(rest, end + 1, rest.len);
    }
}

static command command_for(golden *g, const char *verb, const char *target,
                           const char *kind, bool whole)
{
    command c = { .count = 0 };

    word(&c, "pipec");
    word(&c, verb);
    word(&c, whole ? path_of(g, g->input) : g->input);
    if (target) {
        word(&c, "-t");
        word(&c, target);
    }
    if (kind) {
        word(&c, "--kind");
        word(&c, kind);
    }
    add_args(g, &c, whole);
    return c;
}

static command run(golden *g, const char *verb, const char *target,
                   const char *kind)
{
    command first = command_for(g, verb, target, kind, false);
    command again = first;

    run_in(g, &first, g->folder);
    setenv("LC_ALL", "tr_TR.UTF-8", 1);
    setenv("TZ", "Asia/Tokyo", 1);
    run_in(g, &again, g->folder);
    unsetenv("LC_ALL");
    unsetenv("TZ");
    if (!str_eq(first.out, again.out) || !str_eq(first.err, again.err) ||
        first.code != again.code)
        fail(g, "a second run under another locale differs", target);
    return first;
}

/* ---- products ------------------------------------------------------------ */

static const doc *read_back(session *s, str text, bool json)
{
    source *src = sources_add(&s->sources, s->arena, STR("product"), text);

    return json ? json_read(s, src) : yaml_read(s, src);
}

/* What is read, written and read again must be what was read. */
static void check_reading(golden *g, const char *name, str text)
{
    session s = { .arena = g->arena };
    bool json = str_ends(str_of(name), STR(".json"));
    const doc *first, *again;
    buf out = buf_new(g->arena);

    diags_init(&s.diags, g->arena);
    first = read_back(&s, text, json);
    if (!first) {
        fail(g, "cannot be read back", name);
        return;
    }
    json_write(&out, first);
    again = read_back(&s, buf_str(&out), true);
    if (!again || !doc_equal(first, again))
        fail(g, "reads back to another tree", name);
}

static void check_place(golden *g, const char *target, const char *kind,
                        str out)
{
    command c = command_for(g, "compile", target, kind, true);

    run_in(g, &c, "/");
    if (!str_eq(c.out, out))
        fail(g, "a run from another folder differs", target);
}

static bool is_data(str name)
{
    return str_ends(name, STR(".yaml")) || str_ends(name, STR(".json"));
}

static const char *target_of(const char *ending)
{
    return strcmp(ending, "mmd") == 0 ? "mermaid" : ending;
}

/* name is expect.TARGET[.KIND].SUFFIX or expect.SUFFIX. */
static void product(golden *g, const char *name)
{
    char *parts = (char *)(uintptr_t)arena_cstr(g->arena, str_of(name + 7));
    const char *target = strtok(parts, ".");
    const char *second = strtok(NULL, "."), *third = strtok(NULL, ".");
    const char *kind = third ? second : NULL;
    command c;

    if (!second)
        target = target_of(target);
    c = run(g, "compile", target, kind);
    if (c.code != 0) {
        fail(g, "does not compile", name);
        fwrite(c.err.ptr, c.err.len, 1, stdout);
        return;
    }
    expect(g, name, c.out);
    check_place(g, target, kind, c.out);
    if (is_data(str_of(name)))
        check_reading(g, name, c.out);
}

/* ---- findings ------------------------------------------------------------ */

static bool has_error(str text)
{
    return str_find(text, STR("error: ")) < text.len;
}

/* name is expect.diag or expect.diag.TARGET. */
static void findings(golden *g, const char *name)
{
    const char *target = strlen(name) > 12 ? name + 12 : NULL;
    command c = run(g, "check", target, NULL);

    if (c.code != has_error(c.err))
        fail(g, "the exit status does not fit", name);
    if (c.out.len)
        fail(g, "something is on standard output", name);
    expect(g, name, c.err);
}

/* ---- command lines ------------------------------------------------------- */

static void shell(golden *g, const char *line)
{
    if (system(line) != 0)
        fail(g, "failed", line);
}

static void put_pipec_on_path(golden *g)
{
    str folder = str_of(g->pipec);
    const char *path = getenv("PATH");

    while (folder.len && folder.ptr[folder.len - 1] != '/')
        folder.len--;
    setenv("PATH",
           arena_cstr(g->arena,
                      arena_printf(g->arena, "%.*s:%s", STR_ARG(folder), path)),
           1);
}

/* How the copy differs from the folder now, without times and hashes. */
static str changed_files(const golden *g, const char *copy)
{
    golden sh = *g;
    command c = { .words = { "sh", "-c",
                             "LC_ALL=C diff -ruN --no-dereference \"$1\" . |"
                             "sed -e '/^diff -ruN /d' -e 's/\t[0-9].*$//'"
                             " -e \"s|^--- $1/|--- |\" -e 's|^+++ ./|+++ |'"
                             " -e 's/[0-9a-f]\\{64\\}/SHA256/g'"
                             " -e 's/by pipec [^ ]* ([^)]*)/by pipec/'",
                             "sh", g->folder },
                  .count = 5 };

    sh.pipec = "sh";
    run_in(&sh, &c, copy);
    return c.out;
}

static command run_line(golden *g)
{
    char copy[] = "/tmp/golden-XXXXXX";
    str line = str_trim(read_file(g, "cmd"));
    const char *text = arena_cstr(
        g->arena, arena_printf(g->arena, "pipec %.*s", STR_ARG(line)));
    golden sh = *g;
    command c = { .words = { "sh", "-c", text }, .count = 3 };

    if (!mkdtemp(copy))
        exit(2);
    put_pipec_on_path(g);
    sh.pipec = "sh";
    shell(g, arena_cstr(g->arena, arena_printf(g->arena, "cp -R '%s/.' '%s'",
                                               g->folder, copy)));
    run_in(&sh, &c, copy);
    c.files = changed_files(g, copy);
    shell(g, arena_cstr(g->arena, arena_printf(g->arena, "rm -rf '%s'", copy)));
    return c;
}

static void expect_line(golden *g)
{
    command c = run_line(g);
    str code = arena_printf(g->arena, "%d\n", c.code);

    if (is_there(g, "expect.out") || (g->bless && c.out.len))
        expect(g, "expect.out", c.out);
    if (is_there(g, "expect.err") || (g->bless && c.err.len))
        expect(g, "expect.err", c.err);
    if (is_there(g, "expect.files"))
        expect(g, "expect.files", c.files);
    if (is_there(g, "expect.code") || g->bless)
        expect(g, "expect.code", code);
    else if (c.code != 0)
        fail(g, "the command failed", "cmd");
}

/* ---- choosing what a new case expects ------------------------------------ */

static const char *file_for(const char *target)
{
    static const char *const names[][2] = {
        { "argo", "expect.argo.yaml" },     { "tekton", "expect.tekton.yaml" },
        { "vertex", "expect.vertex.json" }, { "kfp", "expect.kfp.yaml" },
        { "mermaid", "expect.mmd" },        { "dot", "expect.dot" },
    };

    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i][0], target) == 0)
            return names[i][1];
    return NULL;
}

static const char *area_of(golden *g)
{
    const char *real = realpath(g->folder, NULL);
    str path = real ? str_of(real) : STR("");
    size_t end = path.len, start;

    while (end && path.ptr[end - 1] != '/')
        end--;
    for (start = end ? end - 1 : 0; start && path.ptr[start - 1] != '/';)
        start--;
    return arena_cstr(g->arena, str_sub(path, start, end ? end - 1 : 0));
}

static void choose_target(golden *g, const char *target)
{
    command c = run(g, "check", target, NULL);
    const char *name = file_for(target);

    if (c.code != 0)
        findings(g,
                 arena_cstr(g->arena,
                            arena_printf(g->arena, "expect.diag.%s", target)));
    else
        product(g, name);
}

static void choose(golden *g)
{
    static const char *const main_targets[] = { "argo", "tekton", "vertex" };
    const char *area = area_of(g);
    command c = run(g, "check", NULL, NULL);

    if (c.err.len)
        findings(g, "expect.diag");
    if (c.code != 0)
        return;
    product(g, "expect.ir");
    if (file_for(area))
        choose_target(g, area);
    for (size_t i = 0; i < COUNT(main_targets); i++)
        if (strcmp(area, "native") == 0 || strcmp(area, "component") == 0)
            choose_target(g, main_targets[i]);
}

/* ---- the case ------------------------------------------------------------ */

static void each_file(golden *g, void (*fn)(golden *g, const char *name))
{
    struct dirent **names = NULL;
    int count = scandir(g->folder, &names, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        fn(g, arena_cstr(g->arena, str_of(names[i]->d_name)));
        free(names[i]);
    }
    free(names);
}

static void find_input(golden *g, const char *name)
{
    if (strncmp(name, "input.", 6) == 0)
        g->input = name;
}

static void meet(golden *g, const char *name)
{
    if (strncmp(name, "expect.", 7) != 0 || is_there(g, "cmd"))
        return;
    g->found++;
    if (!g->input)
        fail(g, "there is no input.*", NULL);
    else if (strncmp(name, "expect.diag", 11) == 0)
        findings(g, name);
    else
        product(g, name);
}

static void play(golden *g)
{
    each_file(g, find_input);
    each_file(g, meet);
    if (is_there(g, "cmd")) {
        expect_line(g);
    } else if (g->bless && !g->found && g->input) {
        choose(g);
    } else if (!g->found) {
        fail(g, "there is nothing to expect", NULL);
    }
}

int main(int argc, char **argv)
{
    golden g = { .bless = argc == 4 && strcmp(argv[1], "--bless") == 0 };
    char *pipec, *folder;

    if (argc != 3 + g.bless || (g.bless && getenv("CI"))) {
        fputs("usage: golden [--bless] PIPEC FOLDER (no blessing in CI)\n",
              stderr);
        return 2;
    }
    pipec = realpath(argv[argc - 2], NULL);
    folder = realpath(argv[argc - 1], NULL);
    g.arena = arena_new(stop, NULL);
    if (!pipec || !folder || !g.arena) {
        fputs("golden: there is no such program or folder\n", stderr);
        return 2;
    }
    g.pipec = pipec;
    g.folder = folder;
    play(&g);
    arena_free(g.arena);
    free(pipec);
    free(folder);
    return g.failures != 0;
}
