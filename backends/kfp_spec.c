#include "backends/kfp_spec.h"

#include "backends/kfp_flow.h"
#include "backends/kfp_resources.h"
#include "backends/kfp_text.h"
#include "backends/kfp_value.h"

static doc *artifact_type(arena *a, ir_type t)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "schemaTitle", t.schema->title);
    doc_put_text(a, d, "schemaVersion", t.schema->version);
    return d;
}

/* What a program gets goes through its words; the pipeline's values do not. */
static doc *for_program(arena *a, doc *d, bool to_program)
{
    return to_program ? kfp_dollars(a, d) : d;
}

static doc *parameter(arena *a, const ir_port *p, bool to_program)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "parameterType", str_of(kfp_parameter_type(p->type)));
    if (p->description.len)
        doc_put_text(a, d, "description", p->description);
    if (p->fallback && p->fallback->kind != DOC_NULL)
        doc_put(
            a, d, STR("defaultValue"),
            for_program(a, kfp_constant(a, p->fallback, p->type), to_program));
    if (p->choices)
        doc_put(a, d, STR("literals"),
                for_program(a, doc_copy(a, p->choices), to_program));
    if (p->optional || p->fallback)
        doc_put(a, d, STR("isOptional"), doc_bool(a, true));
    return d;
}

static doc *artifact(arena *a, const ir_port *p)
{
    doc *d = doc_map(a);

    doc_put(a, d, STR("artifactType"), artifact_type(a, p->type));
    if (p->type.list)
        doc_put(a, d, STR("isArtifactList"), doc_bool(a, true));
    if (p->description.len)
        doc_put_text(a, d, "description", p->description);
    if (p->optional)
        doc_put(a, d, STR("isOptional"), doc_bool(a, true));
    return d;
}

static void ports(arena *a, doc *onto, const char *key, const ir_ports *list,
                  bool to_program)
{
    doc *parameters = doc_map(a), *artifacts = doc_map(a), *d;

    for (const ir_port *p = list->first; p; p = p->next) {
        if (ir_is_parameter(p))
            doc_put(a, parameters, p->emitted, parameter(a, p, to_program));
        else
            doc_put(a, artifacts, p->emitted, artifact(a, p));
    }
    if (!list->count)
        return;
    d = doc_put(a, onto, str_of(key), doc_map(a));
    if (parameters->count)
        doc_put(a, d, STR("parameters"), parameters);
    if (artifacts->count)
        doc_put(a, d, STR("artifacts"), artifacts);
}

static doc *root(arena *a, const ir_module *m)
{
    doc *d = doc_map(a);

    ports(a, d, "inputDefinitions", &m->body->inputs, false);
    ports(a, d, "outputDefinitions", &m->body->outputs, false);
    doc_put(a, d, STR("dag"), kfp_dag(a, m->body));
    return d;
}

static str executor_key(arena *a, const ir_node *n)
{
    return arena_join(a, STR("exec-"), n->component->emitted);
}

static doc *component(arena *a, const ir_node *n)
{
    const ir_component *c = n->component;
    doc *d = doc_map(a);

    d->key = kfp_component_key(a, n);
    if (c->body != IR_GRAPH)
        doc_put_text(a, d, "executorLabel", executor_key(a, n));
    ports(a, d, "inputDefinitions", &c->inputs, true);
    ports(a, d, "outputDefinitions", &c->outputs, true);
    if (c->body == IR_GRAPH)
        doc_put(a, d, STR("dag"), kfp_dag(a, c->graph));
    return d;
}

static void put_env(arena *a, doc *container, const ir_env *list)
{
    for (const ir_env *e = list; e; e = e->next) {
        doc *env = doc_get(container, STR("env")), *entry;

        if (e->kind != IR_ENV_TEXT)
            continue;
        if (!env)
            env = doc_put(a, container, STR("env"), doc_seq(a));
        entry = doc_push(a, env, doc_map(a));
        doc_put_text(a, entry, "name", e->name);
        doc_put_text(a, entry, "value", kfp_text(a, &e->text));
    }
}

static void put_program(arena *a, doc *onto, const ir_node *n,
                        const ir_pod *all)
{
    const ir_container *from = &n->component->container;

    if (from->command.first)
        doc_put(a, onto, STR("command"), kfp_words(a, &from->command));
    if (from->args.first)
        doc_put(a, onto, STR("args"), kfp_words(a, &from->args));
    put_env(a, onto, kfp_env(a, n, all));
}

doc *kfp_program(const emitter *out, const ir_module *m, const ir_node *task)
{
    doc *d = doc_map(out->arena);

    put_program(out->arena, d, task, kfp_all_pods(out, m));
    return d;
}

static doc *container(arena *a, const kfp_plan *plan, const ir_node *n)
{
    doc *d = doc_map(a), *resources = kfp_resources(a, plan->out, n->pod);

    doc_put_text(a, d, "image", n->component->container.image);
    put_program(a, d, n, kfp_all_pods(plan->out, plan->module));
    if (resources)
        doc_put(a, d, STR("resources"), resources);
    return d;
}

static doc *importer(arena *a, const ir_importer *from)
{
    doc *d = doc_map(a);

    doc_put_text(a, doc_child_map(a, d, "artifactUri"), "constant",
                 ir_text_literal(a, &from->uri));
    doc_put(a, d, STR("typeSchema"), artifact_type(a, from->type));
    if (from->reimport)
        doc_put(a, d, STR("reimport"), doc_bool(a, true));
    return d;
}

static doc *executor(arena *a, const kfp_plan *plan, const ir_node *n)
{
    doc *d = doc_map(a);

    d->key = executor_key(a, n);
    if (n->component->body == IR_IMPORTER)
        doc_put(a, d, STR("importer"), importer(a, &n->component->importer));
    else
        doc_put(a, d, STR("container"), container(a, plan, n));
    return d;
}

/* ---- components and executors, in the order of their first use ----------- */

static void find_firsts(map *firsts, const ir_region *dag)
{
    for (const ir_node *n = dag->first; n; n = n->next)
        if (!map_get(firsts, n->component->emitted))
            map_put(firsts, n->component->emitted, (void *)(uintptr_t)n);
}

/* The dags of graphs come after all that stand around them. */
static void find_all_firsts(map *firsts, const ir_module *m)
{
    find_firsts(firsts, m->body);
    for (uint32_t i = 0; i < firsts->count; i++) {
        const ir_node *n = firsts->entries[i].value;

        if (n->component->body == IR_GRAPH)
            find_firsts(firsts, n->component->graph);
    }
}

const kfp_plan *kfp_plan_of(const emitter *out, const ir_module *m)
{
    arena *scratch = arena_child(out->arena);
    map firsts = map_new(scratch);
    kfp_plan *plan = NEW(out->arena, kfp_plan);

    find_all_firsts(&firsts, m);
    *plan = (kfp_plan){ out, m, NULL };
    plan->firsts =
        arena_alloc(out->arena, (firsts.count + 1) * sizeof *plan->firsts,
                    alignof(const ir_node *));
    for (uint32_t i = 0; i < firsts.count; i++)
        plan->firsts[i] = firsts.entries[i].value;
    arena_free(scratch);
    return plan;
}

const ir_node *kfp_next_first(const kfp_plan *plan, const void **at)
{
    const ir_node *const *last = *at;
    const ir_node *const *next = last ? last + 1 : plan->firsts;

    *at = next;
    return *next;
}

static doc *next_component(arena *a, const void *context, const void **at)
{
    const ir_node *n = kfp_next_first(context, at);

    return n ? component(a, n) : NULL;
}

static doc *next_executor(arena *a, const void *context, const void **at)
{
    const ir_node *n = kfp_next_first(context, at);

    while (n && n->component->body == IR_GRAPH)
        n = kfp_next_first(context, at);
    return n ? executor(a, context, n) : NULL;
}

doc *kfp_spec(const kfp_plan *plan)
{
    arena *a = plan->out->arena;
    const ir_module *m = plan->module;
    doc *spec = doc_map(a), *info = doc_child_map(a, spec, "pipelineInfo");

    doc_put_text(a, info, "name", emit_name(plan->out, m));
    if (m->description.len)
        doc_put_text(a, info, "description", m->description);
    doc_put_text(a, spec, "schemaVersion", STR("2.1.0"));
    doc_put_text(a, spec, "sdkVersion", STR("pipec"));
    doc_put(a, spec, STR("root"), root(a, m));
    doc_put(a, spec, STR("components"),
            doc_lazy(a, DOC_MAP, next_component, plan));
    doc_put(a, doc_child_map(a, spec, "deploymentSpec"), STR("executors"),
            doc_lazy(a, DOC_MAP, next_executor, plan));
    return spec;
}
