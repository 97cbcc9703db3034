#include "backends/kfp_spec.h"

#include "backends/kfp_text.h"
#include "ir/shape.h"

/*
 * A constant given to an input is put into the words as it is, and then the
 * kubelet reads `$$` and `$(NAME)` in it. In the words themselves it is safe.
 */

static bool is_changed(arena *a, const ir_binding *b)
{
    return b->value->kind == IR_CONSTANT && ir_is_parameter(b->port) &&
           kfp_kubelet_expands(ir_constant_text(a, b->value->constant));
}

static void run(session *s, ir_module *m)
{
    ir_binding *next;

    for (ir_node *n = m->body->first; n; n = n->next)
        for (ir_binding *b = n->bindings; b; b = next) {
            next = b->next;
            if (is_changed(s->arena, b))
                ir_inline_constant(s, m, n, b);
        }
}

const pass lower_kfp_constants = {
    "kfp-constants", "constants that the kubelet would change go into the words",
    run
};
