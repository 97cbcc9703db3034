#include "ir/print.h"

#include "base/formats.h"
#include "ir/argstyle.h"

/* ---- lines -------------------------------------------------------------- */

/* Where the lines go and how deep they stand. */
typedef struct printer {
    buf *out;
    unsigned level;
} printer;

static void line_start(const printer *p, const char *key)
{
    print_indent(p->out, p->level);
    buf_put(p->out, str_of(key));
}

static void line_end(const printer *p)
{
    buf_char(p->out, '\n');
    buf_settle(p->out);
}

/* `key: text`, nothing when there is no text. */
static void line(const printer *p, const char *key, str text)
{
    if (!text.len)
        return;
    line_start(p, key);
    buf_put(p->out, STR(": "));
    print_quoted(p->out, text);
    line_end(p);
}

static void number_line(const printer *p, const char *key, int64_t n)
{
    if (n < 0)
        return;
    line_start(p, key);
    buf_printf(p->out, ": %lld\n", (long long)n);
}

static void doc_line(const printer *p, const char *key, const doc *d)
{
    if (!d)
        return;
    line_start(p, key);
    buf_put(p->out, STR(": "));
    json_write_compact(p->out, d);
    line_end(p);
}

static void value_line(const printer *p, const char *key, str name,
                       const ir_value *v)
{
    line_start(p, key);
    print_pair(p->out, " ", name);
    buf_put(p->out, STR(": "));
    print_value(p->out, v);
    line_end(p);
}

/* ---- ports -------------------------------------------------------------- */

static void put_doc(buf *out, const char *before, const doc *d)
{
    if (!d)
        return;
    buf_put(out, str_of(before));
    json_write_compact(out, d);
}

static void put_uses(buf *out, unsigned uses)
{
    static const struct use_name {
        enum ir_use use;
        const char *name;
    } names[] = { { IR_BY_VALUE, "value" },
                  { IR_BY_PATH, "path" },
                  { IR_BY_URI, "uri" },
                  { IR_BY_METADATA, "metadata" } };
    const char *before = ", by ";

    for (size_t i = 0; i < COUNT(names); i++) {
        if (!(uses & names[i].use))
            continue;
        buf_printf(out, "%s%s", before, names[i].name);
        before = " and ";
    }
}

static void print_port(const printer *p, const char *what, const ir_port *port)
{
    buf *out = p->out;

    line_start(p, what);
    buf_printf(out, " %.*s: %.*s", STR_ARG(port->name),
               STR_ARG(ir_type_text(out->arena, port->type)));
    if (port->type.loose)
        buf_put(out, STR(" (any text)"));
    if (port->inferred)
        buf_put(out, STR(" (by its use)"));
    put_doc(out, " = ", port->fallback);
    put_doc(out, ", given ", port->given);
    put_doc(out, ", one of ", port->choices);
    if (port->optional)
        buf_put(out, STR(", optional"));
    put_uses(out, port->uses);
    if (!str_eq(port->id, port->name))
        print_pair(out, ", id ", port->id);
    if (port->value) {
        buf_put(out, STR(" = "));
        print_value(out, port->value);
    }
    line_end(p);
    line(&(printer){ out, p->level + 1 }, "description", port->description);
}

static void print_ports(const printer *p, const char *what,
                        const ir_ports *ports)
{
    for (const ir_port *port = ports->first; port; port = port->next)
        print_port(p, what, port);
}

/* ---- components --------------------------------------------------------- */

static void print_env(const printer *p, const ir_env *env)
{
    static const char *const origins[] = { "", "secret", "config-map",
                                           "field" };

    for (; env; env = env->next) {
        line_start(p, "env");
        buf_printf(p->out, " %.*s: ", STR_ARG(env->name));
        if (env->kind == IR_ENV_TEXT) {
            print_text(p->out, &env->text);
        } else {
            buf_printf(p->out, "%s ", origins[env->kind]);
            if (env->object)
                print_value(p->out, env->object);
            print_pair(p->out, " key ", env->key);
        }
        if (env->optional)
            buf_put(p->out, STR(", optional"));
        line_end(p);
    }
}

static void word_lines(const printer *p, const char *key, const ir_words *words)
{
    if (!words->count)
        return;
    line_start(p, key);
    line_end(p);
    print_words(p->out, p->level + 1, words);
}

static void print_style(const printer *p, const ir_args *args)
{
    if (!args->style)
        return;
    line_start(p, "args-style");
    buf_printf(p->out, ": %s, %s", args->style->name,
               args->generate ? "generated" : "converted");
    if (args->prefix.len)
        print_pair(p->out, ", prefix ", args->prefix);
    if (args->transport.len)
        print_pair(p->out, ", transport ", args->transport);
    put_doc(p->out, ", keys ", args->keys);
    put_doc(p->out, ", bool ", args->bools);
    put_doc(p->out, ", list ", args->lists);
    put_doc(p->out, ", option ", args->option);
    line_end(p);
    word_lines(p, "extra", &args->extra);
}

static void print_container(const printer *p, const ir_container *c)
{
    line(p, "image", c->image);
    line(p, "working-dir", c->working_dir);
    word_lines(p, "command", &c->command);
    word_lines(p, "args", &c->args);
    print_style(p, &c->style);
    print_env(p, c->env);
}

static void print_importer(const printer *p, const ir_importer *i)
{
    line_start(p, "importer");
    buf_printf(p->out,
               " %.*s: ", STR_ARG(ir_type_text(p->out->arena, i->type)));
    print_text(p->out, &i->uri);
    put_doc(p->out, ", metadata ", i->metadata);
    if (i->reimport)
        buf_put(p->out, STR(", reimport"));
    line_end(p);
}

static void print_nodes(const printer *p, const ir_region *region);
static void print_region(const printer *p, const ir_region *region);

static void print_component(const printer *p, const ir_component *c)
{
    printer in = { p->out, p->level + 1 };

    line_end(p);
    line_start(p, "component");
    print_pair(p->out, " ", c->name);
    if (c->twin_of)
        buf_put(p->out, STR(" (twin)"));
    if (c->emitted.len && !str_eq(c->emitted, c->name))
        print_pair(p->out, " as ", c->emitted);
    if (!c->used)
        buf_put(p->out, STR(" (unused)"));
    line_end(p);
    line(&in, "file", c->file);
    line(&in, "description", c->description);
    print_ports(&in, "input", &c->inputs);
    print_ports(&in, "output", &c->outputs);
    switch (c->body) {
    case IR_CONTAINER: print_container(&in, &c->container); break;
    case IR_GRAPH: print_nodes(&in, c->graph); break;
    case IR_IMPORTER: print_importer(&in, &c->importer); break;
    }
}

/* ---- settings ----------------------------------------------------------- */

static void print_pairs(const printer *p, const char *key, const ir_pair *pair)
{
    for (; pair; pair = pair->next)
        value_line(p, key, pair->key, pair->value);
}

static void print_amounts(const printer *p, const char *key,
                          const ir_amounts *a)
{
    if (!a->cpu.len && !a->memory.len && !a->ephemeral.len)
        return;
    line_start(p, key);
    buf_char(p->out, ':');
    if (a->cpu.len)
        print_pair(p->out, " cpu ", a->cpu);
    if (a->memory.len)
        print_pair(p->out, " memory ", a->memory);
    if (a->ephemeral.len)
        print_pair(p->out, " ephemeral-storage ", a->ephemeral);
    line_end(p);
}

static void print_volumes(const printer *p, const ir_volume *v)
{
    static const char *const kinds[] = { "claim",     "secret", "config-map",
                                         "empty-dir", "shm",    "host-path" };

    for (; v; v = v->next) {
        line_start(p, "volume");
        buf_printf(p->out, " %.*s: %s ", STR_ARG(v->mount), kinds[v->kind]);
        if (v->object)
            print_value(p->out, v->object);
        buf_put(p->out, v->size);
        if (v->sub_path.len)
            print_pair(p->out, ", sub-path ", v->sub_path);
        if (v->read_only)
            buf_put(p->out, STR(", read-only"));
        if (v->optional)
            buf_put(p->out, STR(", optional"));
        line_end(p);
    }
}

static void print_pod(const printer *p, const ir_pod *pod)
{
    print_amounts(p, "requests", &pod->requests);
    print_amounts(p, "limits", &pod->limits);
    if (pod->gpu_count.len) {
        line_start(p, "gpu");
        buf_printf(p->out, ": %.*s %.*s %.*s\n", STR_ARG(pod->gpu_count),
                   STR_ARG(pod->gpu_resource), STR_ARG(pod->gpu_type));
    }
    print_pairs(p, "label", pod->labels);
    print_pairs(p, "annotation", pod->annotations);
    print_pairs(p, "node-selector", pod->node_selector);
    print_env(p, pod->env);
    print_volumes(p, pod->volumes);
    doc_line(p, "tolerations", pod->tolerations);
    doc_line(p, "security-context", pod->security_context);
    doc_line(p, "argo-template", pod->argo_template);
    doc_line(p, "tekton-task-spec", pod->tekton_task_spec);
    doc_line(p, "other-platforms", pod->other);
}

static void print_cache(const printer *p, const ir_policy *policy)
{
    switch (policy->cache) {
    case IR_CACHE_UNSAID: return;
    case IR_CACHE_OFF: line(p, "cache", STR("off")); return;
    case IR_CACHE_ON: line(p, "cache", STR("on")); break;
    }
    number_line(p, "cache-seconds", policy->cache_age);
}

static void print_policy(const printer *p, const ir_policy *policy)
{
    line(p, "display-name", policy->display_name);
    line(p, "description", policy->description);
    if (policy->trigger == IR_ALL_DONE)
        line(p, "trigger", STR("all done"));
    number_line(p, "retries", policy->retries);
    number_line(p, "backoff-seconds", policy->backoff);
    if (policy->factor != 1)
        number_line(p, "backoff-factor", policy->factor);
    number_line(p, "max-backoff-seconds", policy->max_backoff);
    number_line(p, "timeout-seconds", policy->timeout);
    print_cache(p, policy);
    if (policy->go_on)
        line(p, "on-failure", STR("continue"));
}

/* ---- nodes -------------------------------------------------------------- */

static void print_needs(const printer *p, const char *key, const ir_need *need)
{
    const char *before = ": ";

    if (!need)
        return;
    line_start(p, key);
    for (; need; need = need->next) {
        str name = need->node ? need->node->name : need->name;

        print_pair(p->out, before, name);
        before = ", ";
    }
    line_end(p);
}

static void print_when(const printer *p, const ir_condition *when)
{
    if (!when)
        return;
    line_start(p, "when ");
    print_condition(p->out, when);
    line_end(p);
}

static void print_arms(const printer *p, const ir_arm *arm)
{
    printer in = { p->out, p->level + 1 };

    for (; arm; arm = arm->next) {
        if (arm->when) {
            print_when(p, arm->when);
        } else {
            line_start(p, "else");
            line_end(p);
        }
        print_region(&in, arm->region);
    }
}

static void print_loop(const printer *p, const ir_node *n)
{
    str item = n->each ? n->each->name : n->item;

    line_start(p, "for ");
    if (n->counter)
        buf_printf(p->out, "%.*s, ", STR_ARG(n->counter->name));
    buf_printf(p->out, "%.*s in ", STR_ARG(item));
    print_value(p->out, n->over);
    if (n->parallelism)
        buf_printf(p->out, ", %lld at a time", (long long)n->parallelism);
    line_end(p);
}

static void print_node(const printer *p, const ir_node *n)
{
    static const char *const kinds[] = { "task", "call", "branch", "loop",
                                         "group" };
    printer in = { p->out, p->level + 1 };

    line_end(p);
    line_start(p, kinds[n->kind]);
    print_pair(p->out, " ", n->name);
    if (n->emitted.len && !str_eq(n->emitted, n->name))
        print_pair(p->out, " as ", n->emitted);
    if (n->component)
        print_pair(p->out, ": ", n->component->name);
    line_end(p);
    for (const ir_binding *b = n->bindings; b; b = b->next)
        value_line(&in, "with", b->name, b->value);
    print_needs(&in, "after", n->after);
    print_needs(&in, "needs", n->needs);
    if (n->policy != &ir_policy_unsaid)
        print_policy(&in, n->policy);
    if (n->pod)
        print_pod(&in, n->pod);
    print_when(&in, n->when);
    if (n->over)
        print_loop(&in, n);
    print_arms(&in, n->arms);
    print_region(&in, n->region);
    if (n->on_exit) {
        line_start(&in, "on-exit\n");
        print_region(&(printer){ in.out, in.level + 1 }, n->on_exit);
    }
}

static void print_nodes(const printer *p, const ir_region *region)
{
    for (const ir_node *n = region->first; n; n = n->next)
        print_node(p, n);
}

static void print_region(const printer *p, const ir_region *region)
{
    if (!region)
        return;
    print_ports(p, "param", &region->inputs);
    print_ports(p, "result", &region->outputs);
    print_nodes(p, region);
}

/* ---- the module --------------------------------------------------------- */

static void print_schedule(const printer *p, const ir_schedule *s)
{
    if (!s)
        return;
    doc_line(p, "schedule", s->crons);
    line(p, "timezone", s->timezone);
    line(p, "concurrency", s->concurrency);
    if (s->suspend)
        line(p, "suspend", STR("yes"));
    number_line(p, "starting-deadline-seconds", s->starting_deadline);
}

static void print_kubernetes(const printer *p, const ir_kubernetes *k)
{
    line(p, "kubernetes.namespace", k->namespace);
    line(p, "kubernetes.service-account", k->service_account);
    doc_line(p, "kubernetes.image-pull-secrets", k->pull_secrets);
    print_pod(p, &k->pod);
}

static void print_platforms(const printer *p, const ir_module *m)
{
    const ir_tekton *t = &m->tekton;
    const ir_vertex *v = &m->vertex;

    line(p, "argo.artifact-repository.config-map",
         m->argo.repository_config_map);
    line(p, "argo.artifact-repository.key", m->argo.repository_key);
    doc_line(p, "argo.ttl", m->argo.ttl);
    doc_line(p, "argo.pod-gc", m->argo.pod_gc);
    doc_line(p, "argo.spec", m->argo.spec);
    line(p, "tekton.workspace.size", t->size);
    line(p, "tekton.workspace.access-mode", t->access_mode);
    line(p, "tekton.workspace.storage-class", t->storage_class);
    line(p, "tekton.workspace.claim", t->claim);
    line(p, "tekton.workspace.sub-path", t->sub_path);
    line(p, "tekton.helper-image", t->helper_image);
    line(p, "tekton.schedule.image", t->schedule_image);
    line(p, "tekton.schedule.service-account", t->schedule_account);
    doc_line(p, "tekton.timeouts", t->timeouts);
    doc_line(p, "tekton.spec", t->spec);
    line(p, "vertex.service-account", v->service_account);
    line(p, "vertex.network", v->network);
    line(p, "vertex.kms-key", v->kms_key);
    line(p, "vertex.failure-policy", v->failure_policy);
    doc_line(p, "vertex.labels", v->labels);
}

void ir_print(buf *out, const ir_module *m)
{
    printer top = { out, 0 }, in = { out, 1 };

    line_start(&top, m->single ? "single " : "pipeline ");
    buf_put(out, m->name);
    line_end(&top);
    line(&in, "description", m->description);
    line(&in, "root", m->root);
    print_ports(&in, "param", &m->body->inputs);
    print_ports(&in, "result", &m->body->outputs);
    print_schedule(&in, m->schedule);
    print_kubernetes(&in, &m->kubernetes);
    print_platforms(&in, m);
    for (const ir_component *c = m->components; c; c = c->next)
        print_component(&top, c);
    print_nodes(&top, m->body);
    if (!m->on_exit)
        return;
    buf_put(out, STR("\non-exit\n"));
    print_region(&in, m->on_exit);
}
