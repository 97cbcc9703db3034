#include "driver/build.h"

#include <errno.h>
#include <unistd.h>

#include "base/sha256.h"
#include "driver/draft.h"
#include "driver/file.h"
#include "driver/folder.h"

static str place_of(build *b, str path)
{
    return file_path_in(b->arena, b->base, path);
}

static void report_write(build *b, str path, str why)
{
    run_report_write(&b->ctx->run, build_manifest_name(b, path), why);
}

/* ---- leftovers ----------------------------------------------------------- */

/* What a build that was killed has left in the folders of the project. In
 * another place builds of other projects may be at work. */
static void sweep(build *b)
{
    if (b->options->to)
        return;
    folder_sweep(b->arena, b->base, STR(BUILD_STEM), STR(BUILD_JOURNAL));
    for (uint32_t i = 0; i < b->folders.count; i++)
        folder_sweep(b->arena, place_of(b, b->folders.entries[i].key),
                     STR(BUILD_STEM), STR(BUILD_JOURNAL));
}

/* ---- drafts -------------------------------------------------------------- */

static str make_draft(build *b, manifest *m, size_t number)
{
    str file = place_of(b, m->path);
    str why = file_make_folders(b->arena, file_folder(file));

    if (why.len)
        return why;
    m->draft = file_draft_new(b->arena, file, STR(BUILD_STEM), number);
    buf_put(file_draft_text(m->draft), m->text);
    return file_draft_end(m->draft);
}

static bool make_drafts(build *b)
{
    size_t number = 0;
    str why = STR("");

    for (manifest *m = b->manifests; m; m = m->next) {
        if (m->state != MANIFEST_ORPHANED)
            why = make_draft(b, m, number++);
        if (!why.len)
            continue;
        report_write(b, m->path, why);
        return false;
    }
    return true;
}

static void drop_drafts(build *b)
{
    for (manifest *m = b->manifests; m; m = m->next)
        if (m->draft)
            file_draft_drop(m->draft);
}

/* ---- the last step ------------------------------------------------------- */

static str commit(build *b, const manifest *m)
{
    if (m->draft)
        return file_draft_commit(m->draft);
    if (unlink(arena_cstr(b->arena, place_of(b, m->path))) != 0 &&
        errno != ENOENT)
        return file_reason(errno);
    return STR("");
}

/* Until pipec.lock is in its place, a journal has its lines: whatever a build
 * that is killed leaves there, the next one knows what it wrote. */
static bool announce(build *b, str lock)
{
    file_draft *f = file_draft_new(b->arena, place_of(b, STR(BUILD_JOURNAL)),
                                   STR(BUILD_STEM), b->n_lines + 1);
    str why;

    buf_put(file_draft_text(f), lock);
    buf_put(file_draft_text(f), b->journal.text); /* of a build before that */
    why = file_draft_end(f);
    if (!why.len)
        why = file_draft_commit(f);
    if (why.len)
        report_write(b, STR(BUILD_JOURNAL), why);
    return !why.len;
}

/* Making it all takes a while; what somebody wrote meanwhile is not lost. */
static bool is_as_seen(build *b, const manifest *m)
{
    arena *own = arena_child(b->arena);
    str text, why, digest = STR("");
    bool same;

    if (build_read(b, own, m->path, &text, &why) == 1)
        digest = sha256_lines_hex(own, text, SHA256_DIGITS);
    same = str_eq(digest, m->seen);
    arena_free(own);
    return same;
}

static bool are_as_seen(build *b)
{
    for (const manifest *m = b->manifests; m; m = m->next) {
        if (is_as_seen(b, m))
            continue;
        report_write(b, m->path, STR("it changed during the build"));
        return false;
    }
    return true;
}

static bool commit_all(build *b)
{
    for (manifest *m = b->manifests; m; m = m->next) {
        str why = commit(b, m);

        if (!why.len)
            continue;
        report_write(b, m->path, why);
        return false;
    }
    return true;
}

/* pipec.lock as one more manifest, made first and put in its place last: until
 * then the old one tells the next build what there was. */
static bool add_lock(build *b, str text)
{
    manifest *m = NEW(b->arena, manifest);
    str old, why;
    int there;

    m->path = STR("pipec.lock");
    m->text = text;
    m->state = MANIFEST_MISSING;
    there = file_read_plain(b->arena, place_of(b, m->path), &old, &why);
    if (there < 0) {
        report_write(b, m->path, why);
        return false;
    }
    if (there) {
        m->state = MANIFEST_STALE;
        m->seen = sha256_lines_hex(b->arena, old, SHA256_DIGITS);
    }
    *b->last_manifest = m;
    b->last_manifest = &m->next;
    return true;
}

void build_write(build *b, str lock)
{
    bool announced = lock.len && b->manifests;
    const char *journal = arena_cstr(b->arena, place_of(b, STR(BUILD_JOURNAL)));

    sweep(b);
    if (lock.len && !add_lock(b, lock))
        return;
    if (!make_drafts(b) || !are_as_seen(b) ||
        (announced && !announce(b, lock)) || !commit_all(b))
        drop_drafts(b);
    else if (!b->options->to)
        unlink(journal);
}
