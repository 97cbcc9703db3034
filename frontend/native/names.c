#include "frontend/native/tasks.h"

/* What references may begin with besides a task's name. */
static const char *const reserved[] = { "params", "index",   "run",
                                        "inputs", "outputs", NULL };

/* Who has a name: tasks, groups and loop variables share them. */
typedef struct owner {
    span at;
    bool item;
} owner;

static void refuse_reserved(native *n, str name, span at, const char *what)
{
    for (size_t i = 0; reserved[i]; i++)
        if (str_eq(str_of(reserved[i]), name))
            diag_help(&n->s->diags,
                      REPORT(n->s, D_BAD_NAME, at, "'%s' is no name for %s",
                             reserved[i], what),
                      "references begin with params, index, run, inputs and "
                      "outputs, so these are taken");
}

static void take(native *n, str name, span at, bool item)
{
    owner *o = NEW(n->arena, owner);

    o->at = at;
    o->item = item;
    map_put(&n->names, name, o);
}

void native_task_name(native *n, const doc *task)
{
    const owner *other = map_get(&n->names, task->key);
    str name = native_id(n, task->key, task->key_at, "a task");

    refuse_reserved(n, name, task->key_at, "a task");
    if (!other) {
        take(n, name, task->key_at, false);
        return;
    }
    diag_note(&n->s->diags,
              REPORT(n->s, D_DUPLICATE_NAME, task->key_at,
                     other->item ? "a task is called '%.*s' like a loop's "
                                   "variable"
                                 : "a second task is called '%.*s'",
                     STR_ARG(field_excerpt(n->arena, name))),
              other->at,
              other->item ? "the loop is here" : "the first one is here");
}

void native_item_name(native *n, str name, span at)
{
    const owner *other = map_get(&n->names, name);
    diag *d;

    native_id(n, name, at, "a loop's variable");
    refuse_reserved(n, name, at, "a loop's variable");
    if (!other) {
        take(n, name, at, true);
        return;
    }
    if (other->item && str_eq(name, STR("item")))
        return;
    d = REPORT(n->s, D_DUPLICATE_NAME, at,
               other->item ? "a second loop's variable is called '%.*s'"
                           : "a loop's variable is called '%.*s' like a task",
               STR_ARG(field_excerpt(n->arena, name)));
    diag_note(&n->s->diags, d, other->at,
              other->item ? "the first one is here" : "the task is here");
    diag_help(&n->s->diags, d, "choose another name: foreach: {in: …, as: …}");
}
