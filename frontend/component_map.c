#include "frontend/load.h"

#include "base/formats.h"
#include "base/sha256.h"
#include "frontend/document.h"
#include "frontend/fields.h"

/* Components that files name by a URL. Nothing is fetched: the project holds
 * the files, and its pipec.yaml says which is which. */

enum { NAME_LONGEST = 60, SEGMENTS = 3 };

/* ---- digests ------------------------------------------------------------- */

static bool is_digest(str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
              (c >= 'A' && c <= 'F')))
            return false;
    }
    return text.len == SHA256_DIGITS;
}

static bool same_digest(str a, str b)
{
    for (size_t i = 0; i < SHA256_DIGITS; i++)
        if ((a.ptr[i] | 0x20) != (b.ptr[i] | 0x20))
            return false;
    return true;
}

/* Whether d, the key of a mapping, is the digest of the file. */
static bool check_digest(session *s, const source *src, str is, const doc *d)
{
    diag *about;

    if (!d)
        return true;
    if (!is_digest(d->text)) {
        REPORT(s, D_BAD_VALUE, d->at,
               "'%.*s' is '%.*s', but the 64 hex digits of a SHA-256 were "
               "expected",
               STR_ARG(d->key), STR_ARG(field_excerpt(s->arena, d->text)));
        return false;
    }
    if (same_digest(d->text, is))
        return true;
    about = REPORT(s, D_WRONG_DIGEST, d->at,
                   "'%.*s' is not the file that was meant: its sha256 is "
                   "another one",
                   STR_ARG(src->name));
    diag_help(&s->diags, about,
              "it is %.*s; look at what changed before you write that here",
              STR_ARG(is));
    return false;
}

/* ---- the map ------------------------------------------------------------- */

typedef struct component_map {
    str name;         /* pipec.yaml, as findings print it */
    const doc *all;   /* NULL: there is none */
    bool broken;      /* that was reported */
    const doc *entry; /* of the URL, or NULL */
} component_map;

static component_map find_entry(session *s, str url)
{
    component_map found = { .name = load_resolve(s->arena, s->project_root,
                                                 STR("pipec.yaml")) };
    str why = STR("");
    const source *src = load_source_if(s, found.name, &why);

    s->asked_map = true;
    found.broken = !src && !why.len;
    if (!src)
        return found;
    found.all = doc_get(src->doc, STR("component-map"));
    found.broken = !field_expect(s, src->doc, FIELD_MAP) ||
                   (found.all && !field_expect(s, found.all, FIELD_MAP));
    if (!found.broken && found.all)
        found.entry = doc_get(found.all, url);
    return found;
}

/* ---- what is to be added to it ------------------------------------------- */

/* "vendor/xgboost-train-component.yaml": from the end of the path. */
static str file_name(arena *a, str url)
{
    size_t lo = url.len, segments = 0;
    str name;

    if (str_ends(url, STR(".yaml")))
        url = str_sub(url, 0, url.len - 5);
    for (lo = url.len; lo; lo--)
        if (url.ptr[lo - 1] == '/' && ++segments == SEGMENTS)
            break;
    name = arena_slug(a, str_sub(url, lo, url.len), NAME_LONGEST);
    return arena_printf(a, "vendor/%.*s.yaml",
                        STR_ARG(name.len ? name : STR("component")));
}

static void refuse_unknown(session *s, const component_map *in, const doc *url,
                           const doc *digest)
{
    diags *to = &s->diags;
    buf line = buf_new(s->arena);
    bool known = digest && is_digest(digest->text);
    diag *d = REPORT(s, D_UNKNOWN_URL, url->at,
                     "'%.*s' does not say which file is at this address",
                     STR_ARG(in->name));

    json_write_string(&line, url->text);
    buf_printf(&line, ": {file: %.*s, sha256: %.*s}",
               STR_ARG(file_name(s->arena, url->text)),
               STR_ARG(known ? digest->text : STR("…")));
    diag_help(to, d,
              "pipec fetches nothing; store the file, and add to '%.*s':",
              STR_ARG(in->name));
    if (!in->all)
        diag_help(to, d, "component-map:");
    diag_help(to, d, "  %.*s", STR_ARG(buf_str(&line)));
}

/* ---- the file ------------------------------------------------------------ */

typedef struct entry_keys {
    const doc *file, *sha256;
} entry_keys;

static bool read_entry(session *s, const doc *d, entry_keys *out)
{
    const field fields[] = {
        { "file", FIELD_STRING, true, &out->file },
        { "sha256", FIELD_STRING, false, &out->sha256 },
        { NULL, FIELD_ANY, false, NULL },
    };

    return fields_read(s, d, "an entry of 'component-map'", fields);
}

static void require_sha256(session *s, const doc *entry, str is)
{
    diag_help(&s->diags,
              REPORT(s, D_MISSING_KEY, field_span(entry),
                     "an entry of 'component-map' has no 'sha256'"),
              "look at the file, then add: sha256: %.*s", STR_ARG(is));
}

/* A file that is not the one that was meant is not read at all. */
static bool is_meant(session *s, const source *src, const entry_keys *keys,
                     const doc *digest, const doc *entry)
{
    str is = sha256_lines_hex(s->arena, src->text, SHA256_DIGITS);

    if (!keys->sha256)
        require_sha256(s, entry, is);
    else if (check_digest(s, src, is, keys->sha256))
        return check_digest(s, src, is, digest);
    return false;
}

/* All graphs of a module take the same component of a file. */
static ir_component *share(session *s, ir_module *m, source *src,
                           const entry_keys *keys, span at)
{
    ir_component *c;

    if (s->shared_in != m)
        s->shared = map_new(s->arena);
    s->shared_in = m;
    c = map_get(&s->shared, src->name);
    if (c)
        return c;
    c = load_component_file(s, m, src, keys->file->text, at);
    if (c)
        map_put(&s->shared, src->name, c);
    return c;
}

ir_component *load_url(session *s, ir_module *m, const doc *url,
                       const doc *digest)
{
    component_map in = find_entry(s, url->text);
    entry_keys keys = { NULL, NULL };
    source *src;

    if (in.broken)
        return NULL;
    if (!in.entry) {
        refuse_unknown(s, &in, url, digest);
        return NULL;
    }
    if (!read_entry(s, in.entry, &keys))
        return NULL;
    src = load_source(s, s->project_root, keys.file->text, keys.file->at);
    if (!src || !is_meant(s, src, &keys, digest, in.entry))
        return NULL;
    if (doc_get(src->doc, STR("implementation")))
        return share(s, m, src, &keys, url->at);
    if (doc_get(src->doc, STR("pipec")))
        REPORT(s, D_WRONG_SHAPE, keys.file->at,
               "'%.*s' is a pipeline, but a component file was expected",
               STR_ARG(src->name));
    else
        document_refuse(s, src->doc);
    return NULL;
}
