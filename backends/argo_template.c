#include "backends/argo.h"

#include <inttypes.h>

#include "base/formats.h"
#include "base/sha256.h"

/*
 * Programs find their files in flat folders: inputs at /pipe/in/NAME, outputs
 * at /pipe/out/NAME. The latter is a volume, so it is there and can be written
 * whatever the image holds and whoever runs it.
 */

str argo_duration(arena *a, int64_t seconds)
{
    if (seconds && seconds % 3600 == 0)
        return arena_printf(a, "%" PRId64 "h", seconds / 3600);
    if (seconds && seconds % 60 == 0)
        return arena_printf(a, "%" PRId64 "m", seconds / 60);
    return arena_printf(a, "%" PRId64 "s", seconds);
}

static str number(arena *a, int64_t n)
{
    return arena_printf(a, "%" PRId64, n);
}

/* ---- inputs and outputs -------------------------------------------------- */

static str path_of(arena *a, const char *folder, const ir_port *p)
{
    return arena_printf(a, "/pipe/%s/%.*s", folder, STR_ARG(p->emitted));
}

static str output_path(arena *a, const ir_port *p)
{
    return str_starts(p->file, STR("/")) ? p->file : path_of(a, "out", p);
}

static bool has_default(const ir_port *p)
{
    return ir_is_parameter(p) && p->fallback && p->fallback->kind != DOC_NULL;
}

void argo_put_default(arena *a, doc *param, const ir_port *p)
{
    if (has_default(p))
        doc_put_text(a, param, "default", argo_constant(a, p->fallback));
}

static void put_input_file(arena *a, doc *files, const ir_port *p)
{
    doc *file = doc_push_named(a, files, p->emitted);
    doc *raw = doc_map(a);

    doc_put_text(a, file, "path", path_of(a, "in", p));
    if (p->type.list)
        doc_put(a, file, STR("optional"), doc_bool(a, true));
    if (!has_default(p))
        return;
    doc_put_text(a, raw, "data", argo_raw_constant(a, p->fallback));
    doc_put(a, file, STR("raw"), raw);
}

static doc *inputs(arena *a, const ir_component *c)
{
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);

    for (const ir_port *p = c->inputs.first; p; p = p->next) {
        if (argo_input_is_parameter(p))
            argo_put_default(a, doc_push_named(a, params, p->emitted), p);
        if (argo_input_is_file(p))
            put_input_file(a, files, p);
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    return all;
}

static void put_output_parameter(arena *a, doc *params, const ir_port *p)
{
    doc *param = doc_push_named(a, params, p->emitted);
    doc *from = doc_put(a, param, STR("valueFrom"), doc_map(a));

    doc_put_text(a, from, "path", output_path(a, p));
}

static void put_output_file(arena *a, doc *files, const ir_module *m,
                            const ir_port *p, const ir_port *key)
{
    doc *file = doc_push_named(a, files, p->emitted);

    doc_put_text(a, file, "path", output_path(a, p));
    if (key) {
        doc *archive = doc_put(a, file, STR("archive"), doc_map(a));

        doc_put(a, archive, STR("none"), doc_map(a));
        argo_put_key(a, file, m,
                     arena_printf(a, "{{inputs.parameters.%.*s}}",
                                  STR_ARG(key->emitted)));
    } else if (m->root.len)
        argo_put_location(
            a, file,
            arena_printf(a, "%.*s/{{workflow.name}}/{{pod.name}}/%.*s",
                         STR_ARG(m->root), STR_ARG(p->emitted)));
}

static doc *outputs(arena *a, const ir_module *m, const ir_node *task)
{
    doc *all = doc_map(a), *params = doc_seq(a), *files = doc_seq(a);

    for (const ir_port *p = task->component->outputs.first; p; p = p->next) {
        if (argo_output_is_parameter(p))
            put_output_parameter(a, params, p);
        if (argo_output_is_file(task, p))
            put_output_file(a, files, m, p, argo_key_of(task->component, p));
    }
    doc_put_some(a, all, "parameters", params);
    doc_put_some(a, all, "artifacts", files);
    return all;
}

/* ---- the container ------------------------------------------------------- */

static doc *out_mounts(arena *a)
{
    doc *mounts = doc_seq(a);

    doc_put_text(a, doc_push_named(a, mounts, STR("out")), "mountPath",
                 STR("/pipe/out"));
    return mounts;
}

static doc *out_volumes(arena *a)
{
    doc *volumes = doc_seq(a);

    doc_put(a, doc_push_named(a, volumes, STR("out")), STR("emptyDir"),
            doc_map(a));
    return volumes;
}

static doc *program(arena *a, const ir_module *m, const ir_node *task)
{
    const ir_pod *all = &m->kubernetes.pod;
    argo_words words = { m };
    k8s_container_form form = { .spell = argo_word,
                                .resources_key = "resources",
                                .dollar_name = k8s_free_env_name(
                                    a, task, all, str_of(argo_brace_name)),
                                .dollar_value = STR("{"),
                                .target = &words };

    return k8s_container_fields(a, doc_map(a), task, all, &form);
}

doc *argo_program(const emitter *out, const ir_module *m, const ir_node *task)
{
    return program(out->arena, m, task);
}

static doc *container(arena *a, const ir_module *m, const ir_node *task,
                      bool has_outputs)
{
    const ir_pod *all = &m->kubernetes.pod;
    doc *d = program(a, m, task);

    doc_put_some(
        a, d, "volumeMounts",
        k8s_mounts(a, has_outputs ? out_mounts(a) : NULL, task->pod, all));
    return d;
}

/* ---- policy -------------------------------------------------------------- */

static doc *backoff(arena *a, const ir_policy *p)
{
    doc *d = doc_flow(doc_map(a));

    doc_put_text(a, d, "duration",
                 argo_duration(a, p->backoff < 0 ? 0 : p->backoff));
    doc_put_text(a, d, "factor", number(a, p->factor));
    if (p->max_backoff >= 0)
        doc_put_text(a, d, "maxDuration", argo_duration(a, p->max_backoff));
    return d;
}

/* Without a limit Argo would ignore the backoff. */
static doc *retry(arena *a, const ir_policy *p)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "limit", number(a, p->retries));
    doc_put_text(a, d, "retryPolicy", STR("Always"));
    if (p->backoff >= 0 || p->factor > 1 || p->max_backoff >= 0)
        doc_put(a, d, STR("backoff"), backoff(a, p));
    return d;
}

bool argo_can_cache(const ir_node *task)
{
    const ir_component *c = task->component;

    for (const ir_port *p = c->inputs.first; p; p = p->next)
        if (!ir_is_parameter(p) && argo_input_is_file(p))
            return false;
    return true;
}

/* The key holds what the pod runs and gets; Argo knows parameters alone. */
static str cache_key(arena *a, const doc *box, bool has_parameters)
{
    buf text = buf_new(a);
    str digest;

    json_write_compact(&text, box);
    digest = sha256_hex(a, buf_str(&text), 16);
    if (!has_parameters)
        return arena_printf(a, "k-%.*s", STR_ARG(digest));
    return arena_printf(
        a, "k-{{=sprig.sha256sum('%.*s' + toJson(inputs.parameters))}}",
        STR_ARG(digest));
}

static doc *memoize(arena *a, const ir_module *m, const ir_node *task,
                    const doc *box, str name)
{
    doc *d = doc_map(a), *cache = doc_map(a), *config_map = doc_map(a);
    bool has_parameters = false;

    for (const ir_port *p = task->component->inputs.first; p; p = p->next)
        has_parameters |= argo_input_is_parameter(p);
    doc_put_text(
        a, config_map, "name",
        arena_printf(a, "cache-%.*s-%.*s", STR_ARG(m->name), STR_ARG(name)));
    doc_put_text(a, d, "key", cache_key(a, box, has_parameters));
    doc_put_text(a, d, "maxAge", argo_duration(a, task->policy->cache_age));
    doc_put(a, cache, STR("configMap"), config_map);
    doc_put(a, d, STR("cache"), cache);
    return d;
}

static bool is_cached(const ir_node *task)
{
    return task->policy->cache == IR_CACHE_ON && task->policy->cache_age >= 0 &&
           argo_can_cache(task);
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

bool argo_can_display(str text)
{
    if (text.len < 2 || text.len > 63 || !is_name_char(text.ptr[0]) ||
        !is_name_char(text.ptr[text.len - 1]))
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (!is_name_char(text.ptr[i]) && text.ptr[i] != '-' &&
            text.ptr[i] != '.')
            return false;
    return true;
}

void argo_put_retries(arena *a, doc *onto, const ir_policy *p)
{
    if (p->retries > 0)
        doc_put(a, onto, STR("retryStrategy"), retry(a, p));
}

static void put_policy(arena *a, doc *onto, const ir_policy *p)
{
    argo_put_retries(a, onto, p);
    if (p->timeout >= 0)
        doc_put_text(a, onto, "activeDeadlineSeconds", number(a, p->timeout));
}

/* ---- the pod ------------------------------------------------------------- */

static doc *metadata(arena *a, const ir_pod *pod)
{
    doc *d = doc_map(a);

    doc_put_some(a, d, "labels", k8s_pairs(a, pod->labels));
    doc_put_some(a, d, "annotations", k8s_pairs(a, pod->annotations));
    return d;
}

/* What a template says of its pod replaces what the spec says, so it has the
 * settings of all pods in it. */
static void put_pod(arena *a, doc *onto, const ir_pod *pod, const ir_pod *all)
{
    if (!pod)
        return;
    if (pod->node_selector || pod->gpu_type.len)
        doc_put_some(a, onto, "nodeSelector",
                     k8s_merged_node_selector(a, pod, all));
    if (pod->tolerations)
        doc_put_some(a, onto, "tolerations",
                     k8s_merged_tolerations(a, pod, all));
    if (pod->security_context)
        doc_put_some(a, onto, "securityContext",
                     k8s_pod_security(a, k8s_merged_security(a, pod, all)));
}

/* ---- the template -------------------------------------------------------- */

static void put_head(arena *a, doc *onto, const ir_node *task, str name)
{
    str shown = task->policy->display_name;

    if (name.len)
        doc_put_text(a, onto, "name", name);
    if (argo_can_display(shown)) {
        doc *notes = doc_put(a, onto, STR("annotations"), doc_map(a));

        doc_put_text(a, notes, "workflows.argoproj.io/display-name", shown);
    }
    if (task->pod)
        doc_put_some(a, onto, "metadata", metadata(a, task->pod));
}

doc *argo_template_alone(arena *a, const ir_module *m, const ir_node *task,
                         str name)
{
    const ir_component *c = task->component;
    const ir_pod *all = &m->kubernetes.pod;
    str about = m->single ? STR("") : c->description; /* the entry has it */
    doc *d = doc_comment(a, doc_map(a), about);
    doc *results = outputs(a, m, task);
    doc *box = container(a, m, task, results->count > 0);

    put_head(a, d, task, name);
    doc_put_some(a, d, "inputs", inputs(a, c));
    doc_put(a, d, STR("container"), box);
    doc_put_some(a, d, "outputs", results);
    put_policy(a, d, task->policy);
    if (is_cached(task))
        doc_put(a, d, STR("memoize"), memoize(a, m, task, box, name));
    put_pod(a, d, task->pod, all);
    doc_put_some(
        a, d, "volumes",
        k8s_volumes(a, results->count ? out_volumes(a) : NULL, task->pod, all));
    return d;
}

doc *argo_template(arena *a, const ir_module *m, const ir_node *task, str name)
{
    doc *d = argo_template_alone(a, m, task, name);

    if (!task->pod || !task->pod->argo_template)
        return d;
    return doc_merge(a, d, task->pod->argo_template);
}
