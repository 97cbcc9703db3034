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

typedef struct untracked {
    const char *before, *behind; /* the name, in the message */
    const char *help;
} untracked;

static str report(build *b, str path, const untracked *what)
{
    session *s = b->session;
    str name = build_manifest_name(b, path);
    diag *d = REPORT(s, D_UNTRACKED, NOWHERE, "%s'%.*s' %s", what->before,
                     STR_ARG(name), what->behind);

    d->path = name;
    diag_help(&s->diags, d, "%s", what->help);
    return name;
}

static const untracked changed = { "", "has changes that are not staged",
                                   "a commit would have another text of it" };
static const untracked unknown = {
    "", "is not tracked by git", "without it nobody else can build the project"
};
static const untracked removed = {
    "the removal of ", "is not staged",
    "a commit would keep a manifest that nothing makes"
};

/* Manifests that a build before has removed, and nobody has told git. */
static void add_gone(tracking *t, str names, path_list *found, str *items)
{
    while (names.len) {
        size_t end = str_find(names, (str){ "", 1 });
        str path = str_sub(names, 0, end);

        if (project_is_manifest(path) && !map_get(&t->seen, path))
            items[found->count++] = report(t->build, path, &removed);
        names = str_sub(names, end + 1, names.len);
    }
}

static size_t count_names(str names)
{
    size_t n = 0;

    for (size_t i = 0; i < names.len; i++)
        n += names.ptr[i] == 0;
    return n;
}

static bool ask(tracking *t, unsigned char *known, str *gone)
{
    build *b = t->build;
    const pipec_build_options *o = b->options;
    pipec_reply reply = { NULL, 0, "", false };
    str why;
    int status = o->tracked(arena_cstr(b->arena, b->project.folder), t->paths,
                            t->count, known, &reply, o->payload);

    *gone = STR("");
    if (context_take_reply(b->arena, &reply, gone, &why) < 0)
        *gone = STR("");
    if (status == 0)
        return true;
    REPORT(b->session, D_NO_GIT, NOWHERE,
           "git cannot be asked which files of the project it tracks");
    return false;
}

path_list build_find_untracked(build *b)
{
    tracking t = { .build = b, .seen = map_new(b->arena) };
    path_list found = { NULL, 0 };
    unsigned char *known;
    str *items, gone;

    start_with_changes(&t);
    list_paths(&t);
    known = arena_alloc(b->arena, t.count + 1, 1);
    if (!ask(&t, known, &gone))
        return found;
    note_removed(b, known);
    items =
        arena_alloc(b->arena, (t.count + count_names(gone) + 1) * sizeof *items,
                    alignof(str));
    found.items = items;
    for (size_t i = t.removed; i < t.count; i++)
        if (known[i] != 1)
            items[found.count++] =
                report(b, str_of(t.paths[i]), known[i] ? &changed : &unknown);
    add_gone(&t, gone, &found, items);
    return found;
}
