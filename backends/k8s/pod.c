#include "backends/k8s/k8s.h"

/* ---- maps of texts ------------------------------------------------------- */

str k8s_text(const ir_value *v)
{
    if (!v || v->kind != IR_CONSTANT || !doc_is_scalar(v->constant) ||
        v->constant->kind == DOC_NULL)
        return STR("");
    return v->constant->text;
}

static void put_pairs(arena *a, doc *onto, const ir_pair *pairs)
{
    for (const ir_pair *p = pairs; p; p = p->next)
        doc_put(a, onto, p->key, doc_string(a, k8s_text(p->value)));
}

static doc *or_nothing(doc *d)
{
    return d->count ? d : NULL;
}

doc *k8s_pairs(arena *a, const ir_pair *pairs)
{
    doc *d = doc_map(a);

    put_pairs(a, d, pairs);
    return or_nothing(d);
}

/* ---- placement ----------------------------------------------------------- */

static void put_selector(arena *a, doc *onto, const ir_pod *pod)
{
    const str key = STR("cloud.google.com/gke-accelerator");

    if (!pod)
        return;
    put_pairs(a, onto, pod->node_selector);
    if (pod->gpu_type.len && !doc_get(onto, key))
        doc_put(a, onto, key, doc_string(a, ir_gpu_gke(a, pod->gpu_type)));
}

doc *k8s_node_selector(arena *a, const ir_pod *pod)
{
    return k8s_merged_node_selector(a, pod, NULL);
}

doc *k8s_merged_node_selector(arena *a, const ir_pod *pod, const ir_pod *all)
{
    doc *d = doc_map(a);

    put_selector(a, d, all);
    put_selector(a, d, pod);
    return or_nothing(d);
}

static void put_tolerations(arena *a, doc *onto, const ir_pod *pod)
{
    if (!pod || !doc_is_seq(pod->tolerations))
        return;
    doc_each (one, pod->tolerations)
        doc_push(a, onto, doc_copy(a, one));
}

doc *k8s_tolerations(arena *a, const ir_pod *pod)
{
    return k8s_merged_tolerations(a, pod, NULL);
}

doc *k8s_merged_tolerations(arena *a, const ir_pod *pod, const ir_pod *all)
{
    doc *d = doc_seq(a);

    put_tolerations(a, d, pod);
    put_tolerations(a, d, all);
    return or_nothing(d);
}

/* ---- security contexts --------------------------------------------------- */

/* Kubernetes has some keys in both places; those stand on the pod, where they
 * hold for every container of it. */
static const char *const pod_keys[] = { "fsGroup",
                                        "fsGroupChangePolicy",
                                        "runAsGroup",
                                        "runAsNonRoot",
                                        "runAsUser",
                                        "seLinuxOptions",
                                        "seLinuxChangePolicy",
                                        "seccompProfile",
                                        "appArmorProfile",
                                        "supplementalGroups",
                                        "supplementalGroupsPolicy",
                                        "sysctls",
                                        "windowsOptions",
                                        NULL };

static bool is_pod_key(str key)
{
    for (size_t i = 0; pod_keys[i]; i++)
        if (str_eq(key, str_of(pod_keys[i])))
            return true;
    return false;
}

static doc *security_part(arena *a, const doc *context, bool of_pod)
{
    doc *d = doc_map(a);

    if (!doc_is_map(context))
        return NULL;
    doc_each (entry, context)
        if (is_pod_key(entry->key) == of_pod)
            doc_put(a, d, entry->key, doc_copy(a, entry));
    return or_nothing(d);
}

doc *k8s_pod_security(arena *a, const doc *security_context)
{
    return security_part(a, security_context, true);
}

doc *k8s_container_security(arena *a, const doc *security_context)
{
    return security_part(a, security_context, false);
}

doc *k8s_merged_security(arena *a, const ir_pod *pod, const ir_pod *all)
{
    doc *d = doc_map(a);

    if (all && doc_is_map(all->security_context))
        doc_each (entry, all->security_context)
            doc_put(a, d, entry->key, doc_copy(a, entry));
    if (pod && doc_is_map(pod->security_context))
        doc_each (entry, pod->security_context)
            doc_put(a, d, entry->key, doc_copy(a, entry));
    return or_nothing(d);
}
