#include "ir/pass.h"

const pass *const shared_passes[] = { &pass_resolve, &pass_types, &pass_edges,
                                      &pass_images,  &pass_args,  NULL };

/*
 * The shared passes all run, whatever they report: poison keeps later ones
 * quiet about the same mistake. A target's own passes count on a right module.
 */
void passes_run(session *s, ir_module *m, const pass *const *list)
{
    bool all = list == shared_passes;
    uint32_t before = s->diags.errors;

    for (; *list; list++) {
        (*list)->run(s, m);
        ir_verify(s, m, (*list)->name);
        if (!all && s->diags.errors > before)
            return;
    }
}
