#include "frontend/component_graph.h"

#include "base/formats.h"
#include "base/pattern.h"
#include "base/sha256.h"
#include "frontend/component.h"
#include "frontend/load.h"

enum { NAME_LONGEST = 54, SECONDS_MAX = 0x7fffffff, SHA_DIGITS = 64 };

/* ---- names of nodes ------------------------------------------------------ */

/* What references and expressions begin with besides a task. */
static const char *const reserved[] = { "params",  "index", "run",   "inputs",
                                        "outputs", "true",  "false", "null",
                                        "collect", "oneof", NULL };

static bool is_reserved(str name)
{
    for (size_t i = 0; reserved[i]; i++)
        if (str_eq(str_of(reserved[i]), name))
            return true;
    return false;
}

static bool is_name(session *s, str id)
{
    return pattern_matches(s, PATTERN_ID, id) && !is_reserved(id);
}

static str name_from(arena *a, str id)
{
    str name = arena_slug(a, id, NAME_LONGEST);

    if (!name.len)
        return STR("task");
    return name.ptr[0] >= '0' && name.ptr[0] <= '9'
               ? arena_join(a, STR("n"), name)
               : name;
}

typedef struct namer {
    graph *graph;
    map taken;
    map numbers; /* the last one behind a name, as uint32_t */
} namer;

static bool take(namer *in, str name)
{
    if (map_get(&in->taken, name) || is_reserved(name))
        return false;
    map_put(&in->taken, name, in);
    return true;
}

static uint32_t *number_of(namer *in, str base)
{
    uint32_t *number = map_get(&in->numbers, base);

    if (number)
        return number;
    number = NEW(in->graph->arena, uint32_t);
    *number = 1;
    map_put(&in->numbers, base, number);
    return number;
}

static str unique_name(namer *in, str id)
{
    arena *a = in->graph->arena;
    str base = name_from(a, id), name = base;
    uint32_t *number = number_of(in, base);

    while (!take(in, name))
        name = arena_printf(a, "%.*s-%u", STR_ARG(base), ++*number);
    return name;
}

/* ---- the component of a task --------------------------------------------- */

typedef struct component_keys {
    const doc *name, *digest, *tag, *url, *spec;
} component_keys;

static void refuse_store(graph *g, const doc *d)
{
    diag *found = REPORT(g->session, D_UNKNOWN_COMPONENT, field_span(d),
                         "the component is named by a store, which pipec "
                         "does not have");

    diag_help(&g->session->diags, found,
              "say where it is: componentRef: {url: …}, or put it here: "
              "{spec: …}");
}

/* A component that many tasks use is made once. */
typedef struct component_made {
    ir_component *component; /* NULL: that was reported */
} component_made;

static component_made *remember(graph *g, str key, ir_component *c)
{
    component_made *made = NEW(g->arena, component_made);

    made->component = c;
    map_put(&g->made, key, made);
    return made;
}

static ir_component *from_url(graph *g, const doc *url, const doc *digest)
{
    str key = arena_printf(g->arena, "%.*s %.*s", STR_ARG(field_text(digest)),
                           STR_ARG(url->text));
    component_made *made = map_get(&g->made, key);

    if (!made)
        made = remember(g, key, load_url(g->session, g->module, url, digest));
    return made->component;
}

/* The same for specs that say the same. */
static str spec_key(graph *g, const doc *spec)
{
    arena *scratch = arena_child(g->arena);
    buf text = buf_new(scratch);
    str key;

    json_write_compact(&text, spec);
    key = sha256_hex(g->arena, buf_str(&text), SHA_DIGITS);
    arena_free(scratch);
    return key;
}

/* One with mistakes of its own must not cause others where it is used. */
static ir_component *read_spec(graph *g, const doc *spec)
{
    uint32_t errors = g->session->diags.errors;
    component_from from = { spec, g->component->file };
    ir_component *c = component_read(g->session, g->module, from);

    return g->session->diags.errors == errors ? c : NULL;
}

static ir_component *from_spec(graph *g, const doc *spec)
{
    str key = spec_key(g, spec);
    component_made *made = map_get(&g->made, key);

    if (!made)
        made = remember(g, key, read_spec(g, spec));
    return made->component;
}

static ir_component *component_of(graph *g, const doc *d)
{
    component_keys keys = { NULL, NULL, NULL, NULL, NULL };
    const field fields[] = {
        { "name", FIELD_STRING, false, &keys.name },
        { "digest", FIELD_STRING, false, &keys.digest },
        { "tag", FIELD_STRING, false, &keys.tag },
        { "url", FIELD_STRING, false, &keys.url },
        { "spec", FIELD_MAP, false, &keys.spec },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d || !fields_read(g->session, d, "'componentRef'", fields))
        return NULL;
    if (keys.spec)
        return from_spec(g, keys.spec);
    if (keys.url)
        return from_url(g, keys.url, keys.digest);
    if (keys.name || keys.digest || keys.tag)
        refuse_store(g, d);
    else
        REPORT(g->session, D_MISSING_KEY, field_span(d),
               "'componentRef' has neither 'url' nor 'spec'");
    return NULL;
}

/* ---- executionOptions ---------------------------------------------------- */

typedef struct duration {
    str text;
    size_t at;
    int64_t seconds; /* -1: it is none */
} duration;

static bool next_is(const duration *d, char c)
{
    return d->at < d->text.len && d->text.ptr[d->at] == c;
}

static int64_t digits(duration *d)
{
    int64_t value = 0;
    size_t from = d->at;

    while (d->at < d->text.len && d->text.ptr[d->at] >= '0' &&
           d->text.ptr[d->at] <= '9' && value <= SECONDS_MAX)
        value = value * 10 + (d->text.ptr[d->at++] - '0');
    return d->at > from && value <= SECONDS_MAX ? value : -1;
}

/* The parts of RFC 3339, appendix A, that have a fixed length, in order; each
 * may be left out, not all. */
static void add_parts(duration *d, const char *units, const int64_t *seconds)
{
    size_t found = 0;

    for (size_t i = 0; units[i]; i++) {
        duration ahead = *d;
        int64_t value = digits(&ahead);

        if (value < 0 || !next_is(&ahead, units[i]))
            continue;
        d->at = ahead.at + 1;
        d->seconds += value * seconds[i];
        found++;
    }
    if (!found)
        d->seconds = -1;
}

static int64_t duration_of(str text)
{
    static const int64_t days[] = { 7 * 86400, 86400 };
    static const int64_t clock[] = { 3600, 60, 1 };
    duration d = { text, 1, 0 };

    if (!str_starts(text, STR("P")))
        return -1;
    if (!next_is(&d, 'T'))
        add_parts(&d, "WD", days);
    if (d.seconds >= 0 && next_is(&d, 'T')) {
        d.at++;
        add_parts(&d, "HMS", clock);
    }
    return d.at == text.len && d.seconds <= SECONDS_MAX ? d.seconds : -1;
}

static void read_staleness(graph *g, const doc *d, ir_policy *to)
{
    int64_t seconds = d ? duration_of(d->text) : 0;

    if (!d)
        return;
    if (seconds < 0) {
        REPORT(g->session, D_BAD_VALUE, d->at,
               "'maxCacheStaleness' is '%.*s', but a duration of days or "
               "hours like P30D or PT12H was expected",
               STR_ARG(field_excerpt(g->arena, d->text)));
        return;
    }
    to->cache_at = field_span(d);
    to->cache = seconds ? IR_CACHE_ON : IR_CACHE_OFF;
    to->cache_age = seconds ? seconds : -1;
}

static void read_caching(graph *g, const doc *d, ir_policy *to)
{
    const doc *staleness = NULL;
    const field fields[] = {
        { "maxCacheStaleness", FIELD_STRING, false, &staleness },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (d && fields_read(g->session, d, "'cachingStrategy'", fields))
        read_staleness(g, staleness, to);
}

/* Nine digits are more than any run needs. */
static bool is_count(str text)
{
    return text.len && text.len < 10 && text.ptr[0] != '-';
}

static void read_retry(graph *g, const doc *d, ir_policy *to)
{
    const doc *max = NULL;
    const field fields[] = {
        { "maxRetries", FIELD_INT, false, &max },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d || !fields_read(g->session, d, "'retryStrategy'", fields) || !max)
        return;
    if (!is_count(max->text)) {
        REPORT(g->session, D_BAD_VALUE, max->at,
               "'maxRetries' is '%.*s', but a count was expected",
               STR_ARG(field_excerpt(g->arena, max->text)));
        return;
    }
    to->retries_at = field_span(max);
    to->retries = 0;
    for (size_t i = 0; i < max->text.len; i++)
        to->retries = to->retries * 10 + (max->text.ptr[i] - '0');
}

static void refuse_kubernetes(graph *g, const doc *d)
{
    if (d)
        diag_help(&g->session->diags,
                  REPORT(g->session, D_UNKNOWN_KEY, d->key_at,
                         "'kubernetesOptions' is no longer a key of "
                         "'executionOptions'"),
                  "resources, node-selector and the like belong to a task of "
                  "a pipeline: write the graph as one");
}

static const ir_policy *policy_of(graph *g, const doc *d)
{
    const doc *retry = NULL, *caching = NULL, *kubernetes = NULL;
    const field fields[] = {
        { "retryStrategy", FIELD_MAP, false, &retry },
        { "cachingStrategy", FIELD_MAP, false, &caching },
        { "kubernetesOptions", FIELD_ANY, false, &kubernetes },
        { NULL, FIELD_ANY, false, NULL },
    };
    ir_policy *to;

    d = component_unless_null(d);
    if (!d)
        return &ir_policy_unsaid;
    to = NEW(g->arena, ir_policy);
    *to = ir_policy_unsaid;
    fields_read(g->session, d, "'executionOptions'", fields);
    read_retry(g, retry, to);
    read_caching(g, caching, to);
    refuse_kubernetes(g, kubernetes);
    return to;
}

/* ---- nodes --------------------------------------------------------------- */

static graph_task *read_task(graph *g, const doc *d)
{
    graph_task *task = NEW(g->arena, graph_task);
    const field fields[] = {
        { "componentRef", FIELD_MAP, true, &task->component },
        { "arguments", FIELD_ANY, false, &task->arguments },
        { "isEnabled", FIELD_ANY, false, &task->enabled },
        { "executionOptions", FIELD_ANY, false, &task->options },
        { "annotations", FIELD_ANY, false, NULL },
        { NULL, FIELD_ANY, false, NULL },
    };
    str what = arena_printf(g->arena, "task '%.*s'",
                            STR_ARG(field_excerpt(g->arena, d->key)));

    task->id = d->key;
    task->doc = doc_is_map(d) ? d : NULL;
    fields_read(g->session, d, arena_cstr(g->arena, what), fields);
    if (!graph_always(task->enabled))
        task->enabled_at = task->enabled->key_at;
    map_put(&g->tasks, task->id, task);
    return task;
}

/* The region that the task itself stands in. */
static ir_region *place_of(graph *g, const graph_task *task, str name, span at)
{
    ir_region *to = g->component->graph;
    ir_node *branch;

    if (!task->enabled_at.hi)
        return to;
    branch = ir_node_add(g->arena, to, IR_BRANCH, name, at);
    branch->arms = NEW(g->arena, ir_arm);
    branch->arms->at = task->enabled_at;
    branch->arms->region = NEW(g->arena, ir_region);
    branch->arms->region->at = task->enabled_at;
    branch->arms->region->parent = to;
    branch->arms->region->owner = branch;
    return branch->arms->region;
}

static void make_node(graph *g, graph_task *task, str name, span at)
{
    ir_component *c = component_of(g, task->component);
    ir_region *to = place_of(g, task, name, at);
    ir_node *node = ir_node_add(
        g->arena, to, c && c->body == IR_GRAPH ? IR_CALL : IR_TASK, name, at);

    node->component = c;
    node->policy = policy_of(g, task->options);
    task->node = node;
}

/* Ids that are names already keep them. */
static void make_nodes(graph *g, const doc *tasks)
{
    namer names = { g, map_new(g->arena), map_new(g->arena) };

    doc_each (d, tasks)
        if (is_name(g->session, d->key))
            take(&names, d->key);
    doc_each (d, tasks)
        make_node(g, read_task(g, d),
                  is_name(g->session, d->key) ? d->key
                                              : unique_name(&names, d->key),
                  d->key_at);
}

/* ---- what the nodes read ------------------------------------------------- */

/* A name that the component does not have is found later. */
static void read_arguments(graph *g, const graph_task *task)
{
    const ir_component *c = task->node->component;
    const doc *all = component_expect(g->session, task->arguments, FIELD_MAP);
    ir_binding **last = &task->node->bindings;

    if (!all)
        return;
    doc_each (d, all) {
        graph_taker to = { task, c ? ir_port_find(&c->inputs, d->key) : NULL };
        ir_value *v = graph_argument(g, d, to);
        ir_binding *b;

        if (!v)
            continue;
        b = NEW(g->arena, ir_binding);
        b->name = d->key;
        b->at = d->key_at;
        b->value = v;
        *last = b;
        last = &b->next;
    }
}

static void wire(graph *g, const doc *tasks)
{
    doc_each (d, tasks) {
        const graph_task *task = map_get(&g->tasks, d->key);

        read_arguments(g, task);
        if (task->enabled_at.hi)
            task->node->parent->owner->arms->when = graph_predicate(g, task);
    }
}

/* ---- outputs ------------------------------------------------------------- */

static void unknown_output(graph *g, const doc *d)
{
    ir_ports *outputs = &g->component->outputs;
    diag *found = REPORT(g->session, D_UNKNOWN_REFERENCE, d->key_at,
                         "'%.*s' is no output of '%.*s'",
                         STR_ARG(field_excerpt(g->arena, d->key)),
                         STR_ARG(g->component->name));

    if (field_may_suggest(g->session))
        diag_nearest(&g->session->diags, found,
                     ir_port_nearest(outputs, d->key));
}

static void read_output(graph *g, const doc *d)
{
    ir_port *port = ir_port_find(&g->component->outputs, d->key);
    graph_taker to = { NULL, port };
    ir_value *v = graph_argument(g, d, to);

    if (!port) {
        unknown_output(g, d);
        return;
    }
    if (!v)
        REPORT(g->session, D_WRONG_SHAPE, d->key_at,
               "'%.*s' is empty, but a value was expected",
               STR_ARG(port->name));
    port->value = v ? v : ir_value_new(g->arena, IR_BAD, d->at);
}

static void read_outputs(graph *g, const doc *all)
{
    bool said = all && all->kind != DOC_NULL;

    all = component_expect(g->session, all, FIELD_MAP);
    if (all)
        doc_each (d, all)
            read_output(g, d);
    for (ir_port *p = g->component->outputs.first; p; p = p->next) {
        if (p->value)
            continue;
        if (all || !said)
            REPORT(g->session, D_MISSING_KEY, p->at,
                   "output '%.*s' of the graph has no entry in 'outputValues'",
                   STR_ARG(p->name));
        p->value = ir_value_new(g->arena, IR_BAD, p->at);
    }
}

/* ---- the graph ----------------------------------------------------------- */

static void read_graph(graph *g, const doc *tasks, const doc *outputs)
{
    ir_component *c = g->component;

    if (tasks && !tasks->count)
        REPORT(g->session, D_BAD_VALUE, field_span(tasks),
               "'tasks' is empty, but at least one task was expected");
    if (tasks) {
        make_nodes(g, tasks);
        wire(g, tasks);
        read_outputs(g, outputs);
    }
    c->graph->inputs = c->inputs;
    c->graph->outputs = c->outputs;
}

void component_graph(session *s, ir_module *m, ir_component *c, const doc *d)
{
    const doc *tasks = NULL, *outputs = NULL;
    const field fields[] = {
        { "tasks", FIELD_MAP, true, &tasks },
        { "outputValues", FIELD_ANY, false, &outputs },
        { NULL, FIELD_ANY, false, NULL },
    };
    graph g = { s, s->arena, m, c, map_new(s->arena), map_new(s->arena) };

    fields_read(s, d, "'graph'", fields);
    c->body = IR_GRAPH;
    c->graph = NEW(s->arena, ir_region);
    c->graph->at = d->key_at;
    read_graph(&g, tasks, outputs);
}
