#include "frontend/document.h"
#include "frontend/fields.h"
#include "frontend/frontend.h"

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

/* path as seen from base, without `.` and, where the text allows, `..`. */
static str resolve(arena *a, str base, str path)
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
    str root = resolve(s->arena, STR(""), s->project_root);

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

/* One source per file. */
static source *open_source(session *s, str name, str path, span at)
{
    source *src = find_source(s, name);
    str text, why = STR("it cannot be read");

    if (src)
        return !src->broken && document_read(s, src) ? src : NULL;
    if (!s->read || s->read(s->arena, name, &text, &why, s->read_context) < 0) {
        refuse_unread(s, at, path, name, why);
        return NULL;
    }
    src = sources_add(&s->sources, s->arena, name, text);
    if (!src) {
        REPORT(s, D_BUDGET, at, "the sources together are larger than 1 GiB");
        return NULL;
    }
    src->broken = !document_read(s, src);
    return src->broken ? NULL : src;
}

/* A component with mistakes of its own must not cause others where it is
 * used, so neither this time nor the next one it is handed out. */
static ir_component *lower_component(session *s, ir_module *m, source *src)
{
    uint32_t errors = s->diags.errors;
    ir_component *c = component_lower(s, m, src);

    if (s->diags.errors == errors)
        return c;
    src->broken = true;
    return NULL;
}

/* The file as the pipeline names it: the same wherever pipec is started. */
static ir_component *name_file(session *s, ir_component *c, str path)
{
    if (c)
        c->file = resolve(s->arena, STR(""), path);
    return c;
}

ir_component *load_component(session *s, ir_module *m, str base_dir, str path,
                             span at)
{
    str name = resolve(s->arena, base_dir, path);
    source *src;

    if (!check_path(s, at, path, name))
        return NULL;
    if (str_ends(path, STR(".py"))) {
        REPORT(s, D_NOT_YET, at, "using a Python source is not supported yet");
        return NULL;
    }
    src = open_source(s, name, path, at);
    if (!src)
        return NULL;
    if (doc_get(src->doc, STR("implementation")))
        return name_file(s, lower_component(s, m, src), path);
    if (doc_get(src->doc, STR("pipec")))
        REPORT(s, D_NOT_YET, at,
               "'%.*s' is a pipeline; using one as a task is not supported "
               "yet",
               STR_ARG(field_excerpt(s->arena, path)));
    else
        document_refuse(s, src->doc);
    return NULL;
}
