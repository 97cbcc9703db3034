#ifndef BACKENDS_ARGO_TEXT_H
#define BACKENDS_ARGO_TEXT_H

#include "backends/k8s/k8s.h"
#include "ir/ir.h"

/*
 * Words and values in Argo's spelling, and the one place that scans literal
 * text for what Argo or the kubelet would expand.
 *
 * Argo replaces `{{name}}` and `{{=expression}}` anywhere in a template's JSON,
 * several times over, and knows no escape. In command, args and env the
 * kubelet runs later and replaces `$(NAME)` and `$$`: there a helper variable
 * that holds "{" keeps a literal `{{` apart until Argo is done.
 */

/* The target of k8s_container_form: what uris are made of. */
typedef struct argo_words {
    const ir_module *module;
} argo_words;

/* The helper variable that holds "{". */
extern const char *const argo_brace_name;
/* The parameter that gives the root when the pipeline says none. */
extern const char *const argo_root_param;

/* True when Argo would replace a part of the text. */
bool argo_expands(str text);
/* The same; true also for an open `{{` that would swallow what follows it. */
bool argo_is_unsafe(str text);

/*
 * True when a simple tag cannot carry the text: Argo writes control characters,
 * and some beyond U+FFFF, in Go's manner into JSON, which cannot be read then.
 */
bool argo_breaks(str text);

/* A k8s_spell: words of command, args and env. */
str argo_word(k8s_container *into, const ir_text *text);

/* Text for the kubelet: `$` doubled where it must be. */
str argo_dollars(arena *a, str text, bool tag_follows);
/* True when the type's values hold no character that needs care. */
bool argo_is_plain(ir_type t);
/* The variable of a fact of the run; empty when Argo has none. */
str argo_fact(ir_fact fact);

/* Where a value stands decides what inputs and facts are called. */
typedef struct argo_scope {
    bool pipeline; /* tasks of the pipeline itself: workflow.parameters */
    bool looped;   /* a task that Argo multiplies: see argo_value.c */
    const ir_node *watched; /* whose end an exit handler sees; NULL: the run */
} argo_scope;

/* A value for an argument: literal text and tags. */
str argo_value(arena *a, const ir_value *v, argo_scope scope);
/* The same as contents of a raw artifact, which the kubelet reads as well. */
str argo_raw_value(arena *a, const ir_value *v, argo_scope scope);
/* The value as an expression that gives text, without braces. */
str argo_expression(arena *a, const ir_value *v, argo_scope scope);
/* A text as an expression spells it, in quotes. */
str argo_quoted(arena *a, str text);
/* A constant as an argument. Lists and maps hide braces as JSON can. */
str argo_constant(arena *a, const doc *d);
/* A constant as contents of a raw artifact. */
str argo_raw_constant(arena *a, const doc *d);
/* ROOT/RUN/TASK/NAME of a task's output, as an argument. */
str argo_uri(arena *a, const ir_module *m, const ir_node *task,
             const ir_port *output);
/*
 * The literal text in a value that Argo would replace or stumble over; empty
 * when there is none. Constant lists and maps have none: JSON can hide braces.
 */
str argo_unsafe_literal(arena *a, const ir_value *v);

#endif
