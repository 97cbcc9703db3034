#include "backends/tekton.h"

#include <inttypes.h>

/* ---- small parts -------------------------------------------------------- */

str tekton_duration(arena *a, int64_t seconds)
{
    static const struct {
        int64_t size;
        char unit;
    } parts[] = { { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
    buf out = buf_new(a);

    for (size_t i = 0; i < COUNT(parts); i++) {
        int64_t n = seconds / parts[i].size;

        if (n > 0)
            buf_printf(&out, "%" PRId64 "%c", n, parts[i].unit);
        seconds %= parts[i].size;
    }
    return out.len ? buf_str(&out) : STR("0");
}

doc *tekton_lay_under(arena *a, const doc *theirs, const doc *ours)
{
    doc *merged = doc_merge(a, theirs, ours);
    doc *ordered = doc_map(a);

    doc_each (child, ours)
        doc_put(a, ordered, child->key,
                doc_copy(a, doc_get(merged, child->key)));
    doc_each (child, merged) {
        if (!doc_get(ours, child->key))
            doc_put(a, ordered, child->key, doc_copy(a, child));
    }
    return ordered;
}

static doc *named(arena *a, str name)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "name", name);
    return d;
}

/* A list of one entry that is only a name. */
static doc *workspace_list(arena *a, str sub_path)
{
    doc *list = doc_seq(a);
    doc *entry = doc_push(a, list, named(a, str_of(tekton_workspace)));

    if (sub_path.len)
        doc_put_text(a, entry, "subPath", sub_path);
    return list;
}

/* ---- taskSpec ----------------------------------------------------------- */

static bool is_array(const ir_port *p)
{
    return p->type.kind == IR_LIST && p->type.list;
}

static doc *declared(arena *a, const ir_port *p)
{
    doc *d = named(a, p->emitted);

    doc_put_text(a, d, "type", is_array(p) ? STR("array") : STR("string"));
    if (p->description.len)
        doc_put_text(a, d, "description", p->description);
    return d;
}

/* The default of an input that the task does not bind is passed, too: one that
 * stands only in the taskSpec would be shadowed by a parameter of the Pipeline
 * with the same name. */
static str input_text(arena *a, const tekton_words *words, const ir_port *p)
{
    const ir_value *v = tekton_bound(words, p);

    return v ? tekton_value(a, v) : ir_constant_text(a, p->fallback);
}

static bool needs_root(const tekton_plan *plan, const ir_node *n,
                       const tekton_words *words)
{
    return plan->root_param && tekton_first_rooted(words, n);
}

static doc *spec_params(const tekton_plan *plan, const ir_node *n,
                        const tekton_words *words)
{
    arena *a = plan->arena;
    doc *list = doc_seq(a);

    for (const ir_port *p = n->component->inputs.first; p; p = p->next)
        if (tekton_is_param(words, p))
            doc_push(a, list, declared(a, p));
    if (needs_root(plan, n, words)) {
        doc *root = doc_push(a, list, named(a, str_of(tekton_root_param)));

        doc_put_text(a, root, "type", STR("string"));
    }
    return list;
}

static doc *spec_results(arena *a, const ir_node *n)
{
    doc *list = doc_seq(a);

    for (const ir_port *p = n->component->outputs.first; p; p = p->next)
        if (ir_is_parameter(p))
            doc_push(a, list, declared(a, p));
    return list;
}

/* The round of an empty list is there so that those who wait go on. */
static doc *when_element(arena *a, const ir_port *each)
{
    doc *d = doc_map(a);
    doc *values = doc_flow(doc_seq(a));

    doc_put_text(a, d, "input",
                 arena_printf(a, "$(params.%.*s)", STR_ARG(each->emitted)));
    doc_put_text(a, d, "operator", STR("notin"));
    doc_push(a, values, doc_string(a, str_of(tekton_no_element)));
    doc_put(a, d, STR("values"), values);
    return d;
}

static doc *program(arena *a, doc *onto, const ir_node *n, tekton_words *words)
{
    const ir_pod *all = &words->module->kubernetes.pod;
    k8s_container_form form = {
        .spell = tekton_word,
        .resources_key = "computeResources",
        .dollar_name = k8s_free_env_name(a, n, all, STR("PIPEC_DOLLAR")),
        .target = words,
    };

    return k8s_container_fields(a, onto, n, all, &form);
}

doc *tekton_program(const emitter *out, const ir_module *m, const ir_node *task)
{
    tekton_words words = tekton_words_of(out->arena, m, task);

    return program(out->arena, doc_map(out->arena), task, &words);
}

static doc *step(const tekton_plan *plan, const ir_node *n, tekton_words *words)
{
    arena *a = plan->arena;
    doc *d = named(a, STR("main"));
    const ir_port *each = tekton_each(n);
    doc *mounts;

    if (each)
        doc_push(a, doc_child_seq(a, d, "when"), when_element(a, each));
    d = program(a, d, n, words);
    mounts = k8s_mounts(a, NULL, n->pod, plan->all);
    if (mounts)
        doc_put(a, d, STR("volumeMounts"), mounts);
    return d;
}

/* Labels of a task stand in the run's taskRunSpecs, where they win over those
 * of the run; a Pipeline alone has only this place. */
static doc *spec_metadata(const tekton_plan *plan, const ir_node *n)
{
    arena *a = plan->arena;
    doc *d = doc_map(a);

    if (plan->run || !n->pod)
        return NULL;
    if (n->pod->labels)
        doc_put(a, d, STR("labels"), k8s_pairs(a, n->pod->labels));
    if (n->pod->annotations)
        doc_put(a, d, STR("annotations"), k8s_pairs(a, n->pod->annotations));
    return d->count ? d : NULL;
}

doc *tekton_task_spec_alone(const tekton_plan *plan, const ir_node *n)
{
    arena *a = plan->arena;
    tekton_words words = tekton_words_of(a, plan->module, n);
    doc *d = doc_map(a);
    doc *metadata = spec_metadata(plan, n);
    doc *steps = doc_seq(a);

    if (metadata)
        doc_put(a, d, STR("metadata"), metadata);
    if (n->component->description.len)
        doc_put_text(a, d, "description", n->component->description);
    doc_put_some(a, d, "params", spec_params(plan, n, &words));
    if (tekton_first_path(n))
        doc_put_some(a, d, "workspaces", workspace_list(a, STR("")));
    doc_put_some(a, d, "results", spec_results(a, n));
    doc_push(a, steps, step(plan, n, &words));
    doc_put_some(a, d, "steps", steps);
    doc_put_some(a, d, "volumes", k8s_volumes(a, NULL, n->pod, plan->all));
    return d;
}

static doc *task_spec(const tekton_plan *plan, const ir_node *n)
{
    doc *d = tekton_task_spec_alone(plan, n);

    if (!n->pod || !n->pod->tekton_task_spec)
        return d;
    return tekton_lay_under(plan->arena, n->pod->tekton_task_spec, d);
}

/* ---- the entry of the Pipeline ------------------------------------------ */

static void mark_results(map *seen, const ir_value *v)
{
    if (v->kind == IR_NODE_OUTPUT)
        map_put(seen, v->node->emitted, seen);
    for (const ir_value *part = ir_value_parts(v); part; part = part->next)
        mark_results(seen, part);
}

static void mark_tested(ir_value *v, void *context)
{
    mark_results(context, v);
}

/* A reference to a result is an edge already; all other edges are written. */
static doc *run_after(arena *a, const ir_node *n)
{
    map by_result = map_new(a);
    doc *list = doc_seq(a);

    for (const ir_binding *b = n->bindings; b; b = b->next)
        if (b->port && b->value && ir_is_parameter(b->port))
            mark_results(&by_result, b->value);
    ir_condition_each_value(n->when, mark_tested, &by_result);
    if (n->over)
        mark_results(&by_result, n->over);
    for (const ir_need *need = n->needs; need; need = need->next)
        if (!map_get(&by_result, need->node->emitted))
            doc_push(a, list, doc_string(a, need->node->emitted));
    return doc_flow(list);
}

static doc *task_params(const tekton_plan *plan, const ir_node *n)
{
    arena *a = plan->arena;
    tekton_words words = tekton_words_of(a, plan->module, n);
    doc *list = doc_seq(a);
    const ir_port *each = tekton_each(n);

    for (const ir_port *p = n->component->inputs.first; p; p = p->next) {
        if (!tekton_is_param(&words, p) || p == each)
            continue;
        doc_put_text(a, doc_push(a, list, named(a, p->emitted)), "value",
                     input_text(a, &words, p));
    }
    if (needs_root(plan, n, &words))
        doc_put_text(a, doc_push(a, list, named(a, str_of(tekton_root_param))),
                     "value",
                     arena_printf(a, "$(params.%s)", tekton_root_param));
    return list;
}

static void put_policy(const tekton_plan *plan, doc *d, const ir_policy *p)
{
    arena *a = plan->arena;

    if (p->retries > 0)
        doc_put(a, d, STR("retries"), doc_int(a, p->retries));
    if (p->go_on)
        doc_put_text(a, d, "onError", STR("continue"));
    doc_put_text(a, d, "timeout",
                 tekton_duration(a, p->timeout < 0 ? 0 : p->timeout));
}

/* Runs that share one claim each get a folder of it. Who runs a Pipeline that
 * stands alone binds the workspace, and may have put files there. */
static str sub_path(const tekton_plan *plan)
{
    if (!plan->run || !plan->module->tekton.claim.len)
        return STR("");
    return STR("$(context.pipelineRun.uid)");
}

static doc *matrix(arena *a, const ir_node *n)
{
    doc *d = doc_map(a);
    doc *param = doc_push(a, doc_child_seq(a, d, "params"),
                          named(a, tekton_each(n)->emitted));

    doc_put_text(a, param, "value",
                 arena_printf(a, "$(tasks.%.*s.results.%.*s[*])",
                              STR_ARG(n->over->node->emitted),
                              STR_ARG(n->over->port->emitted)));
    return d;
}

doc *tekton_task(const tekton_plan *plan, const ir_node *n)
{
    arena *a = plan->arena;
    doc *d = named(a, n->emitted);

    if (n->policy->display_name.len)
        doc_put_text(a, d, "displayName", n->policy->display_name);
    if (n->policy->description.len)
        doc_put_text(a, d, "description", n->policy->description);
    doc_put_some(a, d, "runAfter", run_after(a, n));
    doc_put_some(a, d, "when", tekton_when(a, n));
    put_policy(plan, d, n->policy);
    doc_put_some(a, d, "params", task_params(plan, n));
    if (n->over)
        doc_put(a, d, STR("matrix"), matrix(a, n));
    if (tekton_first_path(n))
        doc_put_some(a, d, "workspaces", workspace_list(a, sub_path(plan)));
    doc_put(a, d, STR("taskSpec"), task_spec(plan, n));
    return d;
}
