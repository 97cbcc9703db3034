#include "backends/kfp_spec.h"

/* The field for readers of today and its older twin. */
static void put_name(arena *a, doc *d, const char *key, const ir_value *name)
{
    str text = kfp_literal(name), twin = str_of(key);

    doc_put_text(a, d, key, text);
    twin = arena_join(a, twin, STR("Parameter"));
    doc_put_text(
        a, doc_child_map(a, doc_put(a, d, twin, doc_map(a)), "runtimeValue"),
        "constant", text);
}

static void key_to_env(arena *a, doc *d, const ir_env *e, const char *key)
{
    doc *entry = doc_push(a, doc_child_seq(a, d, "keyToEnv"), doc_map(a));

    doc_put_text(a, entry, key, e->key);
    doc_put_text(a, entry, "envVar", e->name);
    if (e->optional)
        doc_put(a, d, STR("optional"), doc_bool(a, true));
}

static void put_env(arena *a, doc *onto, const ir_env *env)
{
    for (const ir_env *e = env; e; e = e->next) {
        bool secret = e->kind == IR_ENV_SECRET;
        doc *d;

        if (!secret && e->kind != IR_ENV_CONFIG_MAP)
            continue;
        d = doc_push(
            a,
            doc_child_seq(a, onto, secret ? "secretAsEnv" : "configMapAsEnv"),
            doc_map(a));
        put_name(a, d, secret ? "secretName" : "configMapName", e->object);
        key_to_env(a, d, e, secret ? "secretKey" : "configMapKey");
    }
}

static void put_object_volume(arena *a, doc *onto, const ir_volume *v)
{
    bool secret = v->kind == IR_VOLUME_SECRET;
    doc *d = doc_push(
        a,
        doc_child_seq(a, onto, secret ? "secretAsVolume" : "configMapAsVolume"),
        doc_map(a));

    put_name(a, d, secret ? "secretName" : "configMapName", v->object);
    doc_put_text(a, d, "mountPath", v->mount);
    if (v->optional)
        doc_put(a, d, STR("optional"), doc_bool(a, true));
}

static void put_claim(arena *a, doc *onto, const ir_volume *v)
{
    doc *d = doc_push(a, doc_child_seq(a, onto, "pvcMount"), doc_map(a));

    doc_put_text(a, d, "mountPath", v->mount);
    doc_put_text(a, d, "constant", kfp_literal(v->object));
    doc_put_text(a,
                 doc_child_map(a, doc_child_map(a, d, "pvcNameParameter"),
                               "runtimeValue"),
                 "constant", kfp_literal(v->object));
    if (v->sub_path.len)
        doc_put_text(a, d, "subPath", v->sub_path);
}

static void put_empty_dir(arena *a, doc *onto, const ir_volume *v)
{
    doc *all = doc_child_seq(a, onto, "emptyDirMounts");
    doc *d = doc_push(a, all, doc_map(a));
    bool shm = v->kind == IR_VOLUME_SHM;

    doc_put_text(
        a, d, "volumeName",
        arena_printf(a, "%s-%u", shm ? "shm" : "empty", (unsigned)all->count));
    doc_put_text(a, d, "mountPath", v->mount);
    if (shm)
        doc_put_text(a, d, "medium", STR("Memory"));
    if (v->size.len)
        doc_put_text(a, d, "sizeLimit", v->size);
}

static void put_volumes(arena *a, doc *onto, const ir_volume *volumes)
{
    for (const ir_volume *v = volumes; v; v = v->next) {
        switch (v->kind) {
        case IR_VOLUME_CLAIM: put_claim(a, onto, v); break;
        case IR_VOLUME_SECRET:
        case IR_VOLUME_CONFIG_MAP: put_object_volume(a, onto, v); break;
        case IR_VOLUME_EMPTY_DIR:
        case IR_VOLUME_SHM: put_empty_dir(a, onto, v); break;
        case IR_VOLUME_HOST_PATH: break; /* refused by kfp_check_pods */
        }
    }
}

static void put_pairs(arena *a, doc *onto, const char *key,
                      const ir_pair *pairs)
{
    for (const ir_pair *p = pairs; p; p = p->next)
        doc_put_text(a, doc_child_map(a, onto, key), arena_cstr(a, p->key),
                     kfp_literal(p->value));
}

static void put_selector(arena *a, doc *onto, const ir_pod *pod)
{
    if (!pod->node_selector && !pod->gpu_type.len)
        return;
    onto = doc_child_map(a, onto, "nodeSelector");
    put_pairs(a, onto, "labels", pod->node_selector);
    if (pod->gpu_type.len)
        doc_put_text(a, doc_child_map(a, onto, "labels"),
                     "cloud.google.com/gke-accelerator",
                     ir_gpu_gke(a, pod->gpu_type));
}

static void put_tolerations(arena *a, doc *onto, const doc *tolerations)
{
    if (!tolerations)
        return;
    doc_each (t, tolerations) {
        doc *d =
            doc_push(a, doc_child_seq(a, onto, "tolerations"), doc_copy(a, t));
        const doc *time = doc_get(d, STR("tolerationSeconds"));

        if (time) /* int64 is a string in protobuf's JSON */
            doc_put_text(a, d, "tolerationSeconds", time->text);
    }
}

static void put_security(arena *a, doc *onto, const doc *context)
{
    if (!context)
        return;
    doc_each (v, context)
        if (kfp_has_security(v->key))
            doc_put(a, doc_child_map(a, onto, "securityContext"), v->key,
                    v->kind == DOC_INT ? doc_string(a, v->text)
                                       : doc_copy(a, v));
}

static void put_labels(arena *a, doc *onto, const ir_pod *pod)
{
    if (!pod->labels && !pod->annotations)
        return;
    onto = doc_child_map(a, onto, "podMetadata");
    put_pairs(a, onto, "labels", pod->labels);
    put_pairs(a, onto, "annotations", pod->annotations);
}

static void put_pod(arena *a, doc *onto, const ir_pod *pod)
{
    put_selector(a, onto, pod);
    put_tolerations(a, onto, pod->tolerations);
    put_labels(a, onto, pod);
    put_security(a, onto, pod->security_context);
}

static doc *executor(arena *a, const ir_module *m, const ir_node *n)
{
    doc *d = doc_map(a);
    const doc *secrets = m->kubernetes.pull_secrets;

    put_env(a, d, kfp_env(a, n, &m->kubernetes.pod));
    put_volumes(a, d, kfp_volumes(a, n, &m->kubernetes.pod));
    put_pod(a, d, &m->kubernetes.pod);
    if (n->pod)
        put_pod(a, d, n->pod);
    if (secrets)
        doc_each (secret, secrets)
            put_name(
                a,
                doc_push(a, doc_child_seq(a, d, "imagePullSecret"), doc_map(a)),
                "secretName", ir_value_text(a, secret->text, NOWHERE));
    return d;
}

/* Those that say something about the pod. */
static doc *next_executor(arena *a, const void *context, const void **at)
{
    const kfp_plan *plan = context;

    for (;;) {
        const ir_node *n = kfp_next_first(plan, at);
        doc *d;

        if (!n)
            return NULL;
        if (n->component->body != IR_CONTAINER)
            continue;
        d = executor(a, plan->module, n);
        d->key = arena_join(a, STR("exec-"), n->component->emitted);
        if (d->count)
            return d;
        arena_reset(a);
    }
}

doc *kfp_platform(const kfp_plan *plan)
{
    arena *a = plan->out->arena;
    doc *executors = doc_lazy(a, DOC_MAP, next_executor, plan);
    doc *root = doc_map(a), *d;

    if (!executors->count)
        return NULL;
    d = doc_child_map(a, doc_child_map(a, root, "platforms"), "kubernetes");
    doc_put(a, doc_child_map(a, d, "deploymentSpec"), STR("executors"),
            executors);
    return root;
}
