#include "backends/kfp_spec.h"

#include "backends/kfp_flow.h"

/* Settings of pods for which the platform document has no field. */

static const char *const known_security[] = { "runAsUser", "runAsGroup",
                                              "runAsNonRoot", NULL };

bool kfp_has_security(str key)
{
    for (size_t i = 0; known_security[i]; i++)
        if (str_eq(key, str_of(known_security[i])))
            return true;
    return false;
}

static void check_security(session *s, const doc *context)
{
    diag *d;

    if (!doc_is_map(context))
        return;
    doc_each (entry, context) {
        if (kfp_has_security(entry->key))
            continue;
        d = REPORT(s, D_CANNOT_EXPRESS, entry->key_at,
                   "'%.*s' of a security context cannot be expressed",
                   STR_ARG(entry->key));
        diag_help(&s->diags, d,
                  "kfp has runAsUser, runAsGroup and runAsNonRoot");
    }
}

static void check_volume(session *s, const ir_volume *v)
{
    diag *d;

    if (v->kind != IR_VOLUME_CLAIM || !v->read_only)
        return;
    d = REPORT(s, D_QUALITY_LOST, v->at,
               "'read-only' of a claim has no effect");
    diag_help(&s->diags, d, "kfp mounts claims for reading and writing");
}

/* Of all tasks; a task's own is judged by the table. */
static void check_host_paths(session *s, const ir_pod *all)
{
    diag *d;

    for (const ir_volume *v = all->volumes; v; v = v->next) {
        if (v->kind != IR_VOLUME_HOST_PATH)
            continue;
        d = REPORT(s, D_CANNOT_EXPRESS, v->at, "a host path cannot be mounted");
        diag_help(&s->diags, d, "mount a claim");
    }
}

/* The platform calls a volume as its claim, secret or config map is called. */
static void check_names(session *s, const ir_volume *volumes)
{
    map names = map_new(s->arena);
    diag *d;

    for (const ir_volume *v = volumes; v; v = v->next) {
        str name = kfp_literal(v->object);

        if (!name.len || v->kind == IR_VOLUME_HOST_PATH)
            continue;
        if (!map_get(&names, name)) {
            map_put(&names, name, s);
            continue;
        }
        d = REPORT(s, D_CANNOT_EXPRESS, v->at,
                   "a second volume '%.*s' cannot be mounted", STR_ARG(name));
        diag_help(&s->diags, d,
                  "kfp names a volume after its claim, secret or config map: "
                  "mount each name once");
    }
}

static void check_pod(session *s, const ir_pod *pod)
{
    for (const ir_volume *v = pod->volumes; v; v = v->next)
        check_volume(s, v);
    check_security(s, pod->security_context);
}

typedef struct pods_check {
    const emitter *out;
    const ir_pod *all;
} pods_check;

static void check_node(ir_node *n, void *context)
{
    const pods_check *in = context;

    if (n->component->body == IR_GRAPH)
        return;
    check_names(in->out->session, kfp_volumes(in->out->arena, n, in->all));
    if (n->pod)
        check_pod(in->out->session, n->pod);
}

void kfp_check_pods(const emitter *out, const ir_module *m)
{
    pods_check in = { out, kfp_all_pods(out, m) };

    if (!in.all)
        return;
    check_pod(out->session, in.all);
    check_host_paths(out->session, in.all);
    kfp_each_node(m, check_node, &in);
}
