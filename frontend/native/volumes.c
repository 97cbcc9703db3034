#include "frontend/native/native.h"

typedef struct volume_fields {
    const doc *mount, *read_only;
    const doc *claim, *secret, *config_map, *empty, *shm, *host;
} volume_fields;

static bool read_fields(native *n, const doc *d, volume_fields *f)
{
    const field fields[] = {
        { "mount", FIELD_STRING, false, &f->mount },
        { "claim", FIELD_STRING, false, &f->claim },
        { "secret", FIELD_STRING, false, &f->secret },
        { "config-map", FIELD_STRING, false, &f->config_map },
        { "empty-dir", FIELD_MAP, false, &f->empty },
        { "shm", FIELD_STRING, false, &f->shm },
        { "host-path", FIELD_STRING, false, &f->host },
        { "read-only", FIELD_BOOL, false, &f->read_only },
        { NULL, FIELD_ANY, false, NULL },
    };

    return fields_read(n->s, d, "a volume", fields);
}

/* The one key that says what is mounted; NULL after a finding. */
static const doc *only_source(native *n, const doc *d, const volume_fields *f)
{
    const doc *const all[] = { f->claim, f->secret, f->config_map,
                               f->empty, f->shm,    f->host };
    const doc *found = NULL;

    for (size_t i = 0; i < COUNT(all); i++) {
        if (found && all[i]) {
            REPORT(n->s, D_KEYS_CONFLICT, all[i]->key_at,
                   "'%.*s' stands beside '%.*s', but one was expected",
                   STR_ARG(all[i]->key), STR_ARG(found->key));
            return NULL;
        }
        found = all[i] ? all[i] : found;
    }
    if (!found)
        REPORT(n->s, D_MISSING_KEY, d->at,
               "a volume has none of 'claim', 'secret', 'config-map', "
               "'empty-dir', 'shm' and 'host-path'");
    return found;
}

static str absolute_path(native *n, const doc *d)
{
    str path = native_text(n, d);

    if (!d || !path.len)
        return path;
    if (path.ptr[0] != '/')
        native_bad_value(n, d, "an absolute path like /data");
    while (path.len > 1 && str_ends(path, STR("/")))
        path.len--;
    return path;
}

/* Kubernetes takes no ':' in a place to mount at. */
static str mount_path(native *n, const doc *d)
{
    bool colon = str_find(d->text, STR(":")) < d->text.len;

    if (!colon)
        return absolute_path(n, d);
    native_bad_value(n, d, "an absolute path without ':', like /data,");
    return STR("");
}

static str empty_size(native *n, const doc *d)
{
    const doc *size = NULL;
    const field fields[] = {
        { "size", FIELD_STRING, false, &size },
        { NULL, FIELD_ANY, false, NULL },
    };

    fields_read(n->s, d, "'empty-dir'", fields);
    return native_quantity(n, size);
}

static void read_object(native *n, const doc *what, const volume_fields *f,
                        ir_volume *to)
{
    str name = native_object_name(n, what);

    to->object = ir_value_text(n->arena, name, what->at);
    to->kind = f->claim    ? IR_VOLUME_CLAIM
               : f->secret ? IR_VOLUME_SECRET
                           : IR_VOLUME_CONFIG_MAP;
}

static void read_source(native *n, const doc *what, const volume_fields *f,
                        ir_volume *to)
{
    if (f->empty) {
        to->kind = IR_VOLUME_EMPTY_DIR;
        to->size = empty_size(n, what);
    } else if (f->shm) {
        to->kind = IR_VOLUME_SHM;
        to->size = native_quantity(n, what);
    } else if (f->host) {
        to->kind = IR_VOLUME_HOST_PATH;
        to->object = ir_value_text(n->arena, absolute_path(n, what), what->at);
    } else {
        read_object(n, what, f, to);
    }
}

/* NULL after a finding that leaves nothing to mount. */
static ir_volume *read_volume(native *n, const doc *d)
{
    volume_fields f = { .mount = NULL };
    ir_volume *v = NEW(n->arena, ir_volume);
    const doc *what;

    if (!read_fields(n, d, &f))
        return NULL;
    what = only_source(n, d, &f);
    if (!what)
        return NULL;
    v->at = d->at;
    read_source(n, what, &f, v);
    v->read_only = native_bool(f.read_only);
    v->mount = f.mount ? mount_path(n, f.mount) : STR("/dev/shm");
    if (!f.mount && !f.shm)
        REPORT(n->s, D_MISSING_KEY, d->at, "a volume has no 'mount'");
    return v;
}

static bool is_new_place(native *n, map *places, ir_volume *v)
{
    const ir_volume *other = map_get(places, v->mount);

    if (!v->mount.len)
        return true;
    if (!other) {
        map_put(places, v->mount, v);
        return true;
    }
    diag_note(&n->s->diags,
              REPORT(n->s, D_DUPLICATE_NAME, v->at,
                     "something else is mounted at '%.*s'", STR_ARG(v->mount)),
              other->at, "it is mounted here");
    return false;
}

ir_volume *native_volumes(native *n, const doc *d)
{
    ir_volume *first = NULL, **last = &first;
    map places = map_new(n->arena);

    if (!d)
        return NULL;
    doc_each (child, d) {
        ir_volume *v = read_volume(n, child);

        if (!v || !is_new_place(n, &places, v))
            continue;
        *last = v;
        last = &v->next;
    }
    return first;
}
