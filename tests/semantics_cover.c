/*
 * semantics_cover TESTDATA: every cell of docs/semantics.md has its case. A
 * cell that is no error wants a golden product of the target whose input uses
 * the construct; one that is, or mentions, an error or a warning, the finding,
 * word by word, in an expect.diag or expect.err. Prints what is missing.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backends/backend.h"
#include "driver/file.h"
#include "driver/run.h"

static const char *const targets[] = { "argo", "tekton", "vertex", "kfp" };

enum { TARGETS = COUNT(targets) };

/* What the cells say that are judged by a check of the back end. */
static const struct own_text {
    construct of;
    const char *target, *says;
} own_texts[] = {
#define FINDING(name, target, says) { C_##name, #target, says },
#include "tests/semantics_findings.def"
};

typedef struct cover {
    arena *arena;
    buf findings; /* the texts of all expect.diag* and expect.err */
    bool shown[CONSTRUCT_COUNT][TARGETS];
    int missing;
} cover;

static void stop(void *context)
{
    (void)context;
    fputs("semantics_cover: memory is out\n", stderr);
    exit(2);
}

/* ---- what one input uses ------------------------------------------------- */

static int read_named(arena *a, str path, str *text, str *why, void *context)
{
    (void)context;
    return file_read(a, path, text, why);
}

static void use(construct c, span at, void *context)
{
    bool *used = context;

    (void)at;
    used[c] = true;
}

/* Through the front end and the shared passes; no target lowers it. */
static void find_uses(const char *input, bool used[CONSTRUCT_COUNT])
{
    arena *a = arena_new(stop, NULL);
    run *r = NEW(a, run);

    run_init(r, a);
    r->session.read = read_named;
    r->read_named = read_named;
    r->find_root = file_project_root;
    r->inputs = NEW(a, run_input);
    r->inputs->name = str_of(input);
    run_check(r);
    for (ir_module *m = r->modules; m; m = m->next)
        constructs_each(m, use, used);
    arena_free(a);
}

/* ---- one case ------------------------------------------------------------ */

typedef struct folder {
    const char *input;
    bool command, products[TARGETS];
} folder;

static bool starts(const char *name, const char *with)
{
    return strncmp(name, with, strlen(with)) == 0;
}

static void add_findings(cover *c, const char *path)
{
    str text, why;

    if (file_read(c->arena, str_of(path), &text, &why) == 0)
        buf_put(&c->findings, text);
}

static void meet_file(cover *c, folder *f, const char *name)
{
    if (starts(name, "input."))
        f->input = arena_cstr(c->arena, str_of(name));
    f->command |= strcmp(name, "cmd") == 0;
    if (starts(name, "expect.diag") || strcmp(name, "expect.err") == 0)
        add_findings(c, name);
    for (size_t t = 0; t < TARGETS; t++) {
        str product = arena_printf(c->arena, "expect.%s.", targets[t]);

        f->products[t] |= str_starts(str_of(name), product);
    }
}

/* In the folder of the case. */
static void meet_case(cover *c)
{
    folder f = { .input = NULL };
    bool used[CONSTRUCT_COUNT] = { false };
    DIR *names = opendir(".");

    for (struct dirent *d; names && (d = readdir(names)) != NULL;)
        meet_file(c, &f, d->d_name);
    if (names)
        closedir(names);
    if (!f.input || f.command)
        return;
    find_uses(f.input, used);
    for (int i = 0; i < CONSTRUCT_COUNT; i++)
        for (size_t t = 0; t < TARGETS; t++)
            c->shown[i][t] |= used[i] && f.products[t];
}

/* The folders in this one are cases, or areas of them. */
static void each_folder(cover *c, void (*fn)(cover *c))
{
    DIR *names = opendir(".");

    for (struct dirent *d; names && (d = readdir(names)) != NULL;) {
        if (d->d_name[0] == '.' || chdir(d->d_name) != 0)
            continue;
        fn(c);
        if (chdir("..") != 0)
            exit(2);
    }
    if (names)
        closedir(names);
}

static void meet_area(cover *c)
{
    each_folder(c, meet_case);
}

/* ---- the table ----------------------------------------------------------- */

static void want_text(cover *c, str says, size_t t)
{
    str line = arena_printf(c->arena, "%.*s (%s) [", STR_ARG(says), targets[t]);

    if (str_find(buf_str(&c->findings), line) < c->findings.len)
        return;
    printf("no finding: %.*s (%s)\n", STR_ARG(says), targets[t]);
    c->missing++;
}

/* How many texts the cell has of its own; all of them must be there. */
static int want_own_texts(cover *c, construct i, size_t t)
{
    int count = 0;

    for (size_t n = 0; n < COUNT(own_texts); n++) {
        if (own_texts[n].of != i || strcmp(own_texts[n].target, targets[t]))
            continue;
        want_text(c, str_of(own_texts[n].says), t);
        count++;
    }
    return count;
}

static void want_finding(cover *c, construct i, size_t t, const char *says)
{
    if (!want_own_texts(c, i, t))
        want_text(c, arena_printf(c->arena, "%s %s", construct_titles[i], says),
                  t);
}

/* A cell that mentions an error or a warning has its finding, too. */
static void want_mentioned(cover *c, construct i, size_t t, const char *how)
{
    bool said = strstr(how, "error") || strstr(how, "warning");

    if (want_own_texts(c, i, t) || !said)
        return;
    printf("no row in semantics_findings.def: %s: %s\n", targets[t],
           construct_titles[i]);
    c->missing++;
}

static void want_product(cover *c, construct i, size_t t)
{
    if (c->shown[i][t])
        return;
    printf("no golden: %s: %s\n", targets[t], construct_titles[i]);
    c->missing++;
}

static void judge_cell(cover *c, construct i, size_t t)
{
    const semantics *cell = &backend_find(str_of(targets[t]))->can[i];

    switch (cell->can) {
    case CAN_UNSAID:
    case CAN_NATIVE:
    case CAN_HOW:
    case CAN_SILENT:
        want_product(c, i, t);
        want_mentioned(c, i, t, cell->how);
        break;
    case CAN_WARN:
        want_product(c, i, t);
        want_finding(c, i, t, "has no effect");
        break;
    case CAN_ERROR: want_finding(c, i, t, "cannot be expressed"); break;
    }
}

int main(int argc, char **argv)
{
    arena *a = arena_new(stop, NULL);
    cover c = { .arena = a, .findings = buf_new(a) };

    if (argc != 2 || chdir(argv[1]) != 0) {
        fputs("usage: semantics_cover TESTDATA\n", stderr);
        return 2;
    }
    each_folder(&c, meet_area);
    for (int i = 0; i < CONSTRUCT_COUNT; i++)
        for (size_t t = 0; t < TARGETS; t++)
            judge_cell(&c, (construct)i, t);
    printf("%d things are missing for %d cells\n", c.missing,
           (int)(CONSTRUCT_COUNT * TARGETS));
    arena_free(a);
    return c.missing != 0;
}
