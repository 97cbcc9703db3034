#include "driver/build.h"

#include "base/diff.h"
#include "base/sha256.h"
#include "driver/file.h"

/* ---- reading ------------------------------------------------------------- */

/* No link leads from the project to the folder of a manifest. */
static bool is_in_project(build *b, str path)
{
    str folder = file_folder(path);

    if (map_get(&b->folders, folder))
        return true;
    if (!file_is_real(b->arena, b->project.folder, folder))
        return false;
    map_put(&b->folders, arena_copy(b->arena, folder), b);
    return true;
}

int build_read(build *b, arena *a, str path, str *text, str *why)
{
    *why = STR("a symbolic link leads to its folder");
    if (!b->options->to && !is_in_project(b, path))
        return -1;
    return file_read_plain(a, file_path_in(a, b->base, path), text, why);
}

/* ---- findings ------------------------------------------------------------ */

/* The line on which two texts begin to differ, without its indent. */
static span first_difference(const source *old, str now)
{
    str text = old->text;
    size_t lo = 0, hi;

    while (lo < text.len && lo < now.len && text.ptr[lo] == now.ptr[lo])
        lo++;
    while (lo && text.ptr[lo - 1] != '\n')
        lo--;
    hi = lo + str_find(str_sub(text, lo, text.len), STR("\n"));
    while (lo < hi && text.ptr[lo] == ' ')
        lo++;
    return source_span(old, lo, hi);
}

void build_help(build *b, session *s, diag *about)
{
    if (b->mode == PIPEC_BUILD_CHECK)
        diag_help(&s->diags, about, "'pipec build%s' writes it",
                  b->options->all ? " --all" : "");
}

static void report_stale(build *b, session *s, span at)
{
    if (b->mode == PIPEC_BUILD)
        return;
    build_help(
        b, s,
        REPORT(s, D_STALE, at, "the manifest is out of date from here on"));
}

static void report_edited(build *b, session *s, span at, str source_path)
{
    diag *d;

    if (b->mode == PIPEC_BUILD)
        d = REPORT(s, D_EDITS_REPLACED, at,
                   "the manifest was edited by hand; the edits are not kept");
    else
        d = REPORT(s, D_EDITED, at, "the manifest was edited by hand");
    build_heed(b, d);
    diag_help(&s->diags, d, "what it should say belongs into '%.*s'",
              STR_ARG(build_name(b, source_path)));
    build_help(b, s, d);
}

static void report_missing(build *b, session *s, str path, span at)
{
    if (b->mode == PIPEC_BUILD)
        return;
    build_help(b, s,
               REPORT(s, D_MISSING, at, "manifest '%.*s' is missing",
                      STR_ARG(build_manifest_name(b, path))));
}

static void report_in_the_way(build *b, session *s, str path, span at)
{
    diag *d = REPORT(s, D_IN_THE_WAY, at,
                     "'%.*s' is there, holds something else, and pipec.lock "
                     "does not know it",
                     STR_ARG(build_manifest_name(b, path)));

    diag_help(&s->diags, d,
              "move it away, or let 'pipec build --force' replace it");
    b->failed = true;
}

/* ---- comparing ----------------------------------------------------------- */

static bool has_line(const lockfile *lock, str path, str digest)
{
    const lock_line *line = map_get(&lock->lines, path);

    for (; line; line = line->also)
        if (str_eq(line->digest, digest))
            return true;
    return false;
}

static bool is_written(const build *b, str path, str digest)
{
    return has_line(&b->lock, path, digest) ||
           has_line(&b->journal, path, digest);
}

/* digest: of what is there. */
static manifest_state state_of(build *b, str path, str digest, str text)
{
    if (str_eq(digest, sha256_lines_hex(b->arena, text, SHA256_DIGITS)))
        return MANIFEST_SAME;
    if (b->options->to || is_written(b, path, digest))
        return MANIFEST_STALE;
    if (map_get(&b->lock.lines, path) || map_get(&b->journal.lines, path))
        return MANIFEST_EDITED;
    return b->options->force ? MANIFEST_STALE : MANIFEST_IN_THE_WAY;
}

/* Seen from the current folder, where `patch -p1` works; else, for a project
 * above or beside it, from the project. */
static str side(build *b, bool there, const char *folder, str path)
{
    str name = build_manifest_name(b, path);

    if (!there)
        return STR("/dev/null");
    if (str_starts(name, STR("..")) || str_starts(name, STR("/")))
        name = path;
    return arena_printf(b->arena, "%s/%.*s", folder, STR_ARG(name));
}

static void add_manifest(build *b, manifest m, const str *old, const str *now)
{
    manifest *kept = NEW(b->arena, manifest);
    arena *a = b->arena;
    buf diff = buf_new(a);

    *kept = m;
    if (b->mode == PIPEC_BUILD_CHECK)
        diff_unified(
            &diff,
            (diff_side){ side(b, old, "a", m.path), old ? *old : STR("") },
            (diff_side){ side(b, now, "b", m.path), now ? *now : STR("") });
    else if (now)
        kept->text = arena_copy(a, *now);
    kept->diff = buf_str(&diff);
    *b->last_manifest = kept;
    b->last_manifest = &kept->next;
}

static void report_difference(build *b, session *s, const manifest *m, str old,
                              str now, str source_path)
{
    const source *src = sources_add(&s->sources, s->arena,
                                    build_manifest_name(b, m->path), old);
    span at = src ? first_difference(src, now) : NOWHERE;

    if (m->state == MANIFEST_STALE)
        report_stale(b, s, at);
    else
        report_edited(b, s, at, source_path);
}

void build_compare(build *b, session *s, str path, str text,
                   const run_target *by, str source_path)
{
    manifest m = { .path = path, .state = MANIFEST_MISSING };
    str old = STR(""), why;
    int there = build_read(b, s->arena, path, &old, &why);

    if (there < 0) {
        REPORT(s, D_WRITE_FAILED, by->at, "cannot write '%.*s': %.*s",
               STR_ARG(build_manifest_name(b, path)), STR_ARG(why));
        b->ctx->run.failed_io = true;
        b->failed = true;
        return;
    }
    if (there) {
        m.seen = sha256_lines_hex(b->arena, old, SHA256_DIGITS);
        m.state = state_of(b, path, m.seen, text);
    }
    if (m.state == MANIFEST_SAME)
        return;
    if (m.state == MANIFEST_IN_THE_WAY) {
        report_in_the_way(b, s, path, by->at);
        return;
    }
    if (there)
        report_difference(b, s, &m, old, text, source_path);
    else
        report_missing(b, s, path, by->at);
    add_manifest(b, m, there ? &old : NULL, &text);
}

/* ---- orphans ------------------------------------------------------------- */

static void report_orphan(build *b, const lock_line *line)
{
    session *s = b->session;
    diag *d;

    if (b->mode == PIPEC_BUILD)
        return;
    d = REPORT(s, D_ORPHANED, NOWHERE,
               "manifest '%.*s' is left over: pipec.yaml does not ask for it",
               STR_ARG(build_manifest_name(b, line->path)));
    d->path = build_manifest_name(b, line->path);
    if (b->mode == PIPEC_BUILD_CHECK)
        diag_help(&s->diags, d, "'pipec build' removes it");
}

/* It stays, and so does its line, until somebody has looked at it. */
static void keep_orphan(build *b, lock_line *line, str why)
{
    session *s = b->session;
    diag *d = REPORT(s, D_ORPHAN_KEPT, NOWHERE,
                     "manifest '%.*s' is left over, but it stays: %.*s",
                     STR_ARG(build_manifest_name(b, line->path)), STR_ARG(why));

    d->path = build_manifest_name(b, line->path);
    diag_help(&s->diags, d, "remove it when it is of no use any more");
    build_heed(b, d);
    line->is_kept = true;
    build_add_line(b, line);
}

/* A line that somebody else wrote cannot make us remove anything else than what
 * has the name of a manifest and was not read by this build. */
static bool may_be_removed(const build *b, const lock_line *line)
{
    return project_is_manifest(line->path) &&
           !map_get(&b->digests.known, line->path);
}

static void refuse_line(build *b, const lock_line *line)
{
    session *s = b->session;
    diag *d =
        REPORT(s, D_BAD_LOCK, line->at, "'%.*s' is no manifest of this project",
               STR_ARG(build_manifest_name(b, line->path)));

    diag_help(&s->diags, d, "remove the line");
    b->failed = true;
}

static void look_at_orphan(build *b, lock_line *line)
{
    manifest m = { .path = line->path, .state = MANIFEST_ORPHANED };
    arena *own = arena_child(b->arena);
    str old, why;
    int there = build_read(b, own, line->path, &old, &why);

    if (there == 1)
        m.seen = sha256_lines_hex(b->arena, old, SHA256_DIGITS);
    if (there == 1 && is_written(b, line->path, m.seen)) {
        report_orphan(b, line);
        add_manifest(b, m, &old, NULL);
    } else if (there) {
        keep_orphan(b, line, there > 0 ? STR("it was edited by hand") : why);
    }
    arena_free(own);
}

static void find_in(build *b, const lockfile *from)
{
    bool is_journal = from == &b->journal;

    for (uint32_t i = 0; i < from->lines.count; i++) {
        lock_line *line = from->lines.entries[i].value;

        if (map_get(&b->claimed, line->path) ||
            (is_journal && map_get(&b->lock.lines, line->path)))
            continue;
        if (may_be_removed(b, line))
            look_at_orphan(b, line);
        else if (!is_journal)
            refuse_line(b, line);
    }
}

void build_find_orphans(build *b)
{
    find_in(b, &b->lock);
    find_in(b, &b->journal);
}
