#include "driver/settings.h"

#include "driver/lockfile.h"
#include "frontend/load.h"

enum { ROWS = 32 };

static const field rows[] = {
    { "env", FIELD_STRING, false, NULL },
    { "name", FIELD_STRING, false, NULL },
    { "params", FIELD_MAP, false, NULL },
    { "params-file", FIELD_ANY, false, NULL },
    { "release", FIELD_STRING, false, NULL },
    { "namespace", FIELD_STRING, false, NULL },
    { "run-id", FIELD_STRING, false, NULL },
    { "generate-name", FIELD_BOOL, false, NULL },
    { "root", FIELD_STRING, false, NULL },
    { "labels", FIELD_MAP, false, NULL },
    { "schedule", FIELD_ANY, false, NULL },
    { "out", FIELD_STRING, false, NULL },
};

/* ---- reading ------------------------------------------------------------- */

static const doc *said(const settings *level, const char *key)
{
    return doc_get(level->said, str_of(key));
}

/* A path of the project without `.` and needless `..`. */
static str tidy_path(arena *a, const doc *d)
{
    return load_resolve(a, STR(""), field_text(d));
}

bool settings_check_path(session *s, const doc *d)
{
    if (!field_expect(s, d, FIELD_STRING))
        return false;
    if (lockfile_is_inside(tidy_path(s->arena, d)))
        return true;
    diag_help(&s->diags,
              REPORT(s, D_BAD_VALUE, d->at,
                     "'%.*s' does not lie in the project",
                     STR_ARG(field_excerpt(s->arena, d->text))),
              "paths are relative to the folder of pipec.yaml, and stay in it");
    return false;
}

/* One path, or a list of them. */
static bool check_paths(session *s, const doc *d)
{
    bool ok = true;

    if (!d || !doc_is_seq(d))
        return !d || settings_check_path(s, d);
    doc_each (one, d)
        ok = settings_check_path(s, one) && ok;
    return ok;
}

static bool check_labels(session *s, const doc *d)
{
    bool ok = true;

    if (!doc_is_map(d))
        return true; /* not there, or that was reported */
    doc_each (one, d)
        ok = field_expect(s, one, FIELD_STRING) && ok;
    return ok;
}

/* The texts that become parts of names. */
static bool check_names(session *s, const settings *level)
{
    static const char *const keys[] = { [RUN_NAME] = "name",
                                        [RUN_RUN_ID] = "run-id",
                                        [RUN_RELEASE] = "release",
                                        [RUN_NAMESPACE] = "namespace" };
    bool ok = true;

    for (size_t i = 0; i < COUNT(keys); i++) {
        const doc *d = said(level, keys[i]);
        bool variant = i == RUN_NAME && level->names_variant;

        if (d && doc_is_scalar(d))
            ok = run_check_name(s, variant ? RUN_VARIANT : (run_name)i, d->text,
                                d->at) &&
                 ok;
    }
    return ok;
}

/* `out: .` is the project's own folder. */
static bool check_out(session *s, const doc *d)
{
    if (!doc_is_scalar(d) || !tidy_path(s->arena, d).len)
        return true;
    return settings_check_path(s, d);
}

bool settings_read(session *s, const settings *level, const char *what,
                   const field *own)
{
    field all[ROWS] = { { .key = NULL } };
    size_t count = 0;
    bool ok;

    for (; own->key; own++)
        all[count++] = *own;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (!level->names_variant || !str_eq(str_of(rows[i].key), STR("name")))
            all[count++] = rows[i];
    ok = fields_read(s, level->said, what, all);
    ok = check_paths(s, said(level, "params-file")) && ok;
    ok = check_labels(s, said(level, "labels")) && ok;
    ok = check_names(s, level) && ok;
    return check_out(s, said(level, "out")) && ok;
}

bool settings_split(const settings *level)
{
    static const char *const keys[] = { "env", "params", "params-file", "root",
                                        "schedule" };

    for (size_t i = 0; i < COUNT(keys); i++)
        if (said(level, keys[i]))
            return true;
    return false;
}

/* ---- what holds ---------------------------------------------------------- */

static const doc *nearest(const settings *level, const char *key)
{
    bool name = str_eq(str_of(key), STR("name"));

    for (; level; level = level->outer)
        if (said(level, key) && !(name && level->names_variant))
            return said(level, key);
    return NULL;
}

str settings_text(const settings *level, const char *key)
{
    return field_text(nearest(level, key));
}

span settings_env_at(const settings *level)
{
    const doc *env = nearest(level, "env");

    return env ? env->at : NOWHERE;
}

const doc *settings_schedule(const settings *level)
{
    return nearest(level, "schedule");
}

str settings_out(arena *a, const settings *level)
{
    const doc *out = nearest(level, "out");

    return out ? tidy_path(a, out) : STR("manifests");
}

/* Their values as texts, whatever YAML takes them for. */
static doc *label_texts(arena *a, const doc *from)
{
    doc *to = doc_map(a);

    for (const doc *d = doc_is_map(from) ? from->first : NULL; d; d = d->next) {
        doc *text = doc_string(a, field_text(d));

        text->at = d->at;
        doc_put(a, to, d->key, text)->key_at = d->key_at;
    }
    return to;
}

static doc *merge_labels(arena *a, const settings *level)
{
    doc *labels = doc_map(a);

    for (; level; level = level->outer)
        labels = doc_merge(a, label_texts(a, said(level, "labels")), labels);
    return labels;
}

static emit_options options_of(const settings *level)
{
    const doc *generate = nearest(level, "generate-name");

    return (emit_options){ .name = settings_text(level, "name"),
                           .run_id = settings_text(level, "run-id"),
                           .release = settings_text(level, "release"),
                           .namespace = settings_text(level, "namespace"),
                           .generate_name =
                               str_eq(field_text(generate), STR("true")) };
}

emit_options settings_options(arena *a, const settings *level)
{
    emit_options all = options_of(level);
    doc *labels = merge_labels(a, level);

    all.labels = labels->count ? labels : NULL;
    for (; level; level = level->outer)
        if (level->names_variant)
            all.variant = field_text(said(level, "name"));
    return all;
}

/* ---- parameters ---------------------------------------------------------- */

static run_param *add_file(arena *a, const doc *d, str project, run_param *next)
{
    run_param *p = NEW(a, run_param);

    p->value = load_resolve(a, project, d->text);
    p->at = d->at;
    p->next = next;
    return p;
}

static run_param *add_files(arena *a, const doc *d, str project,
                            run_param *next)
{
    run_param *first = next, **last = &first;

    if (!d || !doc_is_seq(d))
        return d ? add_file(a, d, project, next) : next;
    doc_each (one, d) {
        *last = add_file(a, one, project, next);
        last = &(*last)->next;
    }
    return first;
}

run_param *settings_params(arena *a, const settings *level, str project)
{
    run_param *list = NULL;

    for (; level; level = level->outer) {
        const doc *params = said(level, "params");

        if (params) {
            run_param *p = NEW(a, run_param);

            p->given = params;
            p->next = list;
            list = p;
        }
        list = add_files(a, said(level, "params-file"), project, list);
    }
    return list;
}

/* ---- digests ------------------------------------------------------------- */

doc *settings_copy(arena *a, const settings *level)
{
    doc *all = doc_seq(a);

    for (; level; level = level->outer) {
        doc *one = doc_push(a, all, doc_map(a));

        for (size_t i = 0; i < COUNT(rows); i++) {
            const doc *d = said(level, rows[i].key);

            if (d)
                doc_put(a, one, d->key, doc_copy(a, d));
        }
    }
    return all;
}

/* ---- options without an effect ------------------------------------------- */

/* The options of one level alone, as bits. */
static uint32_t given_by(arena *a, const settings *level)
{
    settings alone = { .said = level->said,
                       .names_variant = level->names_variant };
    emit_options options = settings_options(a, &alone);

    return emit_options_given(&options);
}

static uint32_t label_bit(arena *a)
{
    doc *one = doc_map(a);
    const emit_options labels = { .labels = one };

    doc_put_text(a, one, "a", STR("b"));
    return emit_options_given(&labels);
}

void settings_use(arena *a, settings *level, uint32_t options)
{
    uint32_t taken = 0;
    arena *own = arena_child(a);

    for (; level; level = level->outer) {
        uint32_t given = given_by(own, level);

        level->used |= given & options & ~taken;
        taken |= given & ~label_bit(own);
    }
    arena_free(own);
}

void settings_report_unused(session *s, const settings *level)
{
    static const char *const keys[] = { "run-id", "generate-name", "release",
                                        "namespace", "labels" };

    for (size_t i = 0; i < COUNT(keys); i++) {
        const doc *d = said(level, keys[i]);
        doc *only = doc_map(s->arena);
        settings alone = { .said = only };
        uint32_t bit;

        if (!d)
            continue;
        doc_put(s->arena, only, d->key, doc_copy(s->arena, d));
        bit = given_by(s->arena, &alone);
        if (bit & ~level->used)
            REPORT(s, D_OPTION_UNUSED, d->key_at,
                   "%s is given, but no target below has a use for it",
                   emit_option_noun(bit));
    }
}
