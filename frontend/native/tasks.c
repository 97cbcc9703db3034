#include "frontend/native/tasks.h"

/* The docs of the entries of `tasks:` are given back after so many, with all
 * that stands before them: that was read earlier. */
enum { FORGET_EVERY = 1024 };

typedef struct task_fields {
    native_use use;
    native_policy policy;
    native_pod pod;
    native_flow flow;
    const doc *with, *after, *argo, *tekton;
} task_fields;

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

static void spoil_names(ir_value *v, void *context)
{
    ir_each_value(v, spoil_name, context);
}

ir_condition *native_condition(native *n, const doc *d, span at)
{
    ir_condition *c = d ? template_condition(n->s, d) : NULL;

    if (!c) {
        c = NEW(n->arena, ir_condition);
        c->test = IR_TEST_VALUE;
        c->at = at;
        c->left = ir_value_new(n->arena, IR_BAD, at);
    }
    if (n->no_params || n->no_tasks)
        ir_condition_each_value(c, spoil_names, n);
    return c;
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
        { "tasks", FIELD_MAP, false, &f->flow.tasks },
        { "if", FIELD_ANY, false, &f->flow.when },
        { "else", FIELD_MAP, false, &f->flow.other },
        { "foreach", FIELD_MAP, false, &f->flow.foreach },
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

/* With a key wrong and no `with`, the wrong one may have been it. */
static ir_node *read_leaf(native *n, const doc *task, const task_fields *f,
                          ir_region *to, bool right)
{
    ir_node *node = ir_node_add(n->arena, to, IR_TASK, task->key, task->key_at);

    if (!doc_is_map(task) || doc_get(task, STR("tasks")))
        return node;
    node->component = read_component(n, task, &f->use);
    if (node->component && node->component->body == IR_GRAPH)
        node->kind = IR_CALL;
    if (!right && !f->with)
        node->component = NULL;
    read_with(n, f->with, node);
    node->policy = native_read_policy(n, &f->policy);
    node->pod = read_pod(n, task, f);
    return node;
}

/* ---- groups -------------------------------------------------------------- */

/* What a group takes besides; other keys of a task belong to its tasks. */
static const char *const group_keys[] = {
    "tasks",   "if",         "else",         "foreach",     "after",
    "retries", "on-failure", "display-name", "description", NULL,
};

static bool is_group_key(str key)
{
    for (size_t i = 0; group_keys[i]; i++)
        if (str_eq(str_of(group_keys[i]), key))
            return true;
    return false;
}

static void refuse_key(native *n, const doc *entry)
{
    diag *d = REPORT(n->s, D_KEYS_CONFLICT, entry->key_at,
                     "'%.*s' stands beside 'tasks'", STR_ARG(entry->key));

    diag_help(&n->s->diags, d,
              "a group takes if, else, foreach, after, retries, on-failure, "
              "display-name and description; say '%.*s' on the tasks in it",
              STR_ARG(entry->key));
}

/* Unknown keys were reported as that. */
static void refuse_leaf_keys(native *n, const doc *group, const task_fields *f)
{
    const doc *const known[] = {
        f->use.component,   f->use.uses,        f->use.image,
        f->use.command,     f->use.args,        f->with,
        f->pod.resources,   f->pod.gpu,         f->pod.selector,
        f->pod.tolerations, f->pod.env,         f->pod.volumes,
        f->pod.labels,      f->pod.annotations, f->pod.security,
        f->policy.timeout,  f->policy.cache,    f->argo,
        f->tekton,
    };

    doc_each (entry, group)
        for (size_t i = 0; i < COUNT(known); i++)
            if (known[i] == entry && !is_group_key(entry->key))
                refuse_key(n, entry);
}

static void read_group(native *n, const doc *group, const task_fields *f,
                       const native_place *at)
{
    native_policy policy = f->policy;

    refuse_leaf_keys(n, group, f);
    policy.timeout = policy.cache = NULL;
    at->outer->policy = native_read_policy(n, &policy);
    native_tasks(n, f->flow.tasks, at->inner);
}

/* ---- tasks --------------------------------------------------------------- */

static void refuse_in_exit(native *n, const doc *entry)
{
    if (!entry)
        return;
    diag_help(&n->s->diags,
              REPORT(n->s, D_KEYS_CONFLICT, entry->key_at,
                     "'%.*s' stands in a task of 'on-exit'",
                     STR_ARG(entry->key)),
              "an exit task runs a component; it may have 'if'");
}

static void check_flow(native *n, const doc *task, const native_flow *f,
                       bool right)
{
    if (n->on_exit) {
        refuse_in_exit(n, f->tasks);
        refuse_in_exit(n, f->foreach);
        refuse_in_exit(n, f->other);
    }
    if (f->other && !f->when && right)
        diag_help(&n->s->diags,
                  REPORT(n->s, D_MISSING_KEY, f->other->key_at,
                         "task '%.*s' has 'else' but no 'if'",
                         STR_ARG(field_excerpt(n->arena, task->key))),
                  "say when its own part runs: if: ${{ … }}");
}

static void read_task(native *n, const doc *task, ir_region *to)
{
    task_fields f = { .with = NULL };
    native_place where;
    ir_node *leaf = NULL;
    bool right;

    native_task_name(n, task);
    right = read_fields(n, task, &f);
    check_flow(n, task, &f.flow, right);
    where = native_flow_begin(n, task, &f.flow, to);
    if (f.flow.tasks) {
        read_group(n, task, &f, &where);
    } else {
        leaf = read_leaf(n, task, &f, where.inner, right);
        if (!where.outer)
            where.outer = leaf;
    }
    read_after(n, f.after, where.outer);
    native_flow_end(n, &f.flow, &where, leaf);
}

void native_tasks(native *n, const doc *d, ir_region *to)
{
    uint32_t done = 0;

    if (!d)
        return;
    if (!d->count)
        REPORT(n->s, D_BAD_VALUE, d->key_at,
               "'%.*s' is empty, but at least one task was expected",
               STR_ARG(d->key));
    doc_each (child, d) {
        read_task(n, child, to);
        if (n->trees && to == n->m->body && ++done % FORGET_EVERY == 0)
            arena_forget(n->trees, child);
    }
}

void native_on_exit(native *n, const doc *d)
{
    map names = n->names;

    if (!d)
        return;
    n->m->on_exit = NEW(n->arena, ir_region);
    n->m->on_exit->at = d->key_at;
    n->names = map_new(n->scratch);
    n->on_exit = true;
    native_tasks(n, d, n->m->on_exit);
    n->on_exit = false;
    n->names = names;
}
