#ifndef BACKENDS_TEKTON_TEXT_H
#define BACKENDS_TEKTON_TEXT_H

#include "backends/k8s/k8s.h"
#include "ir/ir.h"

/*
 * Words and values in Tekton's spelling, and the one place that scans literal
 * text for what Tekton or the kubelet would expand. Tekton knows no escape for
 * `$(`; inside a step an environment variable that holds "$" serves as one.
 */

/* What the spelling of a step's words needs (k8s_container_form.target). */
typedef struct tekton_words {
    const ir_module *module;
    str dollar; /* name of the helper variable */
} tekton_words;

/* The name of the workspace that carries artifacts. */
extern const char *const tekton_workspace;
/* The parameter that gives the root when the pipeline says none. */
extern const char *const tekton_root_param;
/* The helper variable; a task whose own variables take the name gets another
 * (see tekton_dollar_name). */
str tekton_dollar_name(arena *a, const ir_node *task, const ir_pod *all);

/* A k8s_spell: words of command, args and env. */
str tekton_word(k8s_container *into, const ir_text *text);
/* A value for `params` of a PipelineTask, and for results of the Pipeline. */
str tekton_value(arena *a, const ir_value *v);
/* The value a task gives to an input: its binding, else NULL. */
const ir_value *tekton_bound(const ir_node *task, const ir_port *input);

/* True when a text cannot be a parameter of a task and arrive unchanged. */
bool tekton_would_expand(str text);
/* The same for the literal parts of a value. */
bool tekton_value_expands(arena *a, const ir_value *v);
/* True when the value of a pipeline's parameter would change on its way to a
 * program. names: variables that programs have (the kubelet expands those). */
bool tekton_param_expands(str text, const map *names);

/* Calls fn for every piece of a component's command, args and env. */
void tekton_each_piece(const ir_component *c,
                       void (*fn)(ir_piece *piece, void *context),
                       void *context);
/* True when the words of c name a local path of an artifact. */
bool tekton_uses_paths(const ir_component *c);
/* True when the words of c name the uri of an artifact. */
bool tekton_uses_uris(const ir_component *c);
/* True when uris are used and the pipeline says no root. */
bool tekton_wants_root(const ir_module *m);

#endif
