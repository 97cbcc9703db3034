#ifndef IR_PASS_H
#define IR_PASS_H

#include "base/session.h"
#include "ir/ir.h"

typedef struct pass {
    const char *name, *summary;
    void (*run)(session *s, ir_module *m);
} pass;

/* The shared passes, in order; ends with NULL. */
extern const pass *const shared_passes[];

/* Runs passes in order, ir_verify after each; stops after the first pass that
 * left errors, unless it is the session's only chance to report more. */
void passes_run(session *s, ir_module *m, const pass *const *list);

/*
 * Checks what must hold between passes (resolved names, ports of the right
 * component, acyclic needs, parents). A violation is our bug: D_INTERNAL.
 */
void ir_verify(session *s, const ir_module *m, const char *after);

/* Shared passes (each in its file pass_<name>.c). */
extern const pass pass_resolve; /* IR_NAME -> what it names */
extern const pass pass_types;   /* types of values, fit of bindings */
extern const pass pass_edges;   /* needs, cycles, unused things */
extern const pass pass_images;  /* every image is an image reference */
extern const pass pass_args;    /* argument styles; optional words */

/* Lowering passes a back end may list. */
/* Fixed output files (ir_port.file): a line of sh copies them to where the
 * target looks; all of them, or only those with a relative path. */
extern const pass lower_files, lower_relative_files;
/* Arguments by run-time environment variables become words of `env`. */
extern const pass lower_variables;
extern const pass lower_shape; /* absent inputs, constants to be inlined */
/*
 * Branches, loops and groups become calls of graphs that name nothing outside
 * of themselves; `when`, `over`, `each` and `counter` say the rest. A single
 * task in an arm, or in a loop that gives it nothing but item and index as
 * they are, stands there without a graph. lower_close_whole makes graphs for
 * these, too, and one more around a branch of one arm that others wait for.
 * The graph of such a call has it as `owner`; graphs of sub-pipelines have
 * none, and may be called many times.
 */
extern const pass lower_close, lower_close_whole;

#endif
