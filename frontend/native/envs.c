#include "frontend/native/native.h"

/*
 * `--env NAME` lays an entry of `envs` over the document as a JSON merge patch
 * (RFC 7386): maps merge, lists and scalars replace, null deletes. Both sides
 * are written in long forms first, so that `epochs: 30` changes the default of
 * a parameter and leaves its type.
 */

/* ---- long forms ---------------------------------------------------------- */

/* A value that may stand for a map of its own: {key: value}. */
static doc *longer(arena *a, doc *value, const char *key)
{
    doc *own;

    if (value->kind == DOC_MAP || value->kind == DOC_NULL)
        return value;
    own = doc_map(a);
    own->at = value->at;
    doc_add(a, own, str_of(key), value)->key_at = value->at;
    return own;
}

/* A parameter keeps the type that its default gives it. */
static doc *long_param(arena *a, doc *value, const char *key)
{
    static const char *const types[] = {
        [DOC_BOOL] = "bool",     [DOC_INT] = "int",  [DOC_FLOAT] = "float",
        [DOC_STRING] = "string", [DOC_SEQ] = "list",
    };
    doc *own;

    if (value->kind == DOC_MAP || value->kind == DOC_NULL)
        return value;
    own = doc_map(a);
    own->at = value->at;
    doc_put_text(a, own, "type", str_of(types[value->kind]));
    doc_add(a, own, str_of(key), value)->key_at = value->at;
    return own;
}

typedef doc *lengthen_fn(arena *a, doc *value, const char *key);

static void lengthen_key(arena *a, doc *in, const char *name, const char *key)
{
    const doc *old = doc_get(in, str_of(name));
    span at = old ? old->key_at : NOWHERE;

    if (old)
        doc_put(a, in, str_of(name), longer(a, doc_copy(a, old), key))->key_at =
            at;
}

/* The entries of the map under `name`, each in its long form. */
static void lengthen_entries(arena *a, doc *in, const char *name,
                             lengthen_fn *lengthen, const char *key)
{
    doc *old = doc_get(in, str_of(name)), *entries;

    if (!doc_is_map(old))
        return;
    entries = doc_map(a);
    entries->at = old->at;
    doc_each (child, old) {
        doc *value = lengthen(a, doc_copy(a, child), key);

        doc_add(a, entries, child->key, value)->key_at = child->key_at;
    }
    entries->key_at = old->key_at;
    doc_put(a, in, str_of(name), entries)->key_at = entries->key_at;
}

static doc *long_component(arena *a, doc *component, const char *key)
{
    (void)key;
    if (!doc_is_map(component))
        return component;
    lengthen_entries(a, component, "inputs", longer, "type");
    lengthen_entries(a, component, "outputs", longer, "type");
    lengthen_key(a, component, "args", "style");
    return component;
}

static doc *long_task(arena *a, doc *task, const char *key)
{
    if (!doc_is_map(task))
        return task;
    lengthen_key(a, task, "retries", "max");
    lengthen_key(a, task, "gpu", "count");
    lengthen_key(a, task, "args", "style");
    lengthen_entries(a, task, "tasks", long_task, key);
    if (doc_is_map(doc_get(task, STR("else"))))
        long_task(a, doc_get(task, STR("else")), key);
    return task;
}

/* A copy of a document or a patch without short forms. */
static doc *long_document(arena *a, const doc *from, lengthen_fn *param)
{
    doc *d = doc_copy(a, from);

    lengthen_entries(a, d, "params", param, "default");
    lengthen_entries(a, d, "components", long_component, NULL);
    lengthen_entries(a, d, "tasks", long_task, NULL);
    lengthen_entries(a, d, "on-exit", long_task, NULL);
    return d;
}

/* ---- the patch ----------------------------------------------------------- */

static doc *patched(arena *a, const doc *under, const doc *patch);

static void keep(arena *a, doc *onto, const doc *child, doc *value)
{
    doc_add(a, onto, child->key, value)->key_at = child->key_at;
}

static doc *patched_map(arena *a, const doc *under, const doc *patch)
{
    doc *d = doc_map(a);

    d->at = under ? under->at : patch->at;
    if (under)
        doc_each (child, under) {
            const doc *over = doc_get(patch, child->key);

            if (!over)
                keep(a, d, child, doc_copy(a, child));
            else if (over->kind != DOC_NULL)
                keep(a, d, over, patched(a, child, over));
        }
    doc_each (child, patch)
        if (child->kind != DOC_NULL && !doc_get(under, child->key))
            keep(a, d, child, patched(a, NULL, child));
    return d;
}

static doc *patched(arena *a, const doc *under, const doc *patch)
{
    if (!doc_is_map(patch))
        return doc_copy(a, patch);
    return patched_map(a, doc_is_map(under) ? under : NULL, patch);
}

/* ---- envs ---------------------------------------------------------------- */

/* What an entry may change: everything but the language and the entries. */
static bool check_entry(session *s, const doc *entry)
{
    const field fields[] = {
        { "name", FIELD_ANY, false, NULL },
        { "description", FIELD_ANY, false, NULL },
        { "root", FIELD_ANY, false, NULL },
        { "params", FIELD_ANY, false, NULL },
        { "components", FIELD_ANY, false, NULL },
        { "tasks", FIELD_ANY, false, NULL },
        { "outputs", FIELD_ANY, false, NULL },
        { "on-exit", FIELD_ANY, false, NULL },
        { "schedule", FIELD_ANY, false, NULL },
        { "kubernetes", FIELD_ANY, false, NULL },
        { "argo", FIELD_ANY, false, NULL },
        { "tekton", FIELD_ANY, false, NULL },
        { "vertex", FIELD_ANY, false, NULL },
        { NULL, FIELD_ANY, false, NULL },
    };

    return fields_read(s, entry, "an entry of 'envs'", fields);
}

static void unknown_env(session *s, const doc *document, const doc *envs)
{
    map names = map_new(s->arena);
    diag *d;

    d = REPORT(s, D_UNKNOWN_REFERENCE, envs ? envs->key_at : document->at,
               "there is no environment '%.*s'",
               STR_ARG(field_excerpt(s->arena, s->env)));
    if (envs)
        doc_each (entry, envs)
            map_put(&names, entry->key, &names);
    else
        diag_help(&s->diags, d, "declare it: envs: {%.*s: {…}}",
                  STR_ARG(field_excerpt(s->arena, s->env)));
    if (s->env_at.hi)
        diag_note(&s->diags, d, s->env_at, "it is chosen here");
    diag_nearest(&s->diags, d, map_nearest(&names, s->env));
}

const doc *native_with_env(session *s, const doc *document)
{
    const doc *envs = doc_get(document, STR("envs")), *entry;
    bool right = true;

    if (envs && !field_expect(s, envs, FIELD_MAP))
        return NULL;
    if (envs)
        doc_each (one, envs)
            right = check_entry(s, one) && right;
    if (!s->env.len || !right)
        return right ? document : NULL;
    entry = doc_get(envs, s->env);
    if (!entry) {
        unknown_env(s, document, envs);
        return NULL;
    }
    return patched(s->arena, long_document(s->arena, document, long_param),
                   long_document(s->arena, entry, longer));
}
