#include "backends/k8s/k8s.h"

/* ---- environment --------------------------------------------------------- */

static doc *key_ref(arena *a, const ir_env *e)
{
    doc *d = doc_map(a);

    doc_put_text(a, d, "name", k8s_text(e->object));
    doc_put_text(a, d, "key", e->key);
    if (e->optional)
        doc_put(a, d, STR("optional"), doc_bool(a, true));
    return d;
}

static doc *value_from(arena *a, const ir_env *e)
{
    doc *d = doc_map(a);
    doc *field = doc_map(a);

    switch (e->kind) {
    case IR_ENV_SECRET:
        doc_put(a, d, STR("secretKeyRef"), key_ref(a, e));
        break;
    case IR_ENV_CONFIG_MAP:
        doc_put(a, d, STR("configMapKeyRef"), key_ref(a, e));
        break;
    case IR_ENV_FIELD:
        doc_put_text(a, field, "fieldPath", e->key);
        doc_put(a, d, STR("fieldRef"), field);
        break;
    case IR_ENV_TEXT: break;
    }
    return d;
}

static doc *env_entry(k8s_container *c, const ir_env *e, k8s_spell *spell)
{
    doc *d = doc_map(c->arena);

    doc_put_text(c->arena, d, "name", e->name);
    if (e->kind == IR_ENV_TEXT)
        doc_put_text(c->arena, d, "value", spell(c, &e->text));
    else
        doc_put(c->arena, d, STR("valueFrom"), value_from(c->arena, e));
    return d;
}

static void take_names(map *taken, const ir_env *env)
{
    for (; env; env = env->next)
        map_put(taken, env->name, taken);
}

static map names_of(arena *a, const ir_env *env)
{
    map taken = map_new(a);

    take_names(&taken, env);
    return taken;
}

/* Adds the entries of env whose name no closer list has. */
static void put_env(k8s_container *c, const ir_env *env, const map *closer,
                    k8s_spell *spell)
{
    for (const ir_env *e = env; e; e = e->next)
        if (!map_get(closer, e->name))
            doc_push(c->arena, c->env, env_entry(c, e, spell));
}

/* The settings of all pods give way to the component's own, these to the
 * task's. */
static void put_all_env(k8s_container *c, const ir_pod *all, k8s_spell *spell)
{
    const ir_pod *pod = c->task->pod;
    const ir_env *own = c->task->component->container.env;
    map closer = names_of(c->arena, pod ? pod->env : NULL);
    map none = map_new(c->arena);

    put_env(c, own, &closer, spell);
    if (pod)
        put_env(c, pod->env, &none, spell);
    take_names(&closer, own);
    if (all)
        put_env(c, all->env, &closer, spell);
}

str k8s_free_env_name(arena *a, const ir_node *task, const ir_pod *all,
                      str wanted)
{
    map taken = names_of(a, task->component->container.env);
    str name = wanted;

    take_names(&taken, task->pod ? task->pod->env : NULL);
    take_names(&taken, all ? all->env : NULL);
    for (unsigned i = 2; map_get(&taken, name); i++)
        name = arena_printf(a, "%.*s_%u", STR_ARG(wanted), i);
    return name;
}

/* The helper stands first: a variable is expanded only in what follows it. */
static doc *env_list(k8s_container *c, const k8s_container_form *form)
{
    doc *list = doc_seq(c->arena);
    doc *helper = doc_map(c->arena);

    if (!c->needs_dollar || !form->dollar_name.len)
        return c->env;
    doc_put_text(c->arena, helper, "name", form->dollar_name);
    doc_put_text(c->arena, helper, "value",
                 form->dollar_value.len ? form->dollar_value : STR("$"));
    doc_push(c->arena, list, helper);
    doc_each (entry, c->env)
        doc_push(c->arena, list, doc_copy(c->arena, entry));
    return list;
}

/* ---- the container ------------------------------------------------------- */

static doc *words(k8s_container *c, const ir_words *from, k8s_spell *spell)
{
    doc *list = doc_seq(c->arena);

    for (const ir_word *w = from->first; w; w = w->next)
        if (w->kind == IR_WORD_TEXT)
            doc_push(c->arena, list, doc_string(c->arena, spell(c, &w->text)));
    return list;
}

static void put_unless_empty(arena *a, doc *onto, const char *key, doc *list)
{
    if (list && list->count)
        doc_put(a, onto, str_of(key), list);
}

doc *k8s_container_fields(arena *a, doc *onto, const ir_node *task,
                          const ir_pod *all, const k8s_container_form *form)
{
    const ir_container *from = &task->component->container;
    k8s_container c = { .arena = a,
                        .task = task,
                        .env = doc_seq(a),
                        .dollar_name = form->dollar_name,
                        .target = form->target };
    doc *security = k8s_merged_security(a, task->pod, all);

    doc_put_text(a, onto, "image", from->image);
    put_unless_empty(a, onto, "command",
                     doc_flow(words(&c, &from->command, form->spell)));
    put_unless_empty(a, onto, "args", words(&c, &from->args, form->spell));
    if (from->working_dir.len)
        doc_put_text(a, onto, "workingDir", from->working_dir);
    put_all_env(&c, all, form->spell);
    put_unless_empty(a, onto, "env", env_list(&c, form));
    put_unless_empty(a, onto, form->resources_key, k8s_resources(a, task->pod));
    put_unless_empty(a, onto, "securityContext",
                     k8s_container_security(a, security));
    return onto;
}
