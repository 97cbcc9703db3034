#include "driver/build.h"

/* Files of a project that version control must know, or others cannot build
 * it. */
typedef struct tracking {
    build *build;
    map seen;
    const char **paths; /* relative to the project */
    size_t count, cap;
    size_t removed; /* the first of them are gone */
} tracking;

static void add_path(tracking *t, str path)
{
    arena *a = t->build->arena;

    if (map_get(&t->seen, path))
        return;
    map_put(&t->seen, path, t);
    if (t->count == t->cap) {
        size_t cap = 2 * t->cap + 64, size = sizeof *t->paths;

        t->paths = arena_grow(a, t->paths, t->cap * size, cap * size);
        t->cap = cap;
    }
    t->paths[t->count++] = arena_cstr(a, path);
}

/* A file that was looked for in vain is an input, too. */
static void add_input(tracking *t, str path)
{
    if (!str_eq(digests_of(&t->build->digests, path), DIGEST_NONE))
        add_path(t, path);
}

static void list_paths(tracking *t)
{
    const build *b = t->build;

    add_path(t, STR("pipec.yaml"));
    if (b->n_lines)
        add_path(t, STR("pipec.lock"));
    for (size_t i = 0; i < b->n_lines; i++) {
        if (b->lines[i]->is_kept)
            continue;
        add_path(t, b->lines[i]->path);
        for (size_t k = 0; k < b->lines[i]->n_files; k++)
            add_input(t, b->lines[i]->files[k]);
    }
}

/* What was just made is a finding already; of what is gone it is asked whether
 * there is anything to tell git. */
static void start_with_changes(tracking *t)
{
    for (const manifest *m = t->build->manifests; m; m = m->next) {
        if (m->state == MANIFEST_ORPHANED)
            add_path(t, m->path);
        map_put(&t->seen, m->path, t);
    }
    t->removed = t->count;
}

static void note_removed(build *b, const unsigned char *known)
{
    size_t i = 0;

    for (manifest *m = b->manifests; m; m = m->next)
        if (m->state == MANIFEST_ORPHANED)
            m->is_tracked = known[i++] != 0;
}

static str report(build *b, str path, bool known)
{
    session *s = b->session;
    str name = build_name(b, path);
    diag *d = REPORT(s, D_UNTRACKED, NOWHERE,
                     known ? "'%.*s' has changes that are not staged"
                           : "'%.*s' is not tracked by git",
                     STR_ARG(name));

    d->path = name;
    diag_help(&s->diags, d,
              known ? "a commit would have another text of it"
                    : "without it nobody else can build the project");
    return name;
}

path_list build_find_untracked(build *b)
{
    const pipec_build_options *options = b->options;
    tracking t = { .build = b, .seen = map_new(b->arena) };
    path_list found = { NULL, 0 };
    unsigned char *known;
    str *items;

    start_with_changes(&t);
    list_paths(&t);
    known = arena_alloc(b->arena, t.count + 1, 1);
    items = arena_alloc(b->arena, (t.count + 1) * sizeof *items, alignof(str));
    found.items = items;
    if (options->tracked(arena_cstr(b->arena, b->project.folder), t.paths,
                         t.count, known, options->payload) != 0) {
        REPORT(b->session, D_NO_GIT, NOWHERE,
               "git cannot be asked which files of the project it tracks");
        return found;
    }
    note_removed(b, known);
    for (size_t i = t.removed; i < t.count; i++)
        if (known[i] != 1)
            items[found.count++] = report(b, str_of(t.paths[i]), known[i] != 0);
    return found;
}
