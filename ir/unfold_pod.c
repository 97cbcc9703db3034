#include "ir/unfold.h"

static ir_text copy_text(arena *a, const ir_text *from)
{
    ir_text to = { .at = from->at };

    for (const ir_piece *p = from->first; p; p = p->next)
        ir_piece_copy(a, &to, p);
    return to;
}

static ir_value *value_or_null(unfolding *u, unfold_scope *in,
                               const ir_value *v)
{
    return v ? unfold_value(u, in, v) : NULL;
}

static ir_pair *pairs(unfolding *u, unfold_scope *in, const ir_pair *from)
{
    ir_pair *first = NULL, **link = &first;

    for (; from; from = from->next) {
        ir_pair *to = NEW(u->arena, ir_pair);

        *to = *from;
        to->value = value_or_null(u, in, from->value);
        *link = to;
        link = &to->next;
    }
    *link = NULL;
    return first;
}

static ir_env *env(unfolding *u, unfold_scope *in, const ir_env *from)
{
    ir_env *first = NULL, **link = &first;

    for (; from; from = from->next) {
        ir_env *to = NEW(u->arena, ir_env);

        *to = *from;
        to->text = copy_text(u->arena, &from->text);
        to->object = value_or_null(u, in, from->object);
        *link = to;
        link = &to->next;
    }
    *link = NULL;
    return first;
}

static ir_volume *volumes(unfolding *u, unfold_scope *in, const ir_volume *from)
{
    ir_volume *first = NULL, **link = &first;

    for (; from; from = from->next) {
        ir_volume *to = NEW(u->arena, ir_volume);

        *to = *from;
        to->object = value_or_null(u, in, from->object);
        *link = to;
        link = &to->next;
    }
    *link = NULL;
    return first;
}

ir_pod *unfold_pod(unfolding *u, unfold_scope *in, const ir_pod *from)
{
    ir_pod *to;

    if (!from)
        return NULL;
    to = NEW(u->arena, ir_pod);
    *to = *from;
    to->labels = pairs(u, in, from->labels);
    to->annotations = pairs(u, in, from->annotations);
    to->node_selector = pairs(u, in, from->node_selector);
    to->env = env(u, in, from->env);
    to->volumes = volumes(u, in, from->volumes);
    return to;
}
