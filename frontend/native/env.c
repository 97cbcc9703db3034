#include "frontend/native/native.h"

typedef struct env_fields {
    const doc *secret, *config_map, *key, *optional;
} env_fields;

static bool is_reference(native *n, const doc *d, const env_fields *f)
{
    if (f->secret && f->config_map) {
        REPORT(n->s, D_KEYS_CONFLICT, f->config_map->key_at,
               "'config-map' stands beside 'secret', but one was expected");
        return false;
    }
    if (f->secret || f->config_map)
        return f->key != NULL;
    REPORT(n->s, D_MISSING_KEY, d->key_at,
           "'%.*s' has neither 'secret' nor 'config-map'",
           STR_ARG(field_excerpt(n->arena, d->key)));
    return false;
}

static void read_reference(native *n, const doc *d, ir_env *to)
{
    env_fields f = { .secret = NULL };
    const field fields[] = {
        { "secret", FIELD_STRING, false, &f.secret },
        { "config-map", FIELD_STRING, false, &f.config_map },
        { "key", FIELD_STRING, true, &f.key },
        { "optional", FIELD_BOOL, false, &f.optional },
        { NULL, FIELD_ANY, false, NULL },
    };
    const doc *object;

    if (!fields_read(n->s, d, "an environment variable", fields) ||
        !is_reference(n, d, &f))
        return;
    object = f.secret ? f.secret : f.config_map;
    to->kind = f.secret ? IR_ENV_SECRET : IR_ENV_CONFIG_MAP;
    to->object =
        ir_value_text(n->arena, native_object_name(n, object), object->at);
    to->key = native_text(n, f.key);
    to->optional = native_bool(f.optional);
}

static void read_entry(native *n, const doc *d, const native_owner *of,
                       ir_env *to)
{
    *to = (ir_env){ .name = d->key, .at = d->key_at, .next = to->next };
    if (!pattern_matches(n->s, PATTERN_ENV_NAME, d->key))
        diag_help(&n->s->diags,
                  REPORT(n->s, D_BAD_NAME, d->key_at,
                         "'%.*s' is no name for an environment variable",
                         STR_ARG(field_excerpt(n->arena, d->key))),
                  "a name has letters, digits, '_', '-' and '.', and begins "
                  "with no digit");
    if (doc_is_map(d)) {
        read_reference(n, d, to);
        return;
    }
    to->text.at = d->at;
    if (of)
        native_word_text(n, d, *of, &to->text);
    else
        ir_piece_literal(n->arena, &to->text, native_text(n, d), d->at);
}

static void index_entries(map *by_name, ir_env *entries)
{
    for (; entries; entries = entries->next)
        map_put(by_name, entries->name, entries);
}

void native_env(native *n, const doc *d, const native_owner *of, ir_env **to)
{
    map by_name = map_new(n->arena);
    ir_env **last = to;

    if (!d)
        return;
    index_entries(&by_name, *to);
    while (*last)
        last = &(*last)->next;
    doc_each (child, d) {
        ir_env *entry = map_get(&by_name, child->key);

        if (!entry) {
            entry = NEW(n->arena, ir_env);
            *last = entry;
            last = &entry->next;
        }
        read_entry(n, child, of, entry);
    }
}
