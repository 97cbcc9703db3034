#include "driver/project.h"

#include "base/formats.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "driver/file.h"
#include "driver/folder.h"
#include "driver/settings.h"
#include "frontend/document.h"
#include "frontend/load.h"

enum { SETTINGS_DIGITS = 16 };

typedef struct reading {
    session *session;
    project *out;
    bool ok;
} reading;

/* One entry of `pipelines`, with one of its matrix. */
typedef struct entry {
    str source;
    const doc *at; /* `source` */
    const doc *targets;
    settings *level; /* of the pipeline, or of the entry of its matrix */
    map firsts;      /* the first of its targets, by target and env */
} entry;

/* ---- targets ------------------------------------------------------------- */

static void refuse_name(reading *r, const doc *d, const char *what, map *names)
{
    session *s = r->session;
    diag *about = REPORT(s, D_BAD_VALUE, d->at, "%s '%.*s'", what,
                         STR_ARG(field_excerpt(s->arena, field_text(d))));

    diag_nearest(&s->diags, about, map_nearest(names, field_text(d)));
    r->ok = false;
}

static const backend *find_backend(reading *r, const doc *d)
{
    const backend *found = backend_find(field_text(d));
    map names = map_new(r->session->arena);

    if (found)
        return found;
    for (const backend *const *b = backends; *b; b++)
        map_put(&names, str_of((*b)->name), &names);
    refuse_name(r, d, "there is no target", &names);
    return NULL;
}

static bool check_kind(reading *r, const backend *b, const doc *d)
{
    map names = map_new(r->session->arena);

    for (const char *const *k = d ? b->kinds : NULL; k && *k; k++)
        map_put(&names, str_of(*k), &names);
    if (!d || map_get(&names, field_text(d)))
        return true;
    refuse_name(r, d, "the target has no kind", &names);
    return false;
}

typedef struct target_keys {
    const doc *to, *kind;
} target_keys;

/* `argo`, or `{to: argo, …}`. */
static bool read_keys(reading *r, const settings *level, target_keys *out)
{
    const field own[] = {
        { "to", FIELD_STRING, true, &out->to },
        { "kind", FIELD_STRING, false, &out->kind },
        { NULL, FIELD_ANY, false, NULL },
    };

    *out = (target_keys){ NULL, NULL };
    if (doc_is_scalar(level->said) && level->said->kind != DOC_NULL) {
        out->to = level->said;
        return true;
    }
    if (settings_read(r->session, level, "a target", own))
        return true;
    r->ok = false;
    return out->to != NULL;
}

static str digest_settings(arena *a, const entry *e, const settings *level,
                           const project_target *t)
{
    arena *own = arena_child(a);
    doc *all = settings_copy(own, level);
    buf text = buf_new(own);
    str digest;

    doc_push(own, all, doc_string(own, e->source));
    doc_push(own, all, doc_string(own, str_of(t->run.backend->name)));
    doc_push(own, all, doc_string(own, t->run.options.kind));
    doc_push(own, all, doc_bool(own, t->run.second));
    json_write_compact(&text, all);
    digest = sha256_hex(a, buf_str(&text), SETTINGS_DIGITS);
    arena_free(own);
    return digest;
}

uint32_t project_options(const run_target *t)
{
    const backend *b = t->backend;
    uint32_t options = 0;

    if (t->options.kind.len)
        return emit_options_read(t->options.kind);
    if (b->kinds && b->kinds[0])
        options |= emit_options_read(str_of(b->kinds[0]));
    if (b->scheduled)
        options |= emit_options_read(str_of(b->scheduled));
    return options;
}

/* Another kind of a target of the list, for the same env: it stands in the
 * names of the files. */
static bool is_second(reading *r, entry *e, const settings *level,
                      project_target *t)
{
    arena *a = r->session->arena;
    str key = arena_printf(a, "%s %.*s", t->run.backend->name,
                           STR_ARG(settings_text(level, "env")));
    const project_target *first = map_get(&e->firsts, key);

    if (!first)
        map_put(&e->firsts, key, t);
    return first && !str_eq(first->run.options.kind, t->run.options.kind);
}

static project_target *make_target(reading *r, entry *e, settings *level,
                                   const target_keys *keys)
{
    arena *a = r->session->arena;
    const backend *b = find_backend(r, keys->to);
    project_target *t = NEW(a, project_target);

    if (!b || !check_kind(r, b, keys->kind))
        return NULL;
    t->run.backend = b;
    t->run.options = settings_options(a, level);
    t->run.options.kind = field_text(keys->kind);
    t->run.at = keys->to->at;
    t->run.folder = settings_out(a, level);
    t->run.second = is_second(r, e, level, t);
    settings_use(a, level, project_options(&t->run));
    t->settings = digest_settings(a, e, level, t);
    return t;
}

/* ---- jobs ---------------------------------------------------------------- */

static project_job *add_job(reading *r, const entry *e, const settings *level)
{
    arena *a = r->session->arena;
    project_job *job = NEW(a, project_job);

    job->source = e->source;
    job->at = e->at->at;
    job->env = settings_text(level, "env");
    job->env_at = settings_env_at(level);
    job->root = settings_text(level, "root");
    job->schedule = settings_schedule(level);
    job->params = settings_params(a, level, r->out->folder);
    job->last_target = &job->targets;
    *r->out->last_job = job;
    r->out->last_job = &job->next;
    return job;
}

static void read_targets(reading *r, entry *e)
{
    project_job *shared = NULL;

    e->firsts = map_new(r->session->arena);
    doc_each (d, e->targets) {
        settings *level = NEW(r->session->arena, settings);
        project_target *t;
        target_keys keys;
        project_job *job;

        level->outer = e->level;
        level->said = d;
        if (!read_keys(r, level, &keys))
            continue;
        t = make_target(r, e, level, &keys);
        if (!t)
            continue;
        settings_report_unused(r->session, level);
        if (settings_split(level))
            job = add_job(r, e, level);
        else
            job = shared ? shared : (shared = add_job(r, e, e->level));
        *job->last_target = t;
        job->last_target = &t->next;
    }
}

/* ---- pipelines ----------------------------------------------------------- */

/* Gives the number of entries that could be read. */
static size_t read_matrix(reading *r, const entry *e, const doc *matrix)
{
    size_t count = 0;

    doc_each (d, matrix) {
        settings level = { .outer = e->level,
                           .said = d,
                           .names_variant = true };
        const field own[] = {
            { "name", FIELD_STRING, true, NULL },
            { NULL, FIELD_ANY, false, NULL },
        };
        entry one = *e;

        one.level = &level;
        if (settings_read(r->session, &level, "an entry of 'matrix'", own)) {
            read_targets(r, &one);
            count++;
        } else {
            r->ok = false;
        }
        if (r->ok)
            settings_report_unused(r->session, &level);
    }
    return count;
}

bool project_is_manifest(str path)
{
    for (size_t slash; (slash = str_find(path, STR("/"))) < path.len;)
        path = str_sub(path, slash + 1, path.len);
    for (const backend *const *b = backends; *b; b++) {
        str suffix = str_of((*b)->suffix), head;
        size_t dot = suffix.len;

        while (dot && suffix.ptr[dot - 1] != '.')
            dot--;
        head = str_sub(suffix, 0, dot); /* ".argo." */
        if (dot && str_find(path, head) < path.len &&
            str_ends(path, str_sub(suffix, dot - 1, suffix.len)))
            return true;
    }
    return false;
}

/* A pattern means neither what pipec wrote nor pipec.yaml. */
static path_list leave_own_files(arena *a, path_list from)
{
    str *kept = arena_alloc(a, (from.count + 1) * sizeof *kept, alignof(str));
    size_t count = 0;

    for (size_t i = 0; i < from.count; i++)
        if (!project_is_manifest(from.items[i]) &&
            !str_eq(from.items[i], STR("pipec.yaml")) &&
            !str_eq(from.items[i], STR("pipec.lock")))
            kept[count++] = from.items[i];
    return (path_list){ kept, count };
}

/* The names that a pattern found become words of texts. */
static bool are_texts(session *s, const doc *d, path_list found)
{
    bool ok = true;

    for (size_t i = 0; i < found.count; i++) {
        str path = found.items[i];

        if (utf8_check(path) == path.len)
            continue;
        REPORT(s, D_NO_FILE, d->at, "the name of file '%.*s' is not UTF-8",
               STR_ARG(field_excerpt(s->arena, path)));
        ok = false;
    }
    return ok;
}

/* The files that `source` names; a plain path need not be there. */
static path_list find_sources(reading *r, const doc *d)
{
    session *s = r->session;
    str *path = NEW(s->arena, str), why;
    path_list found = { path, 1 };

    *path = load_resolve(s->arena, STR(""), field_text(d));
    if (!settings_check_path(s, d)) {
        r->ok = false;
        return (path_list){ NULL, 0 };
    }
    if (!folder_is_pattern(*path))
        return found;
    why = folder_match(s->arena, r->out->folder, *path, &found);
    found = leave_own_files(s->arena, found);
    if (found.count && !why.len && are_texts(s, d, found))
        return found;
    if (!found.count || why.len)
        REPORT(s, D_NO_FILE, d->at, "no file is called like '%.*s'%s%.*s",
               STR_ARG(field_excerpt(s->arena, d->text)), why.len ? ": " : "",
               STR_ARG(why));
    r->ok = false;
    return (path_list){ NULL, 0 };
}

static void read_pipeline(reading *r, settings *outer, const doc *d)
{
    settings level = { .outer = outer, .said = d };
    const doc *matrix = NULL;
    entry e = { .level = &level };
    const field own[] = {
        { "source", FIELD_STRING, true, &e.at },
        { "targets", FIELD_SEQ, true, &e.targets },
        { "matrix", FIELD_SEQ, false, &matrix },
        { NULL, FIELD_ANY, false, NULL },
    };
    path_list files = { NULL, 0 };

    r->ok = settings_read(r->session, &level, "a pipeline", own) && r->ok;
    if (e.at && e.targets)
        files = find_sources(r, e.at);
    for (size_t i = 0; i < files.count; i++) {
        e.source = files.items[i];
        if (!matrix || !read_matrix(r, &e, matrix))
            read_targets(r, &e);
    }
    if (r->ok)
        settings_report_unused(r->session, &level);
}

/* ---- the file ------------------------------------------------------------ */

static bool check_version(session *s, const doc *d)
{
    if (!d || str_eq(d->text, STR("1")))
        return true;
    REPORT(s, D_BAD_VALUE, d->at,
           "the project's version is %.*s, but this pipec reads version 1",
           STR_ARG(d->text));
    return false;
}

static void read_project(reading *r, const doc *d)
{
    settings level = { .said = d };
    const doc *version = NULL, *pipelines = NULL;
    const field own[] = {
        { "version", FIELD_INT, true, &version },
        { "pipelines", FIELD_SEQ, true, &pipelines },
        { "component-map", FIELD_MAP, false, NULL },
        { "python", FIELD_NOT_YET, false, NULL },
        { NULL, FIELD_ANY, false, NULL },
    };

    r->ok = settings_read(r->session, &level, "the project", own) && r->ok;
    r->ok = check_version(r->session, version) && r->ok;
    for (const doc *p = pipelines ? pipelines->first : NULL; p; p = p->next)
        read_pipeline(r, &level, p);
    if (r->ok)
        settings_report_unused(r->session, &level);
}

static str digest_map(arena *a, const doc *d)
{
    const doc *all = doc_get(d, STR("component-map"));
    buf text = buf_new(a);

    if (all)
        json_write_compact(&text, all);
    return sha256_hex(a, buf_str(&text), SHA256_DIGITS);
}

bool project_read(session *s, str folder, project *out)
{
    reading r = { .session = s, .out = out, .ok = true };
    str name = load_resolve(s->arena, folder, STR("pipec.yaml"));
    str text, why;

    *out = (project){ .folder = folder };
    out->last_job = &out->jobs;
    if (file_read(s->arena, name, &text, &why) < 0) {
        REPORT(s, D_NO_FILE, NOWHERE, "cannot read '%.*s': %.*s", STR_ARG(name),
               STR_ARG(why));
        return false;
    }
    out->file = sources_add(&s->sources, s->arena, name, text);
    if (!out->file || !document_read(s, out->file))
        return false;
    read_project(&r, out->file->doc);
    out->component_map = digest_map(s->arena, out->file->doc);
    return r.ok;
}
