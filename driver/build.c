#include "driver/build.h"

#include <stdlib.h>
#include <string.h>

#include "driver/file.h"
#include "driver/folder.h"
#include "frontend/load.h"

/* ---- names --------------------------------------------------------------- */

str build_relative(const build *b, str name)
{
    str folder = load_resolve(b->arena, STR(""), b->project.folder);

    if (folder.len && !str_ends(folder, STR("/")))
        folder = arena_join(b->arena, folder, STR("/"));
    return str_starts(name, folder) ? str_sub(name, folder.len, name.len)
                                    : name;
}

str build_name(const build *b, str path)
{
    return load_resolve(b->arena, b->project.folder, path);
}

str build_manifest_name(const build *b, str path)
{
    return load_resolve(b->arena, b->base, path);
}

/* ---- what the compilations give ------------------------------------------ */

void build_add_line(build *b, lock_line *line)
{
    if (b->n_lines == b->cap_lines) {
        size_t cap = 2 * b->cap_lines + 64, size = sizeof *b->lines;

        b->lines =
            arena_grow(b->arena, b->lines, b->cap_lines * size, cap * size);
        b->cap_lines = cap;
    }
    b->lines[b->n_lines++] = line;
}

void build_heed(build *b, const diag *d)
{
    if (d->severity == DIAG_ERROR && diag_rows[d->id].severity != DIAG_ERROR)
        b->failed = true;
}

/* No manifest may take the place of what manifests are made from. */
static bool check_source(build *b, str path, const run_target *by)
{
    str name = build_manifest_name(b, path);

    if (!map_get(&b->digests.known, build_relative(b, name)))
        return true;
    REPORT(b->session, D_BAD_OPTION, by->at,
           "manifest '%.*s' would replace what manifests are made from",
           STR_ARG(name));
    b->failed = true;
    return false;
}

bool build_claim(build *b, str path, claim by)
{
    session *s = b->session;
    const claim *other = map_get(&b->claimed, path);
    claim *own = NEW(b->arena, claim);
    diag *d;

    *own = by;
    if (!other) {
        map_put(&b->claimed, path, own);
        return check_source(b, path, by.target);
    }
    d = REPORT(s, D_BAD_OPTION, by.target->at,
               "two manifests are called '%.*s': one is made from '%.*s'",
               STR_ARG(build_manifest_name(b, path)),
               STR_ARG(build_name(b, by.source)));
    diag_note(&s->diags, d, other->target->at, "the other one from '%.*s'",
              STR_ARG(build_name(b, other->source)));
    diag_help(&s->diags, d,
              "give one of them another 'name', 'env', 'out', or an entry of "
              "the matrix");
    b->failed = true;
    return false;
}

/* ---- reading ------------------------------------------------------------- */

static bool find_project(build *b, str folder, str *root)
{
    session *s = b->session;
    diag *d;

    if (!file_is_folder(b->arena, folder)) {
        REPORT(s, D_NO_FILE, NOWHERE, "'%.*s' is no folder", STR_ARG(folder));
        b->ctx->run.failed_io = true;
        return false;
    }
    *root = file_folder_above(b->arena, folder, "pipec.yaml");
    if (root->len)
        return true;
    d = REPORT(s, D_NO_PROJECT, NOWHERE,
               "there is no pipec.yaml in '%.*s' or above it", STR_ARG(folder));
    diag_help(&s->diags, d,
              "'pipec new' makes a project to start from; see the manual for "
              "what pipec.yaml says");
    return false;
}

static bool take_turn(build *b, str root)
{
    str why;
    folder_turn turn = folder_take(b->turn, root, b->mode == PIPEC_BUILD_CHECK,
                                   !b->options->no_wait, &why);

    if (turn == TURN_OURS)
        return true;
    b->ctx->run.failed_io = true;
    if (turn == TURN_BUSY)
        REPORT(b->session, D_BUSY, NOWHERE,
               "another build is at work in '%.*s'", STR_ARG(root));
    else
        REPORT(b->session, D_NO_FILE, NOWHERE, "cannot read '%.*s': %.*s",
               STR_ARG(root), STR_ARG(why));
    return false;
}

/* What a build was about to write when it was killed. */
static void read_journal(build *b)
{
    session own = { .arena = b->arena };
    str text, why;

    diags_init(&own.diags, b->arena);
    if (file_read_plain(b->arena, build_name(b, STR(BUILD_JOURNAL)), &text,
                        &why) > 0)
        (void)lockfile_read(&own, STR(BUILD_JOURNAL), text, &b->journal);
}

static bool read_lock(build *b)
{
    str name = build_name(b, STR("pipec.lock")), text, why;
    int there;

    b->lock =
        (lockfile){ .lines = map_new(b->arena), .settings = map_new(b->arena) };
    b->journal = (lockfile){ .lines = map_new(b->arena) };
    if (b->options->to)
        return true;
    read_journal(b);
    there = file_read_plain(b->arena, name, &text, &why);
    if (there > 0)
        return lockfile_read(b->session, name, text, &b->lock);
    if (!there)
        return true;
    REPORT(b->session, D_NO_FILE, NOWHERE, "cannot read '%.*s': %.*s",
           STR_ARG(name), STR_ARG(why));
    b->ctx->run.failed_io = true;
    return false;
}

/* A warning that is an error now may be hidden in what is up to date. */
static bool denies(const diags *d)
{
    for (int i = 0; i < DIAG_COUNT; i++)
        if (d->deny[i])
            return true;
    return false;
}

/* The release and the run id of the call, which stand in no file. */
static bool check_call(build *b)
{
    const pipec_build_options *o = b->options;
    bool ok = true;

    if (o->release)
        ok = run_check_name(b->session, RUN_RELEASE, str_of(o->release),
                            NOWHERE);
    if (o->run_id)
        ok = run_check_name(b->session, RUN_RUN_ID, str_of(o->run_id),
                            NOWHERE) &&
             ok;
    return ok;
}

static bool start(build *b, str folder)
{
    arena *a = b->arena;
    str root;

    b->last_manifest = &b->manifests;
    b->claimed = map_new(a);
    b->folders = map_new(a);
    if (!check_call(b) || !find_project(b, folder, &root) ||
        !take_turn(b, root))
        return false;
    if (!project_read(b->session, root, &b->project) || !read_lock(b)) {
        b->ctx->run.failed_io = b->ctx->run.failed_io || !b->project.file;
        return false;
    }
    b->base = b->options->to ? str_of(b->options->to) : root;
    b->digests = digests_new(a, root);
    /* The rest of pipec.yaml is in the settings of each line. */
    digests_set(&b->digests, STR("pipec.yaml"), b->project.component_map);
    b->trusts = b->lock.is_current && !b->lock.is_merged && !b->options->all &&
                !denies(&b->session->diags);
    return true;
}

/* ---- the end ------------------------------------------------------------- */

/* The new pipec.lock, or an empty text when the old one will do. */
static str lock_to_write(build *b)
{
    str text = lockfile_text(b->arena, b->lines, b->n_lines);
    bool same = b->lock.is_there && !b->lock.is_merged &&
                lockfile_same(b->arena, b->lock.text, text);

    if (b->options->to || (!b->lock.is_there && !b->n_lines))
        return STR("");
    /* The manifests are what another version would have made, too. */
    if (same && (b->lock.is_current || b->mode == PIPEC_BUILD_CHECK))
        return STR("");
    return text;
}

static void report_lock(build *b)
{
    session *s = b->session;
    str name = build_name(b, STR("pipec.lock"));
    diag *d =
        REPORT(s, D_STALE_LOCK, NOWHERE,
               "'%.*s' is out of date, the manifests are not", STR_ARG(name));

    d->path = name;
    build_help(b, s, d);
}

/* What is read later than a manifest is claimed. */
static void check_sources(build *b)
{
    for (uint32_t i = 0; i < b->claimed.count; i++) {
        const claim *by = b->claimed.entries[i].value;

        check_source(b, b->claimed.entries[i].key, by->target);
    }
}

static void report_unused(build *b)
{
    const pipec_build_options *o = b->options;
    const emit_options given = { .release =
                                     str_of(o->release ? o->release : ""),
                                 .run_id = str_of(o->run_id ? o->run_id : "") };
    uint32_t unused = emit_options_given(&given) & ~b->overridden;

    for (uint32_t bit = 1; bit <= unused; bit <<= 1)
        if (unused & bit)
            build_heed(b, REPORT(b->session, D_OPTION_UNUSED, NOWHERE,
                                 "%s is given, but no target of the project "
                                 "has a use for it",
                                 emit_option_noun(bit)));
}

/* Looks at all that is to be made; nothing is written yet. */
static void compare(build *b)
{
    b->failed = b->session->diags.errors > 0;
    for (const project_job *job = b->project.jobs; job; job = job->next)
        build_compile(b, job);
    check_sources(b);
    report_unused(b);
    if (!b->failed)
        build_find_orphans(b);
}

static void settle(build *b)
{
    str lock;

    if (b->failed)
        return;
    lock = lock_to_write(b);
    if (lock.len && !b->manifests && b->mode != PIPEC_BUILD)
        report_lock(b);
    if (b->mode != PIPEC_BUILD_CHECK)
        build_write(b, lock);
    b->failed = b->ctx->run.failed_io;
}

/* ---- telling ------------------------------------------------------------- */

typedef struct changes {
    pipec_change *items;
    size_t count;
} changes;

static pipec_change_kind kind_of(const manifest *m)
{
    if (m->state == MANIFEST_ORPHANED)
        return PIPEC_REMOVED;
    return m->state == MANIFEST_MISSING ? PIPEC_CREATED : PIPEC_UPDATED;
}

static pipec_change *add_change(build *b, changes *to, pipec_change_kind kind,
                                str path)
{
    pipec_change *added = &to->items[to->count++];

    *added = (pipec_change){ .size = sizeof *added,
                             .kind = kind,
                             .path = arena_cstr(b->arena, path),
                             .diff = "" };
    return added;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const pipec_change *)a)->path,
                  ((const pipec_change *)b)->path);
}

static changes list_changes(build *b, path_list untracked)
{
    changes all = { NULL, untracked.count };

    for (const manifest *m = b->manifests; m; m = m->next)
        all.count++;
    all.items = arena_alloc(b->arena, (all.count + 1) * sizeof *all.items,
                            alignof(pipec_change));
    all.count = 0;
    for (const manifest *m = b->manifests; m; m = m->next) {
        pipec_change *change =
            add_change(b, &all, kind_of(m), build_manifest_name(b, m->path));

        change->is_tracked = m->is_tracked;
        change->diff = m->diff.len ? m->diff.ptr : "";
        change->diff_len = m->diff.len;
    }
    for (size_t i = 0; i < untracked.count; i++)
        add_change(b, &all, PIPEC_UNTRACKED, untracked.items[i]);
    qsort(all.items, all.count, sizeof *all.items, by_path);
    return all;
}

static pipec_status tell(const changes *all, const pipec_build_options *options)
{
    for (size_t i = 0; i < all->count; i++)
        if (options->told(&all->items[i], options->payload) != 0)
            return PIPEC_EIO;
    return PIPEC_OK;
}

/* ---- the whole ----------------------------------------------------------- */

static pipec_status run_build(pipec *ctx, const void *what)
{
    const pipec_build_options *options = what;
    arena *a = ctx->arena;
    map told = map_new(a);
    build b = { .ctx = ctx,
                .arena = a,
                .turn = arena_child(a),
                .session = &ctx->run.session,
                .options = options,
                .mode = options->mode };
    path_list untracked = { NULL, 0 };
    changes all = { NULL, 0 };
    pipec_status status;

    ctx->told = &told;
    if (start(&b, str_of(options->folder ? options->folder : "."))) {
        compare(&b);
        settle(&b);
        if (!b.failed && b.mode == PIPEC_BUILD_HOOK && options->tracked)
            untracked = build_find_untracked(&b);
        if (!b.failed || b.mode == PIPEC_BUILD_CHECK)
            all = list_changes(&b, untracked);
    }
    arena_free(b.turn);
    status = context_finish(ctx);
    ctx->told = NULL;
    if (options->told && tell(&all, options) != PIPEC_OK)
        return PIPEC_EIO;
    return status;
}

static bool makes_sense(const pipec_build_options *o)
{
    if (o->mode > PIPEC_BUILD_HOOK || (o->folder && !*o->folder))
        return false;
    if ((o->release && !*o->release) || (o->run_id && !*o->run_id))
        return false;
    if (!o->to)
        return !o->release && !o->run_id;
    return *o->to && o->mode == PIPEC_BUILD;
}

pipec_status pipec_build(pipec *ctx, const pipec_build_options *options)
{
    pipec_build_options own = { .size = sizeof own };

    if (options)
        memcpy(&own, options,
               options->size < sizeof own ? options->size : sizeof own);
    if (!ctx || ctx->read || !makes_sense(&own))
        return PIPEC_EUSAGE;
    return context_guard(ctx, run_build, &own);
}
