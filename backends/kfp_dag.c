#include "backends/kfp_flow.h"

#include "backends/kfp_spec.h"
#include "backends/kfp_text.h"
#include "backends/kfp_value.h"
#include "base/formats.h"

str kfp_component_key(arena *a, const ir_node *n)
{
    return arena_join(a, STR("comp-"), n->component->emitted);
}

/* ---- a task ---------------------------------------------------------------- */

static doc *task_inputs(arena *a, const ir_node *n)
{
    doc *parameters = doc_map(a), *artifacts = doc_map(a), *d = doc_map(a);
    kfp_inputs in = { a, n, parameters };

    for (const ir_binding *b = n->bindings; b; b = b->next) {
        if (ir_is_parameter(b->port))
            doc_put(a, parameters, b->port->emitted,
                    kfp_parameter(&in, b->value, b->port));
        else
            doc_put(a, artifacts, b->port->emitted, kfp_artifact(a, b->value));
    }
    if (parameters->count)
        doc_put(a, d, STR("parameters"), parameters);
    if (artifacts->count)
        doc_put(a, d, STR("artifacts"), artifacts);
    return d->count ? d : NULL;
}

static str seconds(arena *a, int64_t n)
{
    return arena_printf(a, "%llds", (long long)n);
}

static doc *retry_policy(arena *a, const ir_policy *p)
{
    doc *d = doc_map(a);

    doc_put(a, d, STR("maxRetryCount"), doc_int(a, p->retries));
    if (p->backoff >= 0) {
        doc_put_text(a, d, "backoffDuration", seconds(a, p->backoff));
        doc_put(a, d, STR("backoffFactor"), doc_int(a, p->factor));
    }
    if (p->max_backoff >= 0)
        doc_put_text(a, d, "backoffMaxDuration", seconds(a, p->max_backoff));
    return d;
}

static doc *caching(arena *a, const ir_policy *p)
{
    doc *d = doc_map(a);

    /* Off is the default of the field, which proto3 JSON does not write. */
    if (p->cache == IR_CACHE_ON || p->cache_age >= 0)
        doc_put(a, d, STR("enableCache"), doc_bool(a, true));
    return d;
}

static doc *needs(arena *a, const ir_node *n)
{
    doc *d = doc_seq(a);

    for (const ir_need *need = n->needs; need; need = need->next)
        doc_push(a, d, doc_string(a, need->node->emitted));
    return d;
}

static void put_policy(arena *a, doc *task, const ir_policy *p)
{
    if (p->cache != IR_CACHE_UNSAID || p->cache_age >= 0)
        doc_put(a, task, STR("cachingOptions"), caching(a, p));
    if (p->retries >= 0)
        doc_put(a, task, STR("retryPolicy"), retry_policy(a, p));
}

static void put_trigger(arena *a, doc *task, const ir_node *n)
{
    if (n->policy->trigger == IR_ALL_DONE)
        doc_put_text(a, doc_child_map(a, task, "triggerPolicy"), "strategy",
                     STR("ALL_UPSTREAM_TASKS_COMPLETED"));
    if (n->when)
        doc_put_text(a, doc_child_map(a, task, "triggerPolicy"), "condition",
                     kfp_condition(a, n->when));
}

/* Elements of several kinds are texts. */
static doc *constant_items(arena *a, const ir_node *n)
{
    bool text = n->each->type.kind == IR_ANY || n->each->type.kind == IR_STRING;
    doc *list = doc_seq(a);

    doc_each (item, n->over->constant)
        doc_push(a, list,
                 text ? doc_string(a, ir_constant_text(a, item))
                      : doc_copy(a, item));
    return kfp_dollars(a, list);
}

static doc *items(arena *a, const ir_node *n)
{
    const ir_value *over = n->over;
    doc *d = doc_map(a);
    buf raw = buf_new(a);

    if (over->kind != IR_CONSTANT) {
        doc_put_text(a, d,
                     ir_is_parameter(over->port) ? "inputParameter"
                                                 : "inputArtifact",
                     over->port->emitted);
        return d;
    }
    json_write_compact(&raw, constant_items(a, n));
    doc_put_text(a, d, "raw", buf_str(&raw));
    return d;
}

static void put_iterator(arena *a, doc *task, const ir_node *n)
{
    doc *d;

    if (!n->over)
        return;
    d = doc_child_map(a, task,
                      ir_is_parameter(n->each) ? "parameterIterator"
                                               : "artifactIterator");
    doc_put_text(a, d, "itemInput", n->each->emitted);
    doc_put(a, d, STR("items"), items(a, n));
    if (n->parallelism)
        doc_put(a, doc_child_map(a, task, "iteratorPolicy"),
                STR("parallelismLimit"), doc_int(a, n->parallelism));
}

static doc *dag_task(arena *a, const ir_node *n)
{
    const ir_policy *p = n->policy;
    doc *task = doc_map(a), *inputs = task_inputs(a, n);
    str shown = p->display_name.len ? p->display_name : n->name;

    doc_put_text(a, doc_child_map(a, task, "taskInfo"), "name", shown);
    doc_put_text(a, doc_child_map(a, task, "componentRef"), "name",
                 kfp_component_key(a, n));
    if (n->needs)
        doc_put(a, task, STR("dependentTasks"), needs(a, n));
    if (inputs)
        doc_put(a, task, STR("inputs"), inputs);
    put_policy(a, task, p);
    put_trigger(a, task, n);
    put_iterator(a, task, n);
    return task;
}

/* ---- outputs --------------------------------------------------------------- */

static doc *output_of(arena *a, const ir_value *v, const char *key)
{
    doc *d = doc_map(a);

    if (v->kind == IR_COLLECT)
        v = v->first;
    doc_put_text(a, d, "producerSubtask", v->node->emitted);
    doc_put_text(a, d, key, v->port->emitted);
    return d;
}

static doc *parameter_output(arena *a, const ir_value *v)
{
    doc *d = doc_map(a), *one;

    if (v->kind != IR_ONE_OF) {
        doc_put(a, d, STR("valueFromParameter"),
                output_of(a, v, "outputParameterKey"));
        return d;
    }
    one = doc_child_map(a, d, "valueFromOneof");
    for (const ir_value *part = v->first; part; part = part->next)
        doc_push(a, doc_child_seq(a, one, "parameterSelectors"),
                 output_of(a, part, "outputParameterKey"));
    return d;
}

static doc *artifact_output(arena *a, const ir_value *v)
{
    const ir_value *part = v->kind == IR_ONE_OF ? v->first : v;
    doc *d = doc_map(a);
    doc *selectors = doc_child_seq(a, d, "artifactSelectors");

    doc_push(a, selectors, output_of(a, part, "outputArtifactKey"));
    if (v->kind == IR_ONE_OF)
        while ((part = part->next))
            doc_push(a, selectors, output_of(a, part, "outputArtifactKey"));
    return d;
}

static void dag_output(arena *a, doc *outputs, const ir_port *p)
{
    bool parameter = ir_is_parameter(p);

    doc_put(a,
            doc_child_map(a, outputs, parameter ? "parameters" : "artifacts"),
            p->emitted,
            parameter ? parameter_output(a, p->value)
                      : artifact_output(a, p->value));
}

/* ---- the dag --------------------------------------------------------------- */

static doc *next_task(arena *a, const void *context, const void **at)
{
    const ir_region *region = context;
    const ir_node *last = *at, *n = last ? last->next : region->first;
    doc *d = n ? dag_task(a, n) : NULL;

    if (d)
        d->key = n->emitted;
    *at = n;
    return d;
}

doc *kfp_dag(arena *a, const ir_region *region)
{
    doc *dag = doc_map(a);

    doc_put(a, dag, STR("tasks"), doc_lazy(a, DOC_MAP, next_task, region));
    for (const ir_port *p = region->outputs.first; p; p = p->next)
        dag_output(a, doc_child_map(a, dag, "outputs"), p);
    return dag;
}
