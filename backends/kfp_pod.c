#include "backends/kfp_spec.h"

static void take_names(map *taken, const ir_env *env)
{
    for (; env; env = env->next)
        map_put(taken, env->name, taken);
}

/* Adds the entries of env whose name no closer list has. */
static ir_env **add(arena *a, ir_env **last, const ir_env *env,
                    const map *closer)
{
    for (; env; env = env->next) {
        if (map_get(closer, env->name))
            continue;
        *last = NEW(a, ir_env);
        **last = *env;
        (*last)->next = NULL;
        last = &(*last)->next;
    }
    return last;
}

ir_env *kfp_env(arena *a, const ir_node *n, const ir_pod *all)
{
    const ir_env *own = n->component->container.env;
    const ir_env *task = n->pod ? n->pod->env : NULL;
    map closer = map_new(a), none = map_new(a);
    ir_env *first = NULL, **last = &first;

    take_names(&closer, task);
    last = add(a, last, own, &closer);
    last = add(a, last, task, &none);
    take_names(&closer, own);
    if (all)
        add(a, last, all->env, &closer);
    return first;
}

str kfp_literal(const ir_value *v)
{
    return v && v->kind == IR_CONSTANT ? v->constant->text : STR("");
}

static ir_volume **add_volume(arena *a, ir_volume **last, const ir_volume *v)
{
    *last = NEW(a, ir_volume);
    **last = *v;
    (*last)->next = NULL;
    return &(*last)->next;
}

ir_volume *kfp_volumes(arena *a, const ir_node *n, const ir_pod *all)
{
    const ir_volume *own = n->pod ? n->pod->volumes : NULL;
    ir_volume *first = NULL, **last = &first;
    map mounts = map_new(a);

    for (const ir_volume *v = own; v; v = v->next)
        map_put(&mounts, v->mount, &mounts);
    for (const ir_volume *v = all ? all->volumes : NULL; v; v = v->next)
        if (!map_get(&mounts, v->mount))
            last = add_volume(a, last, v);
    for (; own; own = own->next)
        last = add_volume(a, last, own);
    return first;
}

const ir_pod *kfp_all_pods(const emitter *out, const ir_module *m)
{
    bool kubernetes = !str_eq(str_of(out->backend->name), STR("vertex"));

    return kubernetes ? &m->kubernetes.pod : NULL;
}
