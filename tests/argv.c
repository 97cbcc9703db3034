/*
 * argv PIPEC FOLDER [TARGET]: compiles the case, plays each manifest and
 * compares what reaches the programs with the hand-written list.
 *
 *     input.pipe.yaml     the pipeline, its component files beside it
 *     args                one more argument per line
 *     targets             one per line; argo, tekton, vertex and kfp if missing
 *     outputs             task.output=value per line; \n, \t, \e, \\ in values
 *     expect.argv         "task NAME", each word as JSON, "env NAME=JSON"
 *     expect.argv.TARGET  the same where one target is known to differ
 *     expect.fails.TARGET instead: what the platform refuses or loses
 *     corpus              files of $PIPEC_CORPUS_DIR to be put beside the
 *                         pipeline, in a copy of the folder
 *
 * With a TARGET the played text is printed and nothing is compared. Exit status
 * 77 means skipped.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/play.h"

enum { SKIPPED = 77, WORDS = 64 };

typedef struct test {
    session session;
    arena *arena;
    const char *self, *pipec, *folder;
    str work; /* where the input is: the folder, or a copy */
    int failures;
} test;

static void stop(void *context)
{
    (void)context;
    fputs("argv: memory is out\n", stderr);
    exit(2);
}

/* ---- files --------------------------------------------------------------- */

static str read_stream(arena *a, FILE *from)
{
    buf all = buf_new(a);
    char part[4096];
    size_t n;

    rewind(from);
    while ((n = fread(part, 1, sizeof part, from)) > 0)
        buf_put(&all, (str){ part, n });
    fclose(from);
    return buf_str(&all);
}

static bool read_file(arena *a, str path, str *text)
{
    FILE *from = fopen(arena_cstr(a, path), "rb");

    if (from)
        *text = read_stream(a, from);
    return from != NULL;
}

static str in_folder(test *t, const char *name)
{
    return arena_printf(t->arena, "%s/%s", t->folder, name);
}

/* The next line of text, which moves on; false: there is none. */
static bool next_line(str *text, str *line)
{
    size_t end = str_find(*text, STR("\n"));

    *line = str_sub(*text, 0, end);
    *text = str_sub(*text, end + 1, text->len);
    return line->len || text->len;
}

static bool copy_file(arena *a, str from, str to)
{
    str text;
    FILE *out;
    bool good;

    if (!read_file(a, from, &text))
        return false;
    out = fopen(arena_cstr(a, to), "wb");
    good = out && (!text.len || fwrite(text.ptr, text.len, 1, out) == 1);
    if (out)
        fclose(out);
    return good;
}

static str base_name(str path)
{
    size_t at = path.len;

    while (at > 0 && path.ptr[at - 1] != '/')
        at--;
    return str_sub(path, at, path.len);
}

/* ---- the corpus ---------------------------------------------------------- */

/* Makes a folder of the pipeline and the corpus files it names. */
static void copy_corpus(test *t, const char *corpus, str list)
{
    char folder[] = "/tmp/argv-XXXXXX";
    str line;

    if (!mkdtemp(folder))
        exit(2);
    t->work = arena_copy(t->arena, str_of(folder));
    if (!copy_file(t->arena, in_folder(t, "input.pipe.yaml"),
                   arena_printf(t->arena, "%s/input.pipe.yaml", folder)))
        exit(2);
    while (next_line(&list, &line)) {
        str name = base_name(line);

        if (copy_file(t->arena,
                      arena_printf(t->arena, "%s/%.*s", corpus, STR_ARG(line)),
                      arena_printf(t->arena, "%s/%.*s", folder, STR_ARG(name))))
            continue;
        printf("%s: cannot copy %.*s\n", t->folder, STR_ARG(line));
        exit(1);
    }
}

static void drop_corpus(test *t, str list)
{
    str line;

    while (next_line(&list, &line))
        unlink(arena_cstr(t->arena,
                          arena_printf(t->arena, "%.*s/%.*s", STR_ARG(t->work),
                                       STR_ARG(base_name(line)))));
    unlink(arena_cstr(t->arena,
                      arena_join(t->arena, t->work, STR("/input.pipe.yaml"))));
    rmdir(arena_cstr(t->arena, t->work));
}

/* ---- one target ---------------------------------------------------------- */

static void add_word(test *t, char **words, size_t *n, str word)
{
    char *copy = arena_alloc(t->arena, word.len + 1, 1);

    if (*n + 1 >= WORDS)
        exit(2);
    if (word.len)
        memcpy(copy, word.ptr, word.len);
    words[(*n)++] = copy;
    words[*n] = NULL;
}

static void compile_words(test *t, str target, char **words)
{
    size_t n = 0;
    str args = STR(""), line;

    read_file(t->arena, in_folder(t, "args"), &args);
    add_word(t, words, &n, str_of(t->pipec));
    add_word(t, words, &n, STR("compile"));
    add_word(t, words, &n,
             arena_join(t->arena, t->work, STR("/input.pipe.yaml")));
    add_word(t, words, &n, STR("-t"));
    add_word(t, words, &n, target);
    while (next_line(&args, &line))
        add_word(t, words, &n, line);
}

/* Standard output of pipec; false when it fails, and says why. */
static bool compile(test *t, str target, str *manifest)
{
    char *words[WORDS];
    FILE *out = tmpfile(), *findings = tmpfile();
    int status = 0;
    pid_t child;
    str said;

    compile_words(t, target, words);
    fflush(stdout);
    if (!out || !findings || (child = fork()) < 0)
        exit(2);
    if (child == 0) {
        dup2(fileno(out), STDOUT_FILENO);
        dup2(fileno(findings), STDERR_FILENO);
        execv(words[0], words);
        _exit(127);
    }
    if (waitpid(child, &status, 0) != child)
        status = 1;
    *manifest = read_stream(t->arena, out);
    said = read_stream(t->arena, findings);
    if (status)
        printf("%.*s", STR_ARG(said));
    return status == 0;
}

static str unescaped(arena *a, str s)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];

        if (c == '\\' && i + 1 < s.len) {
            c = s.ptr[++i];
            c = (char)(c == 'n'   ? '\n'
                       : c == 't' ? '\t'
                       : c == 'e' ? '\x1b'
                                  : c);
        }
        buf_char(&out, c);
    }
    return buf_str(&out);
}

static void read_outputs(test *t, play *p)
{
    str text = STR(""), line;

    read_file(t->arena, in_folder(t, "outputs"), &text);
    while (next_line(&text, &line)) {
        size_t equals = str_find(line, STR("="));

        play_set(&p->outputs, t->arena, str_sub(line, 0, equals),
                 unescaped(t->arena, str_sub(line, equals + 1, line.len)));
    }
}

static const doc *read_manifest(test *t, str target, str text)
{
    source *from = sources_add(&t->session.sources, t->arena, target, text);
    doc *docs;

    if (!str_eq(target, STR("vertex")))
        return yaml_read(&t->session, from);
    docs = doc_seq(t->arena);
    doc_push(t->arena, docs, json_read(&t->session, from));
    return docs;
}

static void play_target(play *p, str target, const doc *docs)
{
    if (str_eq(target, STR("argo")))
        play_argo(p, docs);
    else if (str_eq(target, STR("tekton")))
        play_tekton(p, docs);
    else
        play_kfp(p, docs);
    play_kubelet(p);
    play_marks(p);
}

static void show_difference(test *t, str target, str want, str got)
{
    str w = STR(""), g = STR("");
    unsigned line = 0;

    while (str_eq(w, g) && (want.len || got.len)) {
        next_line(&want, &w);
        next_line(&got, &g);
        line++;
    }
    printf("%s: %.*s: line %u differs\n  expected %.*s\n  got      %.*s\n",
           t->folder, STR_ARG(target), line, STR_ARG(w), STR_ARG(g));
}

static bool has_findings(test *t, str target)
{
    for (const diag *d = t->session.diags.first; d; d = d->next)
        printf("%s: %.*s: %.*s\n", t->folder, STR_ARG(target),
               STR_ARG(d->text));
    return t->session.diags.first != NULL;
}

/* True when the platform says what the case expects, or nothing. */
static bool is_refusal(test *t, str target, const play *p)
{
    str said = buf_str(&p->said), want = STR("");

    read_file(t->arena,
              arena_printf(t->arena, "%s/expect.fails.%.*s", t->folder,
                           STR_ARG(target)),
              &want);
    if (!str_eq(said, want))
        printf("%.*s:\n  expected to fail with: %.*s\n  but said: %.*s\n",
               STR_ARG(p->what), STR_ARG(want), STR_ARG(said));
    return str_eq(said, want) && !has_findings(t, target);
}

/* Plays one target: false when a needed interpreter is not there. */
static bool run_target(test *t, str target, str *played)
{
    play p = { .session = &t->session, .arena = t->arena };
    buf out = buf_new(t->arena);
    const doc *docs;
    str manifest;

    p.what = arena_printf(t->arena, "%s: %.*s", t->folder, STR_ARG(target));
    p.outputs = map_new(t->arena);
    p.said = buf_new(t->arena);
    p.last = &p.first;
    if (!compile(t, target, &manifest)) {
        printf("%.*s: pipec failed\n", STR_ARG(p.what));
        t->failures++;
        return true;
    }
    read_outputs(t, &p);
    docs = read_manifest(t, target, manifest);
    if (!has_findings(t, target))
        play_target(&p, target, docs);
    if (p.first && !play_shims(&p, t->self))
        return false;
    play_print(&p, &out);
    *played = buf_str(&out);
    if (!is_refusal(t, target, &p))
        t->failures++;
    return true;
}

static bool fails(test *t, str target)
{
    str want;

    return read_file(t->arena,
                     arena_printf(t->arena, "%s/expect.fails.%.*s", t->folder,
                                  STR_ARG(target)),
                     &want);
}

static void compare(test *t, str target, str got)
{
    str want, own = arena_printf(t->arena, "%s/expect.argv.%.*s", t->folder,
                                 STR_ARG(target));

    if (!read_file(t->arena, own, &want) &&
        !read_file(t->arena, in_folder(t, "expect.argv"), &want))
        want = STR("(there is no expect.argv)");
    if (str_eq(want, got))
        return;
    show_difference(t, target, want, got);
    t->failures++;
}

/* ---- the case ------------------------------------------------------------ */

static int no_python(const test *t)
{
    printf("%s: skipped: there is no python3\n", t->folder);
    return getenv("CI") ? 1 : SKIPPED;
}

static int run_all(test *t)
{
    str targets = STR("argo\ntekton\nvertex\nkfp\n"), target;

    read_file(t->arena, in_folder(t, "targets"), &targets);
    while (next_line(&targets, &target)) {
        str got = STR("");
        int before = t->failures;

        if (!run_target(t, target, &got))
            return no_python(t);
        if (t->failures == before && !fails(t, target))
            compare(t, target, got);
    }
    return t->failures != 0;
}

static int print_one(test *t, const char *target)
{
    str got = STR("");

    if (!run_target(t, str_of(target), &got))
        return no_python(t);
    printf("%.*s", STR_ARG(got));
    return t->failures != 0;
}

static const char *self_path(arena *a, const char *argv0)
{
    char folder[4096];

    if (argv0[0] == '/' || !getcwd(folder, sizeof folder))
        return argv0;
    return arena_cstr(a, arena_printf(a, "%s/%s", folder, argv0));
}

int main(int argc, char **argv)
{
    test t = { .failures = 0 };
    str list;
    const char *corpus = getenv("PIPEC_CORPUS_DIR");
    bool copied = false;
    int code;

    if (play_record(argc, argv))
        return 0;
    if (argc < 3)
        return 2;
    t.arena = arena_new(stop, NULL);
    t.session.arena = t.arena;
    diags_init(&t.session.diags, t.arena);
    t.self = self_path(t.arena, argv[0]);
    t.pipec = argv[1];
    t.folder = argv[2];
    t.work = str_of(argv[2]);
    if (read_file(t.arena, in_folder(&t, "corpus"), &list)) {
        if (!corpus || !*corpus) {
            printf("%s: skipped: PIPEC_CORPUS_DIR is not set\n", t.folder);
            arena_free(t.arena);
            return SKIPPED;
        }
        copy_corpus(&t, corpus, list);
        copied = true;
    }
    code = argc > 3 ? print_one(&t, argv[3]) : run_all(&t);
    if (copied)
        drop_corpus(&t, list);
    arena_free(t.arena);
    return code;
}
