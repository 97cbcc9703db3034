#include "backends/tekton_flow.h"

/*
 * Tekton skips who reads a result of a skipped task, so no task can read those
 * of all arms. In each arm a helper task keeps the value of its arm in the
 * same file; who waits for all of them finds the value there.
 */

static bool are_outputs(const ir_value *v)
{
    for (const ir_value *part = v->first; part; part = part->next)
        if (part->kind != IR_NODE_OUTPUT)
            return false;
    return true;
}

static bool can_keep(const tekton_lister *in, const ir_value *v)
{
    const ir_tekton *t = &in->module->tekton;

    return t->helper_image.len &&
           (t->workspace || doc_get(t->spec, STR("workspaces"))) &&
           are_outputs(v);
}

/* ---- the keepers ----------------------------------------------------------- */

typedef struct keeper {
    ir_node *task; /* of the first arm; its output is the file */
    ir_port *file;
    ir_need *all;
} keeper;

static str key_of(arena *a, const ir_value *v)
{
    buf key = buf_new(a);

    for (const ir_value *part = v->first; part; part = part->next)
        buf_printf(&key, "%.*s.%.*s ", STR_ARG(part->node->emitted),
                   STR_ARG(part->port->name));
    return buf_str(&key);
}

static ir_type file_type(const ir_value *v)
{
    if (v->type.kind == IR_ARTIFACT)
        return v->type;
    return (ir_type){ .kind = IR_ARTIFACT, .schema = &ir_schema_artifact };
}

static ir_value *output_of(arena *a, const keeper *k, span at)
{
    ir_value *v = ir_value_new(a, IR_NODE_OUTPUT, at);

    v->node = k->task;
    v->port = k->file;
    v->type = k->file->type;
    return v;
}

static void keep(tekton_lister *in, keeper *k, const ir_value *part,
                 uint32_t number)
{
    arena *a = in->arena;
    bool file = part->type.kind == IR_ARTIFACT;
    str name = arena_printf(a, "%.*s-%.*s-kept", STR_ARG(part->node->emitted),
                            STR_ARG(part->port->id));
    const char *program =
        file ? "templates/shims/point.sh" : "templates/shims/keep.sh";
    tekton_helper h =
        tekton_helper_new(a, in->module, name, "sh", program, part->at);
    ir_need *need = NEW(a, ir_need);
    ir_node *task;

    if (number)
        tekton_helper_file(&h, output_of(a, k, part->at));
    else
        k->file = tekton_helper_output(&h, file_type(part));
    if (file)
        tekton_helper_file(&h, part);
    else
        tekton_helper_value(&h, part);
    task = tekton_helper_task(in, &h, name, part->node->when);
    if (!number)
        k->task = task;
    need->node = task;
    need->at = part->at;
    need->next = k->all;
    k->all = need;
}

static keeper *keeper_for(tekton_lister *in, const ir_value *v)
{
    str key = key_of(in->arena, v);
    keeper *k = map_get(&in->keepers, key);
    uint32_t number = 0;

    if (k)
        return k;
    k = NEW(in->arena, keeper);
    map_put(&in->keepers, key, k);
    for (const ir_value *part = v->first; part; part = part->next)
        keep(in, k, part, number++);
    return k;
}

/* ---- who reads ---------------------------------------------------------------- */

static void wait_for_all(tekton_lister *in, ir_node *task, const keeper *k)
{
    for (const ir_need *need = k->all; need; need = need->next)
        tekton_need(in->arena, task, need->node, need->at);
}

static ir_value *take(tekton_lister *in, const keeper *k, const ir_value *v)
{
    arena *a = in->arena;
    str name =
        arena_printf(a, "%.*s-%.*s",
                     STR_ARG(in->task ? in->task->emitted : in->module->name),
                     STR_ARG(v->first->port->id));
    tekton_helper h = tekton_helper_new(a, in->module, name, "sh",
                                        "templates/shims/take.sh", v->at);
    ir_value *got = ir_value_new(a, IR_NODE_OUTPUT, v->at);

    got->port = tekton_helper_output(&h, v->type);
    got->type = v->type;
    tekton_helper_file(&h, output_of(a, k, v->at));
    got->node =
        tekton_helper_task(in, &h, name, in->task ? in->task->when : NULL);
    wait_for_all(in, got->node, k);
    return got;
}

static void replace(ir_value *v, const ir_value *by)
{
    ir_value *next = v->next;
    str key = v->key;

    *v = *by;
    v->next = next;
    v->key = key;
}

void tekton_take_one_of(tekton_lister *in, ir_value *v)
{
    const keeper *k;
    ir_value old = *v;

    if (v->kind != IR_ONE_OF) {
        for (ir_value *part = ir_value_parts(v); part; part = part->next)
            tekton_take_one_of(in, part);
        return;
    }
    if (!can_keep(in, v))
        return;
    k = keeper_for(in, v);
    if (v->first->type.kind != IR_ARTIFACT)
        replace(v, take(in, k, v));
    else
        replace(v, output_of(in->arena, k, v->at));
    if (!in->task)
        return;
    tekton_drop_needs(in->task, &old);
    if (v->type.kind != IR_ARTIFACT)
        tekton_need(in->arena, in->task, v->node, v->at);
    for (const ir_need *need = k->all; need; need = need->next)
        if (v->type.kind == IR_ARTIFACT)
            tekton_need(in->arena, in->task, need->node, v->at);
}
