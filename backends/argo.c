#include "backends/argo.h"

#include "base/pattern.h"

/* Objects are laid out as a person would write them: who runs it, what starts,
 * with what, then the templates. */

static const char *const kinds[] = { "Workflow", "WorkflowTemplate",
                                     "ClusterWorkflowTemplate", "CronWorkflow",
                                     NULL };

bool argo_is_run(const emitter *out)
{
    return str_eq(out->kind, STR("Workflow"));
}

/* ---- arguments ----------------------------------------------------------- */

static const doc *value_of(const ir_port *p)
{
    const doc *value = p->given ? p->given : p->fallback;

    return value && value->kind != DOC_NULL ? value : NULL;
}

static doc *choices(arena *a, const doc *from)
{
    doc *list = doc_seq(a);

    doc_each (one, from)
        doc_push(a, list, doc_string(a, argo_constant(a, one)));
    return list;
}

static void put_param(arena *a, doc *params, const ir_port *p)
{
    doc *param = doc_push_named(a, params, p->emitted);

    if (p->description.len && !argo_expands(p->description))
        doc_put_text(a, param, "description", p->description);
    if (p->choices)
        doc_put_some(a, param, "enum", choices(a, p->choices));
    if (value_of(p))
        doc_put_text(a, param, "value", argo_constant(a, value_of(p)));
}

static doc *arguments(arena *a, const ir_module *m)
{
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);

    if (argo_wants_root(m))
        doc_put_text(a, doc_push_named(a, params, str_of(argo_root_param)),
                     "description",
                     STR("where artifacts live: gs://… or "
                         "s3://…"));
    for (const ir_port *p = m->body->inputs.first; p; p = p->next) {
        if (argo_input_is_parameter(p))
            put_param(a, params, p);
        if (!ir_is_parameter(p) && argo_input_is_file(p) && value_of(p))
            argo_put_location(a, doc_push_named(a, files, p->emitted),
                              value_of(p)->text);
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    return all;
}

/* ---- spec ---------------------------------------------------------------- */

static doc *pull_secrets(arena *a, const doc *names)
{
    doc *list = doc_seq(a);

    if (names)
        doc_each (name, names)
            doc_push_named(a, list, name->text);
    return list;
}

static doc *repository(arena *a, const ir_argo *from)
{
    doc *d = doc_map(a);

    if (from->repository_config_map.len)
        doc_put_text(a, d, "configMap", from->repository_config_map);
    if (from->repository_key.len)
        doc_put_text(a, d, "key", from->repository_key);
    return d;
}

static doc *time_to_live(arena *a, const doc *ttl)
{
    doc *d = doc_map(a);

    if (!doc_is_scalar(ttl))
        return doc_copy(a, ttl);
    doc_put(a, d, STR("secondsAfterCompletion"),
            ttl->kind == DOC_INT ? doc_number(a, ttl->text)
                                 : doc_int(a, duration_seconds(ttl->text)));
    return d;
}

static doc *pod_gc(arena *a, const doc *strategy)
{
    doc *d = doc_map(a);

    if (!doc_is_scalar(strategy))
        return doc_copy(a, strategy);
    doc_put_text(a, d, "strategy", strategy->text);
    return d;
}

static doc *pod_metadata(arena *a, const ir_pod *all)
{
    doc *d = doc_map(a);

    doc_put_some(a, d, "labels", k8s_pairs(a, all->labels));
    doc_put_some(a, d, "annotations", k8s_pairs(a, all->annotations));
    return d;
}

static void put_gate(arena *a, doc *onto, const ir_module *m)
{
    str name = argo_gate_name(a, m);
    doc *suspend = doc_map(a);

    if (!name.len)
        return;
    doc_put_text(a, suspend, "duration", STR("0"));
    doc_put(a, doc_push_named(a, onto, name), STR("suspend"), suspend);
}

/* A graph's template stands before those of its tasks. */
typedef struct listing {
    arena *arena;
    const ir_module *module;
    doc *list;
    map made;
} listing;

static void put_templates(listing *to, const ir_region *region)
{
    for (const ir_node *n = region ? region->first : NULL; n; n = n->next) {
        str name = n->component->emitted;

        if (!map_get(&to->made, name)) {
            map_put(&to->made, name, to->list);
            if (n->component->graph) {
                doc_push(to->arena, to->list,
                         argo_dag(to->arena, to->module, n));
                put_templates(to, n->component->graph);
            } else {
                doc_push(to->arena, to->list,
                         argo_template(to->arena, to->module, n, name));
            }
        }
        put_templates(to, n->on_exit);
    }
}

static doc *templates(arena *a, const ir_module *m)
{
    listing all = { a, m, doc_seq(a), map_new(a) };

    doc_push(a, all.list, argo_entry_dag(a, m));
    put_templates(&all, m->body);
    if (m->on_exit)
        doc_push(a, all.list, argo_exit_dag(a, m));
    put_templates(&all, m->on_exit);
    put_gate(a, all.list, m);
    return all.list;
}

/* Labels of the Workflows that a template is made into. */
static void put_run_labels(const emitter *out, doc *onto)
{
    arena *a = out->arena;
    doc *labels = emit_labels(out, NULL);

    if (labels && !argo_is_run(out) && !argo_is_cron(out))
        doc_put(a, doc_child_map(a, onto, "workflowMetadata"), STR("labels"),
                labels);
}

static void put_pods(arena *a, doc *onto, const ir_pod *all)
{
    doc_put_some(a, onto, "podMetadata", pod_metadata(a, all));
    doc_put_some(a, onto, "nodeSelector", k8s_node_selector(a, all));
    doc_put_some(a, onto, "tolerations", k8s_tolerations(a, all));
    doc_put_some(a, onto, "securityContext",
                 k8s_pod_security(a, all->security_context));
}

doc *argo_spec_alone(const emitter *out, const ir_module *m)
{
    arena *a = out->arena;
    const ir_kubernetes *k8s = &m->kubernetes;
    doc *d = doc_map(a);

    if (k8s->service_account.len)
        doc_put_text(a, d, "serviceAccountName", k8s->service_account);
    doc_put_some(a, d, "imagePullSecrets", pull_secrets(a, k8s->pull_secrets));
    doc_put_text(a, d, "entrypoint", argo_entry(a, m));
    if (m->on_exit)
        doc_put_text(a, d, "onExit", argo_exit_name(a, m));
    doc_put_some(a, d, "arguments", arguments(a, m));
    doc_put_some(a, d, "artifactRepositoryRef", repository(a, &m->argo));
    if (m->argo.ttl)
        doc_put_some(a, d, "ttlStrategy", time_to_live(a, m->argo.ttl));
    if (m->argo.pod_gc)
        doc_put_some(a, d, "podGC", pod_gc(a, m->argo.pod_gc));
    put_run_labels(out, d);
    put_pods(a, d, &k8s->pod);
    doc_put(a, d, STR("templates"), templates(a, m));
    return d;
}

static doc *spec(const emitter *out, const ir_module *m)
{
    doc *d = argo_spec_alone(out, m);

    if (m->argo.spec)
        d = doc_merge(out->arena, d, m->argo.spec);
    if (argo_is_cron(out) && m->schedule)
        return argo_cron_spec(out, m->schedule, d);
    return d;
}

/* ---- the object ---------------------------------------------------------- */

static doc *labels(const emitter *out, const ir_module *m)
{
    arena *a = out->arena;
    doc *d = k8s_pairs(a, m->kubernetes.pod.labels);

    if (out->options.release.len && !argo_is_run(out)) {
        d = d ? d : doc_map(a);
        doc_put_text(a, d, "app.kubernetes.io/version", out->options.release);
    }
    return emit_labels(out, d);
}

/* name is empty while the name is not known yet. */
static doc *metadata(const emitter *out, const ir_module *m, const char *key,
                     str name)
{
    arena *a = out->arena;
    str namespace = out->options.namespace;
    doc *d = doc_map(a);

    if (!namespace.len)
    namespace = m->kubernetes.namespace;
    if (name.len)
        doc_put_text(a, d, key, name);
    if (namespace.len && !str_eq(out->kind, STR("ClusterWorkflowTemplate")))
        doc_put_text(a, d, "namespace", namespace);
    doc_put_some(a, d, "labels", labels(out, m));
    doc_put_some(a, d, "annotations",
                 k8s_pairs(a, m->kubernetes.pod.annotations));
    return d;
}

/* A run's name is a digest of the rest of the object. */
static doc *named(emitter *out, const ir_module *m, const doc *object)
{
    str name = emit_name(out, m);

    if (!argo_is_run(out))
        return metadata(out, m, "name", emit_template_name(out, m));
    if (out->options.generate_name)
        return metadata(out, m, "generateName",
                        arena_join(out->arena, name, STR("-")));
    name = emit_run_name(out, name, object, NULL);
    emit_run_hint(out);
    return metadata(out, m, "name", name);
}

static void emit(emitter *out, const ir_module *m)
{
    arena *a = out->arena;
    doc *object = doc_map(a);

    doc_put_text(a, object, "apiVersion", STR("argoproj.io/v1alpha1"));
    doc_put_text(a, object, "kind", out->kind);
    doc_put(a, object, STR("metadata"), metadata(out, m, "name", STR("")));
    doc_put(a, object, STR("spec"), spec(out, m));
    doc_put(a, object, STR("metadata"), named(out, m, object));
    doc_push(a, out->docs, object);
}

static const pass *const lower[] = {
    &lower_relative_files, &lower_shape,
    &lower_argo_split,     &lower_close,
    &lower_argo_loops,     &lower_argo_keys,
    &lower_argo_exits,     &lower_argo_constants,
    &lower_argo_names,     NULL
};

static const size_limits sizes = { .warn_object = 262144,
                                   .max_object = 1048576,
                                   .max_argument = 102400,
                                   .max_dollar_arguments = 131072,
                                   .max_templates = 200,
                                   .max_tasks = 200 };

const backend backend_argo = { .name = "argo",
                               .summary = "Argo Workflows 3.6 and later",
                               .suffix = ".argo.yaml",
                               .form = FORM_YAML,
                               .kinds = kinds,
                               .scheduled = "CronWorkflow",
                               .can = argo_can,
                               .lower = lower,
                               .sizes = &sizes,
                               .check = argo_check,
                               .emit = emit,
                               .program = argo_program,
                               .hazards = HAZARDS_ARGO };
