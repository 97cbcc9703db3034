#include "driver/starter.h"

#include <stdlib.h>
#include <string.h>

#include "base/formats.h"
#include "base/pattern.h"
#include "base/resource.h"
#include "driver/context.h"
#include "driver/file.h"
#include "driver/plant.h"

/* New projects: pipec_start_project. */

const starter starters[] = {
    { "hydra",
      "Hydra programs, for Argo and Vertex AI",
      { "common", "hydra", NULL } },
    { "argparse",
      "argparse programs, for Argo and Tekton",
      { "common", "argparse", NULL } },
    { "kfp",
      "KFP component files, for Vertex AI and Kubeflow Pipelines",
      { "common", "argparse", "kfp", NULL } },
    { "minimal",
      "one program and one task, for Argo",
      { "common", "minimal", NULL } },
    { NULL, NULL, { NULL } },
};

/* Objects of a run are called NAME- and eight digits, which is 63 at most. */
enum { NAME_LONGEST = 54 };

typedef struct starting {
    pipec *ctx;
    session *session;
    arena *arena;
    const starter *starter;
    str folder, name;
    map files; /* seed by path */
    seed *seeds;
    size_t count;
} starting;

static const starter *find_starter(starting *s, const char *name)
{
    map names = map_new(s->arena);
    diag *d;

    for (const starter *row = starters; row->name; row++) {
        if (strcmp(row->name, name) == 0)
            return row;
        map_put(&names, str_of(row->name), &names);
    }
    d = REPORT(s->session, D_BAD_OPTION, NOWHERE, "there is no starter '%s'",
               name);
    diag_nearest(&s->session->diags, d, map_nearest(&names, str_of(name)));
    return NULL;
}

/* ---- the project's name -------------------------------------------------- */

/* It is the beginning of the id of a job of Vertex, too. */
static bool is_spelled(starting *s, str name)
{
    return name.len && name.len <= NAME_LONGEST && *name.ptr >= 'a' &&
           *name.ptr <= 'z' && pattern_matches(s->session, PATTERN_NAME, name);
}

/* In the files it stands in YAML without quotes. */
static bool is_name(starting *s, str name)
{
    return is_spelled(s, name) && yaml_quote_for(name) == YAML_PLAIN;
}

static str last_name(arena *a, str path)
{
    const char *real = file_resolve(a, arena_cstr(a, path));
    size_t at;

    if (real)
        path = str_of(real);
    while (str_ends(path, STR("/")))
        path.len--;
    for (at = path.len; at && path.ptr[at - 1] != '/'; at--)
        continue;
    return str_sub(path, at, path.len);
}

/* The folder's name as one of a project: `2026 MNIST` is hydra-2026-mnist. */
static str make_name(starting *s)
{
    str own = str_of(s->starter->name);
    str name =
        arena_slug(s->arena, last_name(s->arena, s->folder), NAME_LONGEST);

    if (is_name(s, name))
        return name;
    if (!name.len)
        return own;
    name = arena_printf(s->arena, "%.*s-%.*s", STR_ARG(own), STR_ARG(name));
    return arena_slug(s->arena, name, NAME_LONGEST);
}

static bool choose_name(starting *s, const char *given)
{
    s->name = given ? str_of(given) : make_name(s);
    if (is_name(s, s->name))
        return true;
    if (is_spelled(s, s->name))
        REPORT(s->session, D_BAD_OPTION, NOWHERE,
               "the name is '%.*s', which is no text for readers of YAML",
               STR_ARG(s->name));
    else
        REPORT(s->session, D_BAD_OPTION, NOWHERE,
               "the name is '%.*s', expected a letter and at most %d more "
               "lower-case letters, digits and '-'",
               STR_ARG(s->name), NAME_LONGEST - 1);
    return false;
}

/* ---- its files ----------------------------------------------------------- */

/* The text with each mark replaced. */
static str replace(arena *a, str text, str mark, str by)
{
    buf out = buf_new(a);

    while (text.len) {
        size_t at = str_find(text, mark);

        buf_put(&out, str_sub(text, 0, at));
        if (at < text.len)
            buf_put(&out, by);
        text = str_sub(text, at + mark.len, text.len);
    }
    return buf_str(&out);
}

static void add_layer(starting *s, const char *layer)
{
    arena *a = s->arena;
    str folder = arena_printf(a, "templates/starters/%s/", layer);

    for (const resource *r = resources; r->path; r++) {
        str path = str_of(r->path), text = { (const char *)r->data, r->len };
        seed *file;

        if (!str_starts(path, folder))
            continue;
        file = NEW(a, seed);
        path = str_sub(path, folder.len, path.len);
        file->path = replace(a, path, STR("@NAME@"), s->name);
        text = replace(a, text, STR("@NAME@"), s->name);
        file->text = replace(a, text, STR("@VERSION@"), STR(PIPEC_VERSION));
        map_put(&s->files, file->path, file);
    }
}

static int by_path(const void *a, const void *b)
{
    return str_cmp(((const seed *)a)->path, ((const seed *)b)->path);
}

static void collect(starting *s)
{
    s->files = map_new(s->arena);
    for (const char *const *l = s->starter->layers; *l; l++)
        add_layer(s, *l);
    s->count = s->files.count;
    s->seeds =
        arena_alloc(s->arena, (s->count + 1) * sizeof *s->seeds, alignof(seed));
    for (uint32_t i = 0; i < s->files.count; i++)
        s->seeds[i] = *(const seed *)s->files.entries[i].value;
    qsort(s->seeds, s->count, sizeof *s->seeds, by_path);
}

static str path_in(const starting *s, str name)
{
    if (!name.len || str_eq(s->folder, STR(".")))
        return name.len ? name : s->folder;
    return file_path_in(s->arena, s->folder, name);
}

/* ---- writing them -------------------------------------------------------- */

/* One finding for each path that is taken; files may share a folder. */
static bool report_blocked(starting *s)
{
    diags *to = &s->session->diags;
    str last = STR("");
    diag *d = NULL;

    for (size_t i = 0; i < s->count; i++) {
        const seed *file = &s->seeds[i];

        if (!file->blocked.len || str_eq(file->blocked, last))
            continue;
        last = file->blocked;
        d = REPORT(s->session, D_NO_ROOM, NOWHERE, "'%.*s' is taken by %.*s",
                   STR_ARG(path_in(s, last)), STR_ARG(file->blocked_by));
    }
    if (d)
        diag_help(to, d,
                  "nothing was written: choose another folder, or move "
                  "what is there");
    return d != NULL;
}

static void plant(starting *s)
{
    str failed = STR("");
    str why = plant_look(s->arena, s->folder, s->seeds, s->count);

    if (!why.len && report_blocked(s))
        return;
    if (!why.len)
        why = plant_write(s->arena, s->folder, s->seeds, s->count, &failed);
    if (why.len)
        run_report_write(&s->ctx->run, path_in(s, failed), why);
}

/* ---- the call ------------------------------------------------------------ */

typedef struct request {
    const char *starter;
    pipec_start options;
    pipec_write_fn *told;
    void *payload;
} request;

/* Made before a file is written: memory may run out. */
static pipec_output *list_outputs(const starting *s)
{
    pipec_output *all = arena_alloc(s->arena, (s->count + 1) * sizeof *all,
                                    alignof(pipec_output));

    for (size_t i = 0; i < s->count; i++)
        all[i] = (pipec_output){
            .size = sizeof(pipec_output),
            .target = s->starter->name,
            .file_name = arena_cstr(s->arena, s->seeds[i].path),
            .path = arena_cstr(s->arena, path_in(s, s->seeds[i].path)),
            .data = "",
        };
    return all;
}

static pipec_status tell(const starting *s, const pipec_output *all,
                         const request *to)
{
    for (size_t i = 0; i < s->count; i++)
        if (!s->seeds[i].is_there && to->told(&all[i], to->payload) != 0)
            return PIPEC_EIO;
    return PIPEC_OK;
}

static pipec_status start_project(pipec *ctx, const void *what)
{
    const request *from = what;
    const char *folder = from->options.folder;
    starting s = { .ctx = ctx, .session = &ctx->run.session };
    pipec_output *all = NULL;
    pipec_status status;

    s.arena = ctx->arena;
    s.folder = folder ? arena_copy(s.arena, str_of(folder)) : STR(".");
    s.starter = find_starter(&s, from->starter);
    if (s.starter && choose_name(&s, from->options.name)) {
        collect(&s);
        all = list_outputs(&s);
        plant(&s);
    }
    status = context_finish(ctx);
    if (!s.starter && status == PIPEC_EINPUT)
        return PIPEC_EUSAGE;
    if (status != PIPEC_OK || !from->told)
        return status;
    return tell(&s, all, from);
}

pipec_status pipec_start_project(pipec *ctx, const char *starter_name,
                                 const pipec_start *options,
                                 pipec_write_fn *told, void *payload)
{
    request own = { .starter = starter_name, .told = told, .payload = payload };
    size_t size = sizeof own.options;

    if (!starter_name)
        return PIPEC_EUSAGE;
    if (options)
        memcpy(&own.options, options,
               options->size < size ? options->size : size);
    if (own.options.folder && !*own.options.folder)
        return PIPEC_EUSAGE;
    return context_guard(ctx, start_project, &own);
}
