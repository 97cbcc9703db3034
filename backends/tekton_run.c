#include "backends/tekton.h"

#include "base/pattern.h"

static void put(arena *a, doc *onto, const char *key, doc *value)
{
    if (value && (doc_is_scalar(value) || value->count))
        doc_put(a, onto, str_of(key), value);
}

static doc *named(arena *a, const char *key, str name)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, key, name);
    return d;
}

/* ---- pods --------------------------------------------------------------- */

static doc *pull_secrets(arena *a, const doc *names)
{
    doc *list = doc_seq(a);

    if (!names)
        return NULL;
    doc_each (name, names)
        doc_push(a, list, doc_flow(named(a, "name", name->text)));
    return list;
}

doc *tekton_run_template(const tekton_plan *plan)
{
    arena *a = plan->arena;
    const ir_kubernetes *k = &plan->module->kubernetes;
    doc *d = doc_map(a);
    doc *pod = doc_map(a);

    if (k->service_account.len)
        doc_put_text(a, d, "serviceAccountName", k->service_account);
    put(a, pod, "imagePullSecrets", pull_secrets(a, k->pull_secrets));
    put(a, pod, "nodeSelector", k8s_node_selector(a, plan->all));
    put(a, pod, "tolerations", k8s_tolerations(a, plan->all));
    put(a, pod, "securityContext",
        k8s_pod_security(a, plan->all->security_context));
    put(a, d, "podTemplate", pod);
    return d->count ? d : NULL;
}

/* Tekton takes a task's setting or the one of all tasks, never both: what a
 * task says is merged here. */
static doc *pod_template(const tekton_plan *plan, const ir_pod *pod)
{
    arena *a = plan->arena;
    const ir_pod *all = plan->all;
    doc *d = doc_map(a);

    if (pod->node_selector || pod->gpu_type.len)
        put(a, d, "nodeSelector", k8s_merged_node_selector(a, pod, all));
    if (pod->tolerations)
        put(a, d, "tolerations", k8s_merged_tolerations(a, pod, all));
    if (pod->security_context)
        put(a, d, "securityContext",
            k8s_pod_security(a, k8s_merged_security(a, pod, all)));
    return d;
}

doc *tekton_run_entry(const tekton_plan *plan, const ir_node *n)
{
    arena *a = plan->arena;
    doc *d = named(a, "pipelineTaskName", n->emitted);
    doc *metadata = doc_map(a);

    if (!n->pod)
        return NULL;
    if (n->pod->labels)
        put(a, metadata, "labels", k8s_pairs(a, n->pod->labels));
    if (n->pod->annotations)
        put(a, metadata, "annotations", k8s_pairs(a, n->pod->annotations));
    put(a, d, "metadata", metadata);
    put(a, d, "podTemplate", pod_template(plan, n->pod));
    return d->count > 1 ? d : NULL;
}

doc *tekton_run_specs(const tekton_plan *plan)
{
    doc *list = doc_seq(plan->arena);

    for (uint32_t i = 0; i < plan->tasks.count; i++) {
        doc *entry = tekton_run_entry(plan, plan->tasks.items[i]);

        if (entry)
            doc_push(plan->arena, list, entry);
    }
    return list->count ? list : NULL;
}

/* ---- the run ------------------------------------------------------------ */

static doc *run_params(const tekton_plan *plan)
{
    arena *a = plan->arena;
    doc *list = doc_seq(a);

    for (const ir_port *p = plan->module->body->inputs.first; p; p = p->next) {
        const doc *value = p->given ? p->given : p->fallback;

        if (!value || value->kind == DOC_NULL || !ir_is_parameter(p))
            continue;
        doc_put_text(a, doc_push(a, list, named(a, "name", p->emitted)),
                     "value", ir_constant_text(a, value));
    }
    return list;
}

/* Go reads no days. */
static str go_duration(arena *a, str text)
{
    int64_t seconds = duration_seconds(text);

    if (str_find(text, STR("d")) == text.len || seconds < 0)
        return text;
    return tekton_duration(a, seconds);
}

/* Without a word of the user nothing is limited. With one, Tekton's own hour
 * for the whole run must not cut what was said for tasks or finally. */
static doc *timeouts(arena *a, const doc *said)
{
    static const char *const keys[] = { "pipeline", "tasks", "finally" };
    doc *d = doc_map(a);

    for (size_t i = 0; i < COUNT(keys); i++) {
        const doc *value = doc_get(said, str_of(keys[i]));

        if (doc_is_scalar(value))
            doc_put_text(a, d, keys[i], go_duration(a, value->text));
        else if (!said || i == 0)
            doc_put_text(a, d, keys[i], STR("0"));
    }
    return doc_flow(d);
}

static doc *claim_template(arena *a, const ir_tekton *t)
{
    doc *d = doc_map(a);
    doc *spec = doc_put(a, d, STR("spec"), doc_map(a));
    doc *modes = doc_put(a, spec, STR("accessModes"), doc_flow(doc_seq(a)));
    doc *resources;

    doc_push(a, modes,
             doc_string(a, t->access_mode.len ? t->access_mode
                                              : STR("ReadWriteOnce")));
    if (t->storage_class.len)
        doc_put_text(a, spec, "storageClassName", t->storage_class);
    resources = doc_put(a, spec, STR("resources"), doc_map(a));
    doc_put(a, resources, STR("requests"),
            doc_flow(named(a, "storage", t->size)));
    return d;
}

static doc *workspaces(const tekton_plan *plan)
{
    arena *a = plan->arena;
    const ir_tekton *t = &plan->module->tekton;
    doc *list = doc_seq(a);
    doc *d;

    if (!plan->workspace || !t->workspace)
        return NULL;
    d = doc_push(a, list, named(a, "name", str_of(tekton_workspace)));
    if (t->sub_path.len)
        doc_put_text(a, d, "subPath", t->sub_path);
    if (t->claim.len)
        put(a, d, "persistentVolumeClaim", named(a, "claimName", t->claim));
    else
        put(a, d, "volumeClaimTemplate", claim_template(a, t));
    return list;
}

doc *tekton_run_spec_alone(const tekton_plan *plan)
{
    arena *a = plan->arena;
    const ir_tekton *t = &plan->module->tekton;
    doc *d = doc_map(a);

    put(a, d, "pipelineRef",
        named(a, "name", emit_template_name(plan->out, plan->module)));
    put(a, d, "params", run_params(plan));
    put(a, d, "timeouts", timeouts(a, t->timeouts));
    put(a, d, "taskRunTemplate", tekton_run_template(plan));
    put(a, d, "taskRunSpecs", tekton_run_specs(plan));
    put(a, d, "workspaces", workspaces(plan));
    return d;
}

doc *tekton_run_spec(const tekton_plan *plan)
{
    const doc *theirs = plan->module->tekton.spec;
    doc *d = tekton_run_spec_alone(plan);

    return theirs ? tekton_lay_under(plan->arena, theirs, d) : d;
}
