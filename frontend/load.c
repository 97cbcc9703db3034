#include "frontend/load.h"

#include "frontend/document.h"
#include "frontend/fields.h"
#include "frontend/frontend.h"
#include "frontend/sub_pipeline.h"

/* Of pipelines that use each other: hostile files must not make it endless. */
enum { DEPTH_MAX = 32, USES_MAX = 1000 };

/* ---- paths -------------------------------------------------------------- */

static bool is_absolute(str path)
{
    return str_starts(path, STR("/"));
}

static bool is_up(str segment)
{
    return str_eq(segment, STR(".."));
}

/* Start of the last segment of what was written so far. */
static size_t last_segment(const buf *path)
{
    size_t at = path->len;

    while (at && path->ptr[at - 1] != '/')
        at--;
    return at;
}

static void add_segment(buf *to, str segment, bool absolute)
{
    size_t last = last_segment(to);

    if (!segment.len || str_eq(segment, STR(".")))
        return;
    if (is_up(segment)) {
        if (to->len > last && !is_up(str_sub(buf_str(to), last, to->len))) {
            to->len = last > 1 ? last - 1 : last;
            return;
        }
        if (absolute)
            return;
    }
    if (to->len && to->ptr[to->len - 1] != '/')
        buf_char(to, '/');
    buf_put(to, segment);
}

str load_resolve(arena *a, str base, str path)
{
    bool absolute = is_absolute(path) || is_absolute(base);
    str whole =
        is_absolute(path) || !base.len
            ? path
            : arena_printf(a, "%.*s/%.*s", STR_ARG(base), STR_ARG(path));
    buf out = buf_new(a);

    if (absolute)
        buf_char(&out, '/');
    while (whole.len) {
        size_t slash = str_find(whole, STR("/"));

        add_segment(&out, str_sub(whole, 0, slash), absolute);
        whole = str_sub(whole, slash + 1, whole.len);
    }
    return buf_str(&out);
}

/* Number of `..` a resolved path begins with, and where its rest begins. */
static size_t count_ups(str path, size_t *rest)
{
    size_t ups = 0;

    while (is_up(path) || str_starts(path, STR("../"))) {
        path = str_sub(path, 3, path.len);
        ups++;
    }
    *rest = path.len;
    return ups;
}

/*
 * What the text alone tells. A relative path under an absolute root is left to
 * the reader of files, which follows links besides.
 */
static bool is_outside(str root, str path)
{
    size_t root_rest, path_rest;
    size_t root_ups = count_ups(root, &root_rest);
    size_t path_ups = count_ups(path, &path_rest);

    if (is_absolute(root) != is_absolute(path))
        return is_absolute(path);
    if (!root_rest)
        return path_ups > root_ups;
    return !str_starts(path, root) ||
           (path.len > root.len && path.ptr[root.len] != '/' && root.len > 1);
}

/* ---- the file ----------------------------------------------------------- */

static diag *refuse(session *s, span at, str path, str why)
{
    return REPORT(s, D_USES_PATH, at, "'%.*s' cannot be used: %.*s",
                  STR_ARG(field_excerpt(s->arena, path)), STR_ARG(why));
}

static void help_root(session *s, diag *about)
{
    diag_help(&s->diags, about,
              "the project is the nearest folder above the pipeline with a "
              "pipec.yaml, else with a .git, else the pipeline's own");
}

static bool check_path(session *s, span at, str path, str name)
{
    str root = load_resolve(s->arena, STR(""), s->project_root);

    if (!path.len)
        refuse(s, at, path, STR("the path is empty"));
    else if (str_find(path, STR("://")) < path.len)
        refuse(s, at, path, STR("it is a URL, but a file was expected"));
    else if (s->project_root.len && is_outside(root, name))
        help_root(s, refuse(s, at, path, STR("it lies outside the project")));
    else
        return true;
    return false;
}

/* The reader of files knows about links, so it may find a file outside. */
static void refuse_unread(session *s, span at, str path, str name, str why)
{
    diag *d = refuse(s, at, path, why);

    if (str_eq(why, STR("it lies outside the project")))
        help_root(s, d);
    else if (!str_eq(path, name))
        diag_help(&s->diags, d, "it was looked for as '%.*s'", STR_ARG(name));
}

static source *find_source(const session *s, str name)
{
    for (uint32_t i = 0; i < s->sources.count; i++)
        if (str_eq(s->sources.items[i]->name, name))
            return s->sources.items[i];
    return NULL;
}

static bool is_read(session *s, source *src)
{
    if (!src->broken)
        src->broken = !document_read(s, src);
    return !src->broken;
}

source *load_source_if(session *s, str name, str *why)
{
    source *src = find_source(s, name);
    str text;

    if (src)
        return is_read(s, src) ? src : NULL;
    *why = STR("");
    if (!s->read || s->read(s->arena, name, &text, why, s->read_context) < 0) {
        if (!why->len)
            *why = STR("it cannot be read");
        return NULL;
    }
    *why = STR("");
    src = sources_add(&s->sources, s->arena, name, text);
    if (!src)
        REPORT(s, D_BUDGET, NOWHERE,
               "the sources together are larger than 1 GiB");
    return src && is_read(s, src) ? src : NULL;
}

static void refuse_recursion(session *s, str path, span at)
{
    diag *d = refuse(s, at, path, STR("it would be a part of itself"));
    buf chain = buf_new(s->arena);

    for (uint32_t i = 0; i < s->sources.count; i++)
        if (s->sources.items[i]->open)
            buf_printf(&chain, "'%.*s' uses ",
                       STR_ARG(s->sources.items[i]->name));
    diag_help(&s->diags, d, "%.*s'%.*s'", STR_ARG(buf_str(&chain)),
              STR_ARG(path));
}

source *load_source(session *s, str base_dir, str path, span at)
{
    str name = load_resolve(s->arena, base_dir, path), why = STR("");
    source *src;

    if (!check_path(s, at, path, name))
        return NULL;
    src = load_source_if(s, name, &why);
    if (why.len)
        refuse_unread(s, at, path, name, why);
    if (!src || !src->open) /* a part of its doc may be gone */
        return src;
    refuse_recursion(s, path, at);
    return NULL;
}

/* ---- depth --------------------------------------------------------------- */

static uint32_t depth_of(const session *s)
{
    uint32_t open = 0;

    for (uint32_t i = 0; i < s->sources.count; i++)
        open += s->sources.items[i]->open;
    return open;
}

static bool may_enter(session *s, span at)
{
    if (depth_of(s) <= DEPTH_MAX && s->sub_pipelines++ <= USES_MAX)
        return true;
    REPORT(s, D_BUDGET, at,
           "pipelines use each other more than %d deep or %d times", DEPTH_MAX,
           USES_MAX);
    return false;
}

/* ---- components ---------------------------------------------------------- */

static bool is_graph(const source *src)
{
    return doc_get(doc_get(src->doc, STR("implementation")), STR("graph"));
}

/* The file as who uses it names it: the same wherever pipec is started. */
static ir_component *name_file(session *s, ir_component *c, str path)
{
    if (c)
        c->file = load_resolve(s->arena, STR(""), path);
    return c;
}

/* A component with mistakes of its own must not cause others where it is
 * used, so neither this time nor the next one it is handed out. */
ir_component *load_component_file(session *s, ir_module *m, source *src,
                                  str path, span at)
{
    uint32_t errors = s->diags.errors;
    ir_component *c;

    if (is_graph(src) && !may_enter(s, at))
        return NULL;
    src->open = true;
    c = component_lower(s, m, src);
    src->open = false;
    if (s->diags.errors == errors)
        return name_file(s, c, path);
    src->broken = true;
    return NULL;
}

/* `--env` is for the pipeline that is compiled, not for those it uses. */
static ir_component *lower_pipeline(session *s, ir_module *m, source *src)
{
    uint32_t errors = s->diags.errors;
    str env = s->env;
    ir_module *inner;

    src->open = true;
    s->env = STR("");
    sub_pipeline_warn(s, src);
    inner = frontend_native.lower(s, src);
    s->env = env;
    src->open = false;
    if (inner && s->diags.errors == errors)
        return sub_pipeline_of(s, m, src, inner);
    src->broken = true;
    return NULL;
}

ir_component *load_component(session *s, ir_module *m, str base_dir, str path,
                             span at)
{
    source *src;

    if (str_ends(path, STR(".py"))) {
        REPORT(s, D_NOT_YET, at, "using a Python source is not supported yet");
        return NULL;
    }
    src = load_source(s, base_dir, path, at);
    if (!src)
        return NULL;
    if (doc_get(src->doc, STR("implementation")))
        return load_component_file(s, m, src, path, at);
    if (!doc_get(src->doc, STR("pipec"))) {
        document_refuse(s, src->doc);
        return NULL;
    }
    return may_enter(s, at) ? name_file(s, lower_pipeline(s, m, src), path)
                            : NULL;
}
