#include "frontend/native/native.h"

/* What references may begin with besides a task's name. */
static const char *const reserved[] = { "params", "index",   "run",
                                        "inputs", "outputs", NULL };

/* The docs of the entries of `tasks:` are given back after so many, with all
 * that stands before them: that was read earlier. */
enum { FORGET_EVERY = 1024 };

typedef struct task_fields {
    native_use use;
    native_policy policy;
    native_pod pod;
    const doc *with, *after, *argo, *tekton;
} task_fields;

/* ---- names --------------------------------------------------------------- */

static void check_name(native *n, const doc *task)
{
    ir_node *other = map_get(&n->nodes, task->key);
    str name = native_id(n, task->key, task->key_at, "a task");

    for (size_t i = 0; reserved[i]; i++)
        if (str_eq(str_of(reserved[i]), name))
            diag_help(&n->s->diags,
                      REPORT(n->s, D_BAD_NAME, task->key_at,
                             "'%s' is no name for a task", reserved[i]),
                      "references begin with params, index, run, inputs and "
                      "outputs, so these are taken");
    if (other)
        diag_note(&n->s->diags,
                  REPORT(n->s, D_DUPLICATE_NAME, task->key_at,
                         "a second task is called '%.*s'",
                         STR_ARG(field_excerpt(n->arena, name))),
                  other->at, "the first one is here");
}

static ir_node *add_node(native *n, const doc *task)
{
    ir_node *node;

    check_name(n, task);
    node = ir_node_add(n->arena, n->m->body, IR_TASK, task->key, task->key_at);
    map_put(&n->nodes, task->key, node);
    return node;
}

/* ---- values -------------------------------------------------------------- */

static void spoil_name(ir_value *v, void *context)
{
    const native *n = context;
    bool param;

    if (v->kind != IR_NAME)
        return;
    param = str_eq(ir_value_name(v).head, STR("params"));
    if (param ? n->no_params : n->no_tasks)
        v->kind = IR_BAD;
}

ir_value *native_value(native *n, const doc *d)
{
    ir_value *v = template_value(n->s, d);

    if (n->no_params || n->no_tasks)
        ir_each_value(v, spoil_name, n);
    return v;
}

/* ---- with, after --------------------------------------------------------- */

static void read_with(native *n, const doc *d, ir_node *to)
{
    ir_binding **last = &to->bindings;

    if (!d)
        return;
    doc_each (child, d) {
        ir_binding *b = NEW(n->arena, ir_binding);

        b->name = child->key;
        b->at = child->key_at;
        b->value = native_value(n, child);
        *last = b;
        last = &b->next;
    }
}

static void read_after(native *n, const doc *d, ir_node *to)
{
    ir_need **last = &to->after;

    if (!d)
        return;
    doc_each (child, d) {
        ir_need *need;

        if (!field_expect(n->s, child, FIELD_STRING))
            continue;
        need = NEW(n->arena, ir_need);
        need->name = child->text;
        need->at = child->at;
        *last = need;
        last = &need->next;
    }
}

/* ---- component, pod ------------------------------------------------------ */

static ir_component *read_component(native *n, const doc *task,
                                    const native_use *use)
{
    if (use->component && use->uses) {
        diag_help(&n->s->diags,
                  REPORT(n->s, D_KEYS_CONFLICT, use->uses->key_at,
                         "'uses' stands beside 'component'"),
                  "a task runs an entry of 'components' or a file, not both");
        return NULL;
    }
    if (use->component || use->uses)
        return native_component_of(n, use);
    REPORT(n->s, D_MISSING_KEY, task->key_at,
           "task '%.*s' has neither 'component' nor 'uses'",
           STR_ARG(field_excerpt(n->arena, task->key)));
    return NULL;
}

static const doc *platform_key(native *n, const doc *d, const char *key)
{
    const doc *block = NULL;
    const field fields[] = {
        { key, FIELD_MAP, false, &block },
        { NULL, FIELD_ANY, false, NULL },
    };

    if (!d || !fields_read(n->s, d, "this block of a task", fields) || !block)
        return NULL;
    return template_constant(n->s, block, D_NOT_YET, "a platform's block");
}

static ir_pod *read_pod(native *n, const doc *task, const task_fields *f)
{
    ir_pod *pod;

    if (!native_pod_said(&f->pod) && !f->argo && !f->tekton)
        return NULL;
    pod = NEW(n->arena, ir_pod);
    pod->at = task->key_at;
    native_read_pod(n, &f->pod, pod);
    pod->argo_template = platform_key(n, f->argo, "template");
    pod->tekton_task_spec = platform_key(n, f->tekton, "task-spec");
    return pod;
}

/* ---- tasks --------------------------------------------------------------- */

static bool read_fields(native *n, const doc *task, task_fields *f)
{
    const field fields[] = {
        { "component", FIELD_STRING, false, &f->use.component },
        { "uses", FIELD_STRING, false, &f->use.uses },
        { "image", FIELD_STRING, false, &f->use.image },
        { "command", FIELD_SEQ, false, &f->use.command },
        { "args", FIELD_ANY, false, &f->use.args },
        { "with", FIELD_MAP, false, &f->with },
        { "after", FIELD_SEQ, false, &f->after },
        { "tasks", FIELD_NOT_YET, false, NULL },
        { "if", FIELD_NOT_YET, false, NULL },
        { "else", FIELD_NOT_YET, false, NULL },
        { "foreach", FIELD_NOT_YET, false, NULL },
        { "resources", FIELD_MAP, false, &f->pod.resources },
        { "gpu", FIELD_ANY, false, &f->pod.gpu },
        { "node-selector", FIELD_MAP, false, &f->pod.selector },
        { "tolerations", FIELD_SEQ, false, &f->pod.tolerations },
        { "env", FIELD_MAP, false, &f->pod.env },
        { "volumes", FIELD_SEQ, false, &f->pod.volumes },
        { "labels", FIELD_MAP, false, &f->pod.labels },
        { "annotations", FIELD_MAP, false, &f->pod.annotations },
        { "security-context", FIELD_MAP, false, &f->pod.security },
        { "retries", FIELD_ANY, false, &f->policy.retries },
        { "timeout", FIELD_STRING, false, &f->policy.timeout },
        { "cache", FIELD_ANY, false, &f->policy.cache },
        { "on-failure", FIELD_STRING, false, &f->policy.on_failure },
        { "display-name", FIELD_STRING, false, &f->policy.display },
        { "description", FIELD_STRING, false, &f->policy.description },
        { "argo", FIELD_MAP, false, &f->argo },
        { "tekton", FIELD_MAP, false, &f->tekton },
        { NULL, FIELD_ANY, false, NULL },
    };

    return fields_read(n->s, task, "a task", fields);
}

/* The tasks of a group are not read yet, but others may name them. */
static void skip_tasks(native *n, const doc *group)
{
    const doc *tasks = doc_get(group, STR("tasks"));

    if (doc_is_map(tasks))
        doc_each (task, tasks) {
            add_node(n, task);
            skip_tasks(n, task);
        }
    if (doc_get(group, STR("else")))
        skip_tasks(n, doc_get(group, STR("else")));
}

/* With a key wrong and no `with`, the wrong one may have been it. */
static void read_task(native *n, const doc *task)
{
    ir_node *node = add_node(n, task);
    task_fields f = { .with = NULL };
    bool right;

    right = read_fields(n, task, &f);
    skip_tasks(n, task);
    if (!doc_is_map(task) || doc_get(task, STR("tasks")) ||
        doc_get(task, STR("foreach")))
        return;
    node->component = read_component(n, task, &f.use);
    if (!right && !f.with)
        node->component = NULL;
    read_with(n, f.with, node);
    read_after(n, f.after, node);
    node->policy = native_read_policy(n, &f.policy);
    node->pod = read_pod(n, task, &f);
}

void native_tasks(native *n, const doc *d)
{
    uint32_t done = 0;

    if (!d)
        return;
    if (!d->count)
        REPORT(n->s, D_BAD_VALUE, d->key_at,
               "'tasks' is empty, but at least one task was expected");
    doc_each (child, d) {
        read_task(n, child);
        if (n->trees && ++done % FORGET_EVERY == 0)
            arena_forget(n->trees, child);
    }
}
