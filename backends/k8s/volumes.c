#include "backends/k8s/k8s.h"
#include "base/sha256.h"

/*
 * Mounts and volumes are made from the same settings in two calls, so names
 * are a function of what was said alone: k8s_mounts and k8s_volumes walk the
 * settings in the same order and give the same names.
 */
typedef struct naming {
    arena *arena;
    map taken; /* name -> itself */
} naming;

typedef void place_fn(arena *a, doc *list, const ir_volume *v, str name);

static str clean(arena *a, str wanted)
{
    enum { LONGEST = 52, DIGITS = 8 };
    str name = arena_slug(a, wanted, wanted.len);

    if (!name.len)
        return STR("volume");
    if (name.len <= LONGEST)
        return name;
    return arena_printf(a, "%.*s-%.*s", LONGEST - DIGITS - 1, name.ptr,
                        STR_ARG(sha256_hex(a, wanted, DIGITS)));
}

static str wanted_name(const ir_volume *v)
{
    if (v->kind == IR_VOLUME_SHM)
        return STR("shm");
    if (v->kind == IR_VOLUME_EMPTY_DIR)
        return v->mount;
    return k8s_text(v->object);
}

static str name_for(naming *in, const ir_volume *v)
{
    str base = clean(in->arena, wanted_name(v));
    str name = base;

    for (unsigned i = 2; map_get(&in->taken, name); i++)
        name = arena_printf(in->arena, "%.*s-%u", STR_ARG(base), i);
    map_put(&in->taken, name, in);
    return name;
}

static bool is_mounted(const ir_volume *list, str mount)
{
    for (; list; list = list->next)
        if (str_eq(list->mount, mount))
            return true;
    return false;
}

/* Calls place for each volume; one of the task hides one of all pods at the
 * same place. */
static void each_volume(arena *a, doc *list, const ir_pod *pod,
                        const ir_pod *all, place_fn *place)
{
    naming in = { a, map_new(a) };

    doc_each (old, list) {
        const doc *name = doc_get(old, STR("name"));

        if (name)
            map_put(&in.taken, name->text, &in);
    }
    for (const ir_volume *v = pod ? pod->volumes : NULL; v; v = v->next)
        place(a, list, v, name_for(&in, v));
    for (const ir_volume *v = all ? all->volumes : NULL; v; v = v->next)
        if (!pod || !is_mounted(pod->volumes, v->mount))
            place(a, list, v, name_for(&in, v));
}

static void place_mount(arena *a, doc *list, const ir_volume *v, str name)
{
    doc *d = doc_push(a, list, doc_map(a));

    doc_put_text(a, d, "name", name);
    doc_put_text(a, d, "mountPath", v->mount);
    if (v->sub_path.len)
        doc_put_text(a, d, "subPath", v->sub_path);
    if (v->read_only)
        doc_put(a, d, STR("readOnly"), doc_bool(a, true));
}

static doc *named(arena *a, const char *key, const ir_volume *v)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, key, k8s_text(v->object));
    if (v->optional)
        doc_put(a, d, STR("optional"), doc_bool(a, true));
    return d;
}

static doc *empty_dir(arena *a, const ir_volume *v)
{
    doc *d = doc_map(a);

    if (v->kind == IR_VOLUME_SHM)
        doc_put_text(a, d, "medium", STR("Memory"));
    if (v->size.len)
        doc_put_text(a, d, "sizeLimit", v->size);
    return d;
}

static doc *claim(arena *a, const ir_volume *v)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "claimName", k8s_text(v->object));
    if (v->read_only)
        doc_put(a, d, STR("readOnly"), doc_bool(a, true));
    return d;
}

static doc *host_path(arena *a, const ir_volume *v)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "path", k8s_text(v->object));
    return d;
}

static void place_volume(arena *a, doc *list, const ir_volume *v, str name)
{
    doc *d = doc_push(a, list, doc_map(a));

    doc_put_text(a, d, "name", name);
    switch (v->kind) {
    case IR_VOLUME_CLAIM:
        doc_put(a, d, STR("persistentVolumeClaim"), claim(a, v));
        break;
    case IR_VOLUME_SECRET:
        doc_put(a, d, STR("secret"), named(a, "secretName", v));
        break;
    case IR_VOLUME_CONFIG_MAP:
        doc_put(a, d, STR("configMap"), named(a, "name", v));
        break;
    case IR_VOLUME_EMPTY_DIR:
    case IR_VOLUME_SHM: doc_put(a, d, STR("emptyDir"), empty_dir(a, v)); break;
    case IR_VOLUME_HOST_PATH:
        doc_put(a, d, STR("hostPath"), host_path(a, v));
        break;
    }
}

static bool has_volumes(const ir_pod *pod, const ir_pod *all)
{
    return (pod && pod->volumes) || (all && all->volumes);
}

static doc *place_all(arena *a, doc *list, const ir_pod *pod, const ir_pod *all,
                      place_fn *place)
{
    if (!has_volumes(pod, all))
        return list;
    if (!list)
        list = doc_seq(a);
    each_volume(a, list, pod, all, place);
    return list;
}

doc *k8s_mounts(arena *a, doc *mounts, const ir_pod *pod, const ir_pod *all)
{
    return place_all(a, mounts, pod, all, place_mount);
}

doc *k8s_volumes(arena *a, doc *volumes, const ir_pod *pod, const ir_pod *all)
{
    return place_all(a, volumes, pod, all, place_volume);
}
