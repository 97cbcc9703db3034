#include "frontend/native/hydra_config.h"

#include "frontend/document.h"
#include "frontend/load.h"

enum { DEPTH_MAX = 32, FILES_MAX = 1000 };

/* A config with its place in the tree. */
typedef struct config {
    str path;    /* "db/mysql", from the folder of the primary one */
    str package; /* dotted, of its keys */
} config;

/* An entry of a defaults list, taken apart. */
typedef struct entry {
    const doc *at;
    bool optional, over; /* over: `override` */
    bool group;          /* else a config is named */
    bool absolute, packaged;
    str name;    /* the group or config, without its first slash */
    str package; /* behind @ */
} entry;

typedef struct choice {
    const doc *option;
} choice;

typedef struct composer {
    native *n;
    str folder; /* of the primary config */
    map chosen; /* choice by key, of the entries with `override` */
    map known;  /* hydra_group by key */
    unsigned depth, loads;
    hydra_tree tree;
} composer;

/* ---- findings ------------------------------------------------------------ */

static void leave_out(composer *c, const doc *d, const char *why, str text)
{
    REPORT(c->n->s, D_HYDRA_UNRESOLVED, d->at.hi ? d->at : d->key_at,
           "'%.*s' %s", STR_ARG(field_excerpt(c->n->arena, text)), why);
}

/* ---- files --------------------------------------------------------------- */

static bool is_blank_yaml(str text)
{
    while (text.len) {
        size_t end = str_find(text, STR("\n"));
        str line = str_trim(str_sub(text, 0, end));

        if (line.len && line.ptr[0] != '#' && !str_eq(line, STR("---")))
            return false;
        text = str_sub(text, end + 1, text.len);
    }
    return true;
}

static source *known_source(const session *s, str name)
{
    for (uint32_t i = 0; i < s->sources.count; i++)
        if (str_eq(s->sources.items[i]->name, name))
            return s->sources.items[i];
    return NULL;
}

/* The source of a file, NULL when there is none, or after a finding. */
static source *open_file(composer *c, str name)
{
    session *s = c->n->s;
    source *src = known_source(s, name);
    str text, why;

    if (src)
        return src;
    if (!s->read || s->read(s->arena, name, &text, &why, s->read_context) < 0)
        return NULL;
    src = sources_add(&s->sources, s->arena, name, text);
    if (!src)
        REPORT(s, D_BUDGET, NOWHERE,
               "the sources together are larger than 1 GiB");
    return src;
}

/* What differs between YAML 1.1 and 1.2 is read as Hydra does. */
static const doc *parse(composer *c, source *src)
{
    session *s = c->n->s;
    bool allowed = s->diags.allow[D_READERS_DIFFER];

    if (is_blank_yaml(src->text))
        return doc_map(s->arena);
    if (src->broken)
        return NULL;
    s->diags.allow[D_READERS_DIFFER] = true;
    src->broken = !document_read(s, src);
    s->diags.allow[D_READERS_DIFFER] = allowed;
    if (src->broken)
        return NULL;
    if (doc_is_map(src->doc))
        return src->doc;
    REPORT(s, D_HYDRA_CONFIG, src->doc->at,
           "a Hydra config is a mapping, but this is %s", field_noun(src->doc));
    src->broken = true;
    return NULL;
}

/* No `..`, nothing absolute, no URL: it stays in the config's folder. */
static bool stays_inside(str path)
{
    if (!path.len || path.ptr[0] == '/')
        return false;
    while (path.len) {
        size_t slash = str_find(path, STR("/"));
        str part = str_sub(path, 0, slash);

        if (!part.len || str_eq(part, STR("..")) || str_ends(part, STR(":")))
            return false;
        path = str_sub(path, slash + 1, path.len);
    }
    return true;
}

static source *config_file(composer *c, str path)
{
    bool named = str_ends(path, STR(".yaml")) || str_ends(path, STR(".yml"));
    str file = arena_printf(c->n->s->arena, "%.*s%s", STR_ARG(path),
                            named ? "" : ".yaml");

    if (!stays_inside(path))
        return NULL;
    return open_file(c, load_resolve(c->n->s->arena, c->folder, file));
}

/* ---- packages ------------------------------------------------------------ */

static str dotted(arena *a, str path)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < path.len; i++)
        buf_char(&out, path.ptr[i] == '/' ? '.' : path.ptr[i]);
    return buf_str(&out);
}

static str folder_of(str path)
{
    size_t end = path.len;

    while (end && path.ptr[end - 1] != '/')
        end--;
    return str_sub(path, 0, end ? end - 1 : 0);
}

static str join(arena *a, str first, str second, const char *by)
{
    if (!first.len || !second.len)
        return first.len ? first : second;
    return arena_printf(a, "%.*s%s%.*s", STR_ARG(first), by, STR_ARG(second));
}

/* package inside of parent; _global_ begins anew. */
static str inside(arena *a, str parent, str package)
{
    str whole = join(a, parent, package, ".");
    str global = STR("_global_");

    for (size_t at = str_find(whole, global); at < whole.len;
         at = str_find(whole, global)) {
        whole = str_sub(whole, at + global.len, whole.len);
        if (str_starts(whole, STR(".")))
            whole = str_sub(whole, 1, whole.len);
    }
    return whole;
}

/* X of a first line `# @package X`; false when there is none. */
static bool header_package(str text, str *package)
{
    str mark = STR("@package");

    while (text.len) {
        size_t end = str_find(text, STR("\n"));
        str line = str_trim(str_sub(text, 0, end));

        text = str_sub(text, end + 1, text.len);
        if (line.len && line.ptr[0] != '#')
            return false;
        line = str_trim(str_sub(line, 1, line.len));
        if (!str_starts(line, mark))
            continue;
        *package = str_trim(str_sub(line, mark.len, line.len));
        return true;
    }
    return false;
}

/* The path of an entry's group from the top. */
static str group_path(composer *c, const entry *e, const config *in)
{
    arena *a = c->n->s->arena;
    str group = e->group ? e->name : folder_of(e->name);

    return e->absolute ? group : join(a, folder_of(in->path), group, "/");
}

/* Where the keys of what an entry names go, as far as the entry tells. */
static str entry_package(composer *c, const entry *e, const config *in)
{
    arena *a = c->n->s->arena;
    str group = e->group ? e->name : folder_of(e->name);
    size_t at = str_find(e->package, STR("_group_"));

    if (!e->packaged)
        return inside(a, in->package, dotted(a, group));
    if (str_eq(e->package, STR("_here_")))
        return in->package;
    if (at < e->package.len)
        return inside(a, STR(""),
                      join(a, str_sub(e->package, 0, at),
                           dotted(a, group_path(c, e, in)), ""));
    return inside(a, in->package, e->package);
}

/* What chooses another option: GROUP or GROUP@PACKAGE. */
static str override_key(composer *c, const entry *e, const config *in)
{
    arena *a = c->n->s->arena;
    str group = group_path(c, e, in);
    str package = entry_package(c, e, in);

    if (str_eq(package, dotted(a, group)))
        return group;
    return arena_printf(a, "%.*s@%.*s", STR_ARG(group),
                        STR_ARG(package.len ? package : STR("_global_")));
}

/* ---- entries ------------------------------------------------------------- */

static bool take_word(str *from, const char *word)
{
    str mark = str_of(word);

    if (!str_starts(*from, mark) || from->len == mark.len ||
        from->ptr[mark.len] != ' ')
        return false;
    *from = str_trim(str_sub(*from, mark.len, from->len));
    return true;
}

/* False for what is no entry; that is reported. */
static bool read_entry(composer *c, const doc *d, entry *e)
{
    bool pair = doc_is_map(d) && d->count == 1;
    str text = pair ? d->first->key : field_text(d);
    size_t at;

    *e = (entry){ .at = pair ? d->first : d, .group = pair };
    if (!pair && d->kind != DOC_STRING) {
        REPORT(c->n->s, D_HYDRA_CONFIG, d->at,
               "an entry of 'defaults' is NAME or GROUP: OPTION, but this is "
               "%s",
               field_noun(d));
        return false;
    }
    for (bool more = true; more;) {
        more = take_word(&text, "optional") && (e->optional = true);
        more = (take_word(&text, "override") && (e->over = true)) || more;
    }
    e->absolute = str_starts(text, STR("/"));
    text = str_sub(text, e->absolute, text.len);
    at = str_find(text, STR("@"));
    e->packaged = at < text.len;
    e->name = str_sub(text, 0, at);
    e->package = str_sub(text, at + 1, text.len);
    return true;
}

static bool is_own(str group)
{
    return str_eq(group, STR("hydra")) || str_starts(group, STR("hydra/"));
}

static bool is_self(const entry *e)
{
    return !e->group && str_eq(e->name, STR("_self_"));
}

/* ---- composing ----------------------------------------------------------- */

static void compose(composer *c, const entry *from, config at, source *src);

static void add_part(composer *c, const config *at, const doc *content)
{
    hydra_part *part = NEW(c->n->s->arena, hydra_part);

    part->doc = content;
    part->package = at->package;
    part->next = c->tree.parts;
    c->tree.parts = part;
}

/* Composes the file of an option, or the config, that an entry names. */
static void enter(composer *c, const entry *e, const config *in, str name)
{
    arena *a = c->n->s->arena;
    config at = { join(a, group_path(c, e, in), name, "/"),
                  entry_package(c, e, in) };
    source *src;
    str header;

    if (!e->group)
        at.path =
            e->absolute ? e->name : join(a, folder_of(in->path), e->name, "/");
    src = config_file(c, at.path);
    if (!src && !e->optional)
        leave_out(c, e->at,
                  "is no file of the config's folder; its keys are "
                  "left out",
                  at.path);
    if (!src)
        return;
    if (!e->packaged && header_package(src->text, &header))
        at.package = inside(a, STR(""),
                            str_eq(header, STR("_group_"))
                                ? dotted(a, folder_of(at.path))
                                : header);
    compose(c, e, at, src);
}

static void note_group(composer *c, const entry *e, str key, const doc *option)
{
    hydra_group *group = NEW(c->n->s->arena, hydra_group);

    if (map_get(&c->known, key))
        return;
    map_put(&c->known, key, group);
    group->key = key;
    group->at = e->at->key_at;
    group->many = doc_is_seq(option);
    if (doc_is_scalar(option) && option->kind != DOC_NULL)
        group->option = option->text;
    group->needed = str_eq(group->option, STR("???"));
    if (group->needed)
        group->option = STR("");
    group->next = c->tree.groups;
    c->tree.groups = group;
}

static void enter_option(composer *c, const entry *e, const config *in,
                         const doc *option)
{
    str name = field_text(option);

    if (option->kind == DOC_NULL || str_eq(name, STR("???")))
        return;
    if (!doc_is_scalar(option))
        leave_out(c, option, "has an option that is no name", e->name);
    else if (str_find(name, STR("${")) < name.len)
        leave_out(c, option, "depends on another choice; its keys are left out",
                  name);
    else
        enter(c, e, in, name);
}

static void enter_options(composer *c, const entry *e, const config *in,
                          const doc *options)
{
    const doc **all =
        arena_alloc(c->n->s->arena, (options->count + 1) * sizeof *all,
                    alignof(const doc *));
    uint32_t count = 0;

    doc_each (option, options)
        all[count++] = option;
    while (count--)
        enter_option(c, e, in, all[count]);
}

static void enter_group(composer *c, const entry *e, const config *in)
{
    str key = override_key(c, e, in);
    const choice *chosen = map_get(&c->chosen, key);
    const doc *option = chosen ? chosen->option : e->at;

    if (is_own(group_path(c, e, in)))
        return;
    if (doc_is_seq(option))
        enter_options(c, e, in, option);
    else
        enter_option(c, e, in, option);
    note_group(c, e, key, option); /* before those in it */
}

static void note_overrides(composer *c, const entry *all, uint32_t count,
                           const config *in)
{
    for (uint32_t i = 0; i < count; i++) {
        choice *chosen;
        str key;

        if (!all[i].over || !all[i].group)
            continue;
        key = override_key(c, &all[i], in);
        if (map_get(&c->chosen, key))
            continue;
        chosen = NEW(c->n->s->arena, choice);
        chosen->option = all[i].at;
        map_put(&c->chosen, key, chosen);
    }
}

/* From the last entry to the first: an override in a config counts for the
 * entries before the one that names it. */
static void compose_list(composer *c, const config *at, const doc *content,
                         const doc *list)
{
    entry *all = arena_alloc(c->n->s->arena, (list->count + 1) * sizeof *all,
                             alignof(entry));
    uint32_t count = 0;
    bool self = false;

    doc_each (d, list) {
        count += read_entry(c, d, &all[count]);
        self = self || (count && is_self(&all[count - 1]));
    }
    note_overrides(c, all, count, at);
    if (!self)
        add_part(c, at, content);
    while (count--) {
        const entry *e = &all[count];

        if (is_self(e))
            add_part(c, at, content);
        else if (e->group && !e->over)
            enter_group(c, e, at);
        else if (!e->group && !is_own(e->name))
            enter(c, e, at, STR(""));
    }
}

static void compose(composer *c, const entry *from, config at, source *src)
{
    const doc *content = parse(c, src);
    const doc *list = doc_get(content, STR("defaults"));

    if (!content)
        return;
    if (c->depth >= DEPTH_MAX || c->loads >= FILES_MAX) {
        if (c->loads++ <= FILES_MAX)
            REPORT(c->n->s, D_BUDGET, from ? from->at->at : src->doc->at,
                   "configs name each other more than %d deep or %d times",
                   DEPTH_MAX, FILES_MAX);
        c->loads = FILES_MAX + 1;
        return;
    }
    c->depth++;
    c->loads++;
    if (list && !doc_is_seq(list))
        REPORT(c->n->s, D_HYDRA_CONFIG, list->at,
               "'defaults' is %s, but a list was expected", field_noun(list));
    if (doc_is_seq(list) && list->count)
        compose_list(c, &at, content, list);
    else
        add_part(c, &at, content);
    c->depth--;
}

static void check_search_path(composer *c, const doc *primary)
{
    const doc *path =
        doc_get(doc_get(primary, STR("hydra")), STR("searchpath"));

    if (path)
        leave_out(c, path,
                  "is not followed: only the program knows what it "
                  "holds",
                  STR("hydra.searchpath"));
}

hydra_tree native_hydra_tree(native *n, const doc *path)
{
    arena *a = n->s->arena;
    composer c = { .n = n, .known = map_new(a), .chosen = map_new(a) };
    config top = { STR(""), STR("") };
    bool allowed = n->s->diags.allow[D_READERS_DIFFER];
    source *src;
    str header;

    n->s->diags.allow[D_READERS_DIFFER] = true;
    src = load_source(n->s, n->m->base_dir, path->text, path->at);
    n->s->diags.allow[D_READERS_DIFFER] = allowed;
    if (!src)
        return c.tree;
    c.folder = folder_of(src->name);
    if (!c.folder.len)
        c.folder = STR(".");
    if (header_package(src->text, &header))
        top.package = inside(a, STR(""), header);
    compose(&c, NULL, top, src);
    if (doc_is_map(src->doc))
        check_search_path(&c, src->doc);
    return c.tree;
}
