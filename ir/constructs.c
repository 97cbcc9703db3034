#include "ir/finder.h"

void finder_yield(finder *f, construct c, span at)
{
    f->found(c, at, f->context);
}

void finder_yield_if(finder *f, bool used, construct c, span at)
{
    if (used)
        finder_yield(f, c, at);
}

/* ---- values ------------------------------------------------------------- */

static void fact_used(finder *f, ir_fact fact, span at)
{
    switch (fact) {
    case IR_RUN_ID:
    case IR_RUN_NAME:
    case IR_RUN_RESOURCE_NAME:
    case IR_TASK_NAME:
    case IR_TASK_ID: finder_yield(f, C_RUN_ID, at); break;
    case IR_RUN_TIME: finder_yield(f, C_RUN_TIME, at); break;
    case IR_RUN_STATUS: finder_yield(f, C_RUN_STATUS, at); break;
    case IR_RUN_FAILED: finder_yield(f, C_RUN_FAILED, at); break;
    }
}

static void output_used(finder *f, const ir_value *v)
{
    switch (v->type.kind) {
    case IR_POISON: break;
    case IR_STRING: finder_yield(f, C_VALUE_STRING, v->at); break;
    case IR_INT:
    case IR_FLOAT:
    case IR_BOOL: finder_yield(f, C_VALUE_NUMBER, v->at); break;
    case IR_ANY:
    case IR_LIST:
    case IR_STRUCT:
    case IR_TASK_STATUS: finder_yield(f, C_VALUE_STRUCT, v->at); break;
    case IR_UNTYPED:
    case IR_ARTIFACT:
        finder_yield(f, v->type.list ? C_ARTIFACT_LIST : C_ARTIFACT, v->at);
        break;
    }
    finder_yield_if(f,
                    v->port->inferred && !ir_is_parameter(v->port) &&
                        (v->port->uses & IR_BY_VALUE),
                    C_OUTPUT_BOTH, v->port->at);
}

static void value_used(ir_value *v, void *context)
{
    finder *f = context;

    finder_flow_value(f, v);
    switch (v->kind) {
    case IR_NODE_OUTPUT: output_used(f, v); break;
    case IR_RUN_FACT: fact_used(f, v->fact, v->at); break;
    case IR_JOINED: finder_yield(f, C_VALUE_JOINED, v->at); break;
    case IR_TREE: finder_yield(f, C_VALUE_TREE, v->at); break;
    case IR_FIELD:
        finder_yield_if(f, v->first->kind != IR_ITEM, C_VALUE_FIELD, v->at);
        break;
    case IR_BAD:
    case IR_NAME:
    case IR_CONSTANT:
    case IR_REGION_INPUT:
    case IR_ITEM:
    case IR_INDEX:
    case IR_COLLECT:
    case IR_ONE_OF: break;
    }
}

static void values_used(ir_value *v, void *context)
{
    ir_each_value(v, value_used, context);
}

/* ---- words -------------------------------------------------------------- */

static bool is_magic(str text)
{
    return str_find(text, STR("{{")) < text.len ||
           str_find(text, STR("$(")) < text.len ||
           str_find(text, STR("$$")) < text.len;
}

static void piece_used(ir_piece *p, void *context)
{
    finder *f = context;

    switch (p->kind) {
    case IR_INPUT_PATH:
        finder_yield_if(f, ir_is_parameter(p->port), C_INPUT_FILE, p->at);
        break;
    case IR_INPUT_URI: finder_yield(f, C_INPUT_URI, p->at); break;
    case IR_OUTPUT_URI:
        finder_yield(f, C_INPUT_URI, p->at);
        finder_yield_if(f, p->port->uses & IR_BY_PATH, C_URI_MIXED, p->at);
        break;
    case IR_OUTPUT_PATH:
        finder_yield_if(f, p->port->uses & IR_BY_URI, C_URI_MIXED, p->at);
        break;
    case IR_INPUT_METADATA: finder_yield(f, C_METADATA, p->at); break;
    case IR_OUTPUT_METADATA:
    case IR_EXECUTOR_INPUT: finder_yield(f, C_EXECUTOR_INPUT, p->at); break;
    case IR_FACT: fact_used(f, p->fact, p->at); break;
    case IR_LITERAL:
        finder_yield_if(f, is_magic(p->text), C_LITERAL, p->at);
        break;
    case IR_INPUT_VALUE: break;
    }
}

/* Arguments of a style go another way where entries must be constant. */
static bool is_constant(const ir_env *env)
{
    return env->argument || ir_text_is_literal(&env->text);
}

static void env_used(finder *f, const ir_env *env)
{
    for (; env; env = env->next) {
        switch (env->kind) {
        case IR_ENV_TEXT:
            finder_yield(f, is_constant(env) ? C_ENV_TEXT : C_ENV_INPUT,
                         env->at);
            break;
        case IR_ENV_SECRET: finder_yield(f, C_ENV_SECRET, env->at); break;
        case IR_ENV_CONFIG_MAP:
            finder_yield(f, C_ENV_CONFIG_MAP, env->at);
            break;
        case IR_ENV_FIELD: finder_yield(f, C_ENV_TEXT, env->at); break;
        }
        for (ir_piece *p = env->text.first; p; p = p->next)
            if (p->kind != IR_INPUT_VALUE)
                piece_used(p, f);
    }
}

static void files_used(finder *f, const ir_ports *outputs)
{
    for (const ir_port *p = outputs->first; p; p = p->next)
        finder_yield_if(f, p->file.len > 0, C_FILE_OUTPUT, p->at);
}

/* A condition inside a condition is a use like any other. */
static void conditions_used(finder *f, const ir_words *words)
{
    for (const ir_word *w = words->first; w; w = w->next) {
        finder_yield_if(f, w->kind == IR_WORD_IF_PRESENT, C_OPTIONAL_INPUT,
                        w->at);
        conditions_used(f, &w->then);
        conditions_used(f, &w->other);
    }
}

static void words_used(finder *f, const ir_words *words)
{
    ir_words_each_piece(words, piece_used, f);
    conditions_used(f, words);
}

/* ---- settings of a task ------------------------------------------------- */

static bool amounts_said(const ir_amounts *a)
{
    return a->cpu.len || a->memory.len || a->ephemeral.len;
}

static bool amount_differs(str request, str limit)
{
    return request.len && !str_eq(request, limit);
}

static void resources_used(finder *f, const ir_pod *pod)
{
    const ir_amounts *asked = &pod->requests, *most = &pod->limits;

    finder_yield_if(f, amounts_said(most), C_RESOURCES, pod->resources_at);
    finder_yield_if(f,
                    amount_differs(asked->cpu, most->cpu) ||
                        amount_differs(asked->memory, most->memory) ||
                        amount_differs(asked->ephemeral, most->ephemeral),
                    C_REQUESTS, pod->resources_at);
    finder_yield_if(f, asked->ephemeral.len || most->ephemeral.len, C_EPHEMERAL,
                    pod->resources_at);
    finder_yield_if(f, pod->gpu_count.len, C_GPU, pod->gpu_at);
    finder_yield_if(f, pod->gpu_count.len && !pod->gpu_type.len, C_GPU_UNTYPED,
                    pod->gpu_at);
    finder_yield_if(f,
                    pod->gpu_resource.len &&
                        !str_eq(pod->gpu_resource, STR("nvidia.com/gpu")),
                    C_GPU_RESOURCE, pod->gpu_at);
}

static void volume_used(finder *f, const ir_volume *v)
{
    switch (v->kind) {
    case IR_VOLUME_CLAIM:
    case IR_VOLUME_SECRET:
    case IR_VOLUME_CONFIG_MAP: finder_yield(f, C_VOLUME, v->at); break;
    case IR_VOLUME_HOST_PATH: finder_yield(f, C_HOST_PATH, v->at); break;
    case IR_VOLUME_EMPTY_DIR:
    case IR_VOLUME_SHM: finder_yield(f, C_EMPTY_DIR, v->at); break;
    }
}

static void pod_used(finder *f, const ir_pod *pod)
{
    if (!pod)
        return;
    resources_used(f, pod);
    if (pod->node_selector)
        finder_yield(f, C_NODE_SELECTOR, pod->selector_at);
    if (pod->tolerations)
        finder_yield(f, C_TOLERATIONS, pod->tolerations_at);
    if (pod->security_context)
        finder_yield(f, C_SECURITY_CONTEXT, pod->security_at);
    for (const ir_pair *p = pod->labels; p; p = p->next)
        finder_yield(f, C_LABELS, p->at);
    for (const ir_pair *p = pod->annotations; p; p = p->next)
        finder_yield(f, C_LABELS, p->at);
    for (const ir_volume *v = pod->volumes; v; v = v->next)
        volume_used(f, v);
    env_used(f, pod->env);
    if (pod->argo_template)
        finder_yield(f, C_ARGO_BLOCK, pod->argo_template->key_at);
    if (pod->tekton_task_spec)
        finder_yield(f, C_TEKTON_BLOCK, pod->tekton_task_spec->key_at);
}

static void cache_used(finder *f, const ir_policy *p)
{
    switch (p->cache) {
    case IR_CACHE_UNSAID: break;
    case IR_CACHE_ON:
        finder_yield(f, p->cache_age >= 0 ? C_CACHE_AGE : C_CACHE_SWITCH,
                     p->cache_at);
        break;
    case IR_CACHE_OFF: finder_yield(f, C_CACHE_OFF, p->cache_at); break;
    }
}

static void policy_used(finder *f, const ir_policy *p, span at)
{
    finder_yield_if(f, p->retries >= 0, C_RETRIES, p->retries_at);
    finder_yield_if(f, p->backoff >= 0 || p->max_backoff >= 0 || p->factor > 1,
                    C_RETRY_BACKOFF, p->retries_at);
    finder_yield_if(f, p->timeout >= 0, C_TIMEOUT, p->timeout_at);
    cache_used(f, p);
    finder_yield_if(f, p->go_on, C_ON_FAILURE, p->on_failure_at);
    finder_yield_if(f, p->display_name.len, C_DISPLAY_NAME, p->display_at);
    finder_yield_if(f, p->description.len, C_DESCRIPTION, at);
}

static void node_used(ir_node *n, void *context)
{
    finder *f = context;

    f->region = n->parent;
    finder_flow_node(f, n);
    ir_node_each_value(n, values_used, f);
    for (const ir_binding *b = n->bindings; b; b = b->next)
        finder_yield_if(f,
                        b->port && b->port->type.kind == IR_ARTIFACT &&
                            b->value->type.kind != IR_ARTIFACT &&
                            b->value->type.kind != IR_POISON,
                        C_ARTIFACT_CONSTANT, b->value->at);
    for (const ir_need *need = n->after; need; need = need->next)
        finder_yield(f, C_AFTER, need->at);
    pod_used(f, n->pod);
    if (n->kind == IR_TASK)
        policy_used(f, n->policy, n->at);
}

/* ---- components ---------------------------------------------------------- */

static void types_used(finder *f, const ir_ports *ports)
{
    for (const ir_port *p = ports->first; p; p = p->next)
        finder_yield_if(f,
                        p->type.kind == IR_ARTIFACT &&
                            p->type.schema != &ir_schema_artifact,
                        C_ARTIFACT_TYPE, p->at);
}

static void component_used(finder *f, const ir_component *c)
{
    const ir_container *box = &c->container;

    for (const ir_port *p = c->inputs.first; p; p = p->next) {
        finder_yield_if(f, p->optional,
                        c->graph ? C_OPTIONAL_LEVELS : C_OPTIONAL_INPUT, p->at);
        finder_yield_if(f, p->type.list, C_ARTIFACT_LIST, p->at);
    }
    types_used(f, &c->inputs);
    types_used(f, &c->outputs);
    if (c->graph) {
        f->region = c->graph;
        ir_region_each_output(c->graph, values_used, f);
        ir_each_node(c->graph, node_used, f);
    }
    if (c->body != IR_CONTAINER)
        return;
    finder_yield_if(f, box->working_dir.len, C_WORKING_DIR,
                    box->working_dir_at);
    finder_yield_if(f, !box->command.count, C_COMMAND_ABSENT, c->at);
    words_used(f, &box->command);
    words_used(f, &box->args);
    env_used(f, box->env);
    files_used(f, &c->outputs);
}

/* ---- the module --------------------------------------------------------- */

static void param_used(finder *f, const ir_port *p)
{
    finder_yield(f, ir_is_parameter(p) ? C_PARAMS : C_PARAM_ARTIFACT, p->at);
    finder_yield_if(f, ir_is_parameter(p) && !p->fallback && !p->optional,
                    C_PARAM_REQUIRED, p->at);
    finder_yield_if(f, p->optional, C_PARAM_OPTIONAL, p->at);
    finder_yield_if(f, p->choices != NULL, C_PARAM_ENUM, p->at);
    finder_yield_if(f, p->description.len, C_PARAM_DESCRIPTION, p->at);
}

static void root_used(finder *f, const ir_module *m)
{
    finder_yield_if(f, str_starts(m->root, STR("gs://")), C_ROOT_GS,
                    m->root_at);
    finder_yield_if(f, str_starts(m->root, STR("s3://")), C_ROOT_S3,
                    m->root_at);
    finder_yield_if(f, !m->root.len, C_ROOT_ABSENT, m->at);
}

static void schedule_used(finder *f, const ir_schedule *s)
{
    if (!s)
        return;
    finder_yield(f, C_SCHEDULE, s->at);
    finder_yield_if(f,
                    s->timezone.len || s->concurrency.len || s->suspend ||
                        s->starting_deadline >= 0 || s->crons->count > 1,
                    C_SCHEDULE_KEYS, s->at);
}

static bool pod_said(const ir_pod *pod)
{
    return pod->labels || pod->annotations || pod->node_selector ||
           pod->tolerations || pod->env || pod->volumes ||
           pod->security_context;
}

static void blocks_used(finder *f, const ir_module *m)
{
    const ir_kubernetes *k = &m->kubernetes;

    finder_yield_if(f, k->namespace.len, C_KUBERNETES_ACCOUNT, k->namespace_at);
    finder_yield_if(f, k->service_account.len, C_KUBERNETES_ACCOUNT,
                    k->service_account_at);
    if (k->pull_secrets)
        finder_yield(f, C_KUBERNETES_ACCOUNT, k->pull_secrets->at);
    finder_yield_if(f, pod_said(&k->pod), C_KUBERNETES_POD, k->pod.at);
    finder_yield_if(f, m->argo.at.hi, C_ARGO_BLOCK, m->argo.at);
    finder_yield_if(f, m->tekton.at.hi, C_TEKTON_BLOCK, m->tekton.at);
    finder_yield_if(f, m->vertex.at.hi, C_VERTEX_BLOCK, m->vertex.at);
}

void constructs_each(const ir_module *m,
                     void (*found)(construct c, span at, void *context),
                     void *context)
{
    finder f = { .found = found, .context = context };

    for (const ir_port *p = m->body->inputs.first; p; p = p->next)
        param_used(&f, p);
    for (const ir_port *p = m->body->outputs.first; p; p = p->next)
        finder_yield(&f, C_OUTPUTS, p->at);
    f.region = m->body;
    ir_region_each_output(m->body, values_used, &f);
    finder_yield_if(&f, m->description.len, C_PIPELINE_DESCRIPTION, m->at);
    root_used(&f, m);
    ir_each_node(m->body, node_used, &f);
    for (const ir_component *c = m->components; c; c = c->next)
        if (c->used)
            component_used(&f, c);
    if (m->on_exit)
        finder_yield(&f, C_ON_EXIT, m->on_exit->at);
    schedule_used(&f, m->schedule);
    f.on_exit = true;
    ir_each_node(m->on_exit, node_used, &f);
    blocks_used(&f, m);
}
