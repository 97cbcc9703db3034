#include "frontend/native/native.h"

static const char *const access_modes[] = { "ReadWriteOnce", "ReadWriteMany",
                                            NULL };
static const char *const failure_policies[] = { "fast", "slow", NULL };

/* Kept as that platform spells it. */
static const doc *raw(native *n, const doc *d)
{
    return d ? template_constant(n->s, d, D_BAD_REFERENCE_PLACE,
                                 "a platform's block")
             : NULL;
}

/* ---- kubernetes ---------------------------------------------------------- */

static const doc *name_list(native *n, const doc *d)
{
    bool right = true;

    if (!d)
        return NULL;
    doc_each (child, d) {
        right = field_expect(n->s, child, FIELD_STRING) && right;
        native_object_name(n, child);
    }
    return right ? doc_copy(n->arena, d) : NULL;
}

static void read_namespace(native *n, const doc *d, ir_kubernetes *to)
{
    if (!d)
        return;
    to->namespace_at = d->at;
    to->namespace = native_text(n, d);
    if (to->namespace.len > 63 ||
        !pattern_matches(n->s, PATTERN_NAME, to->namespace))
        native_bad_value(n, d,
                         "a name of at most 63 lower case letters, digits "
                         "and '-'");
}

void native_kubernetes(native *n, const doc *d)
{
    ir_kubernetes *to = &n->m->kubernetes;
    const doc *namespace = NULL, *account = NULL, *secrets = NULL;
    native_pod pod = { .env = NULL };
    const field fields[] = {
        { "namespace", FIELD_STRING, false, &namespace },
        { "service-account", FIELD_STRING, false, &account },
        { "image-pull-secrets", FIELD_SEQ, false, &secrets },
        { "labels", FIELD_MAP, false, &pod.labels },
        { "annotations", FIELD_MAP, false, &pod.annotations },
        { "node-selector", FIELD_MAP, false, &pod.selector },
        { "tolerations", FIELD_SEQ, false, &pod.tolerations },
        { "env", FIELD_MAP, false, &pod.env },
        { "volumes", FIELD_SEQ, false, &pod.volumes },
        { "security-context", FIELD_MAP, false, &pod.security },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d)
        return;
    fields_read(n->s, d, "'kubernetes'", fields);
    read_namespace(n, namespace, to);
    to->service_account = native_object_name(n, account);
    if (account)
        to->service_account_at = account->at;
    to->pull_secrets = name_list(n, secrets);
    to->pod.at = d->key_at;
    native_read_pod(n, &pod, &to->pod);
}

/* ---- argo ---------------------------------------------------------------- */

static void read_repository(native *n, const doc *d, ir_argo *to)
{
    const doc *map_name = NULL, *key = NULL;
    const field fields[] = {
        { "config-map", FIELD_STRING, true, &map_name },
        { "key", FIELD_STRING, true, &key },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d)
        return;
    fields_read(n->s, d, "'artifact-repository'", fields);
    to->repository_config_map = native_object_name(n, map_name);
    to->repository_key = native_text(n, key);
}

void native_argo(native *n, const doc *d)
{
    ir_argo *to = &n->m->argo;
    const doc *repository = NULL, *ttl = NULL, *pod_gc = NULL, *spec = NULL;
    const field fields[] = {
        { "artifact-repository", FIELD_MAP, false, &repository },
        { "ttl", FIELD_ANY, false, &ttl },
        { "pod-gc", FIELD_ANY, false, &pod_gc },
        { "spec", FIELD_MAP, false, &spec },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d)
        return;
    to->at = d->key_at;
    fields_read(n->s, d, "'argo'", fields);
    read_repository(n, repository, to);
    to->ttl = raw(n, ttl);
    to->pod_gc = raw(n, pod_gc);
    to->spec = raw(n, spec);
}

/* ---- tekton -------------------------------------------------------------- */

typedef struct workspace_fields {
    const doc *size, *mode, *class_name, *claim, *sub_path;
} workspace_fields;

static bool is_one_workspace(native *n, const doc *d, const workspace_fields *f)
{
    const doc *made[] = { f->size, f->mode, f->class_name };

    if (!f->claim && !f->size) {
        REPORT(n->s, D_MISSING_KEY, d->key_at,
               "'workspace' has neither 'size' nor 'claim'");
        return false;
    }
    for (size_t i = 0; i < COUNT(made); i++) {
        if (!f->claim || !made[i])
            continue;
        diag_help(&n->s->diags,
                  REPORT(n->s, D_KEYS_CONFLICT, made[i]->key_at,
                         "'%.*s' stands beside 'claim'", STR_ARG(made[i]->key)),
                  "a workspace is {size, access-mode, storage-class}, made for "
                  "the run, or {claim, sub-path}, which is there");
        return false;
    }
    if (f->claim || !f->sub_path)
        return true;
    diag_help(&n->s->diags,
              REPORT(n->s, D_KEYS_CONFLICT, f->sub_path->key_at,
                     "'sub-path' stands beside 'size'"),
              "a sub-path is a folder of a 'claim'");
    return false;
}

static void read_workspace(native *n, const doc *d, ir_tekton *to)
{
    workspace_fields f = { .size = NULL };
    const field fields[] = {
        { "size", FIELD_STRING, false, &f.size },
        { "access-mode", FIELD_STRING, false, &f.mode },
        { "storage-class", FIELD_STRING, false, &f.class_name },
        { "claim", FIELD_STRING, false, &f.claim },
        { "sub-path", FIELD_STRING, false, &f.sub_path },
        { NULL, FIELD_ANY, false, NULL },
    };
    int mode;

    if (!d)
        return;
    to->workspace = true;
    to->workspace_at = d->key_at;
    if (!fields_read(n->s, d, "'workspace'", fields) ||
        !is_one_workspace(n, d, &f))
        return;
    mode = native_choice(n, f.mode, access_modes);
    to->access_mode = mode < 0 ? STR("") : str_of(access_modes[mode]);
    to->size = native_quantity(n, f.size);
    to->storage_class = native_object_name(n, f.class_name);
    to->claim = native_object_name(n, f.claim);
    to->sub_path = native_text(n, f.sub_path);
}

static void read_schedule(native *n, const doc *d, ir_tekton *to)
{
    const doc *image = NULL, *account = NULL;
    const field fields[] = {
        { "image", FIELD_STRING, true, &image },
        { "service-account", FIELD_STRING, true, &account },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d)
        return;
    fields_read(n->s, d, "'schedule'", fields);
    to->schedule_image = native_image(n, image);
    to->schedule_account = native_object_name(n, account);
}

void native_tekton(native *n, const doc *d)
{
    ir_tekton *to = &n->m->tekton;
    const doc *workspace = NULL, *helper = NULL, *schedule = NULL;
    const doc *timeouts = NULL, *spec = NULL;
    const field fields[] = {
        { "workspace", FIELD_MAP, false, &workspace },
        { "helper-image", FIELD_STRING, false, &helper },
        { "schedule", FIELD_MAP, false, &schedule },
        { "timeouts", FIELD_MAP, false, &timeouts },
        { "spec", FIELD_MAP, false, &spec },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d)
        return;
    to->at = d->key_at;
    fields_read(n->s, d, "'tekton'", fields);
    read_workspace(n, workspace, to);
    to->helper_image = native_image(n, helper);
    read_schedule(n, schedule, to);
    to->timeouts = raw(n, timeouts);
    to->spec = raw(n, spec);
}

/* ---- vertex -------------------------------------------------------------- */

static const doc *text_map(native *n, const doc *d)
{
    bool right = true;

    if (!d)
        return NULL;
    doc_each (child, d)
        right = field_expect(n->s, child, FIELD_STRING) && right;
    return right ? raw(n, d) : NULL;
}

void native_vertex(native *n, const doc *d)
{
    ir_vertex *to = &n->m->vertex;
    const doc *account = NULL, *network = NULL, *key = NULL, *policy = NULL;
    const doc *labels = NULL;
    const field fields[] = {
        { "service-account", FIELD_STRING, false, &account },
        { "network", FIELD_STRING, false, &network },
        { "kms-key", FIELD_STRING, false, &key },
        { "failure-policy", FIELD_STRING, false, &policy },
        { "labels", FIELD_MAP, false, &labels },
        { NULL, FIELD_ANY, false, NULL },
    };
    int choice;

    if (!d)
        return;
    to->at = d->key_at;
    fields_read(n->s, d, "'vertex'", fields);
    to->service_account = native_text(n, account);
    to->network = native_text(n, network);
    to->kms_key = native_text(n, key);
    choice = native_choice(n, policy, failure_policies);
    to->failure_policy =
        choice < 0 ? STR("") : str_of(failure_policies[choice]);
    to->labels = text_map(n, labels);
}
