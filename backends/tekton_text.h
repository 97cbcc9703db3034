#ifndef BACKENDS_TEKTON_TEXT_H
#define BACKENDS_TEKTON_TEXT_H

#include "backends/k8s/k8s.h"
#include "ir/ir.h"

/*
 * Words and values in Tekton's spelling, and the one place that scans literal
 * text for what Tekton or the kubelet would expand. Tekton knows no escape for
 * `$(`; inside a step an environment variable that holds "$" serves as one.
 */

/* The tasks of a lowered module, exit tasks last. */
typedef struct tekton_tasks {
    ir_node **items;
    uint32_t count;
} tekton_tasks;

tekton_tasks tekton_tasks_of(arena *a, const ir_module *m);

/* What the spelling of a step's words needs (k8s_container_form.target). */
typedef struct tekton_words {
    const ir_module *module;
    map bound; /* value of a binding by the input's name */
} tekton_words;

tekton_words tekton_words_of(arena *a, const ir_module *m, const ir_node *task);
/* The value a task gives to an input: its binding, else NULL. */
const ir_value *tekton_bound(const tekton_words *words, const ir_port *input);

/* The name of the workspace that carries artifacts. */
extern const char *const tekton_workspace;
/* The parameter that gives the root when the pipeline says none. */
extern const char *const tekton_root_param;

/* A k8s_spell: words of command, args and env. */
str tekton_word(k8s_container *into, const ir_text *text);
/* True when an input gets a text by a parameter of the task: a parameter with
 * a value; or an artifact of the Pipeline, as its path in the workspace or its
 * uri.
 */
bool tekton_is_param(const tekton_words *words, const ir_port *input);
/* A value for `params` of a PipelineTask, and for results of the Pipeline. */
str tekton_value(arena *a, const ir_value *v);

/* True when a text is safer in the task's own words than in a parameter. */
bool tekton_would_expand(str text);
/* True when a literal part of a value, given to a parameter of a task, would
 * be refused or changed on its way to the program. */
bool tekton_value_expands(arena *a, const ir_value *v);
/* True when the value of a pipeline's parameter would change on its way to a
 * program. names: variables that programs have (the kubelet expands those). */
bool tekton_param_expands(str text, const map *names);

/* Calls fn for every piece of a task's command, args and env. */
void tekton_each_piece(const ir_node *task,
                       void (*fn)(ir_piece *piece, void *context),
                       void *context);
/* The first local path of an artifact in the words of a task, or NULL. */
const ir_piece *tekton_first_path(const ir_node *task);
/* The first uri in them that is built from the root, or NULL. */
const ir_piece *tekton_first_rooted(const tekton_words *words,
                                    const ir_node *task);
/* The first such uri of a module that says no root, or NULL. */
const ir_piece *tekton_without_root(arena *a, const ir_module *m);

#endif
