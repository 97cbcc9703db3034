#ifndef BACKENDS_BACKEND_H
#define BACKENDS_BACKEND_H

#include "backends/hazards.h"
#include "base/doc.h"
#include "base/session.h"
#include "ir/ir.h"
#include "ir/pass.h"
#include "ir/semantics.h"

/* What the caller asked for, beside the pipeline itself. Empty: not said. */
typedef struct emit_options {
    str kind;
    str name;    /* replaces the pipeline's name */
    str variant; /* the object is called NAME-VARIANT, whoever named it */
    str run_id;  /* the run object is called NAME-RUN_ID */
    str release; /* template kinds are called NAME-RELEASE */
    str namespace;
    bool generate_name; /* run objects get generateName */
    /* A map of texts for the objects and the runs they start, or NULL. What it
     * says stands over what the pipeline says. */
    const doc *labels;
} emit_options;

/* Options that not every resource kind has a use for, as bits. */
uint32_t emit_options_given(const emit_options *options);
uint32_t emit_options_read(str kind);
/* "a run id": the option of one bit. */
const char *emit_option_noun(uint32_t bit);

/* Findings about labels that objects of a kind cannot have. */
void emit_check_labels(session *s, str kind, const doc *labels);

typedef enum output_form {
    FORM_YAML, /* documents, written by yaml_write with --- between */
    FORM_JSON, /* one document, written by json_write */
    FORM_TEXT  /* the back end writes emitter.text itself */
} output_form;

/* Where a back end puts what it makes. */
typedef struct emitter {
    session *session;
    arena *arena;
    const struct backend *backend;
    emit_options options;
    str kind;     /* the resource kind that was chosen, one of backend->kinds */
    doc *docs;    /* DOC_SEQ of documents, in order */
    buf *text;    /* FORM_TEXT: goes here */
    str job_id;   /* how to call the run when the manifest cannot carry it */
    str run_hint; /* what to tell the user about running it again, or empty */
} emitter;

/* Limits of one target; 0 is none. Sizes are bytes of compact JSON. */
typedef struct size_limits {
    size_t warn_object, max_object, max_argument;
    /* Of the `args` of a container together, when a `$` in them is written for
     * the kubelet: longer ones reach the program without it. */
    size_t max_dollar_arguments;
    uint32_t max_templates, max_tasks;
} size_limits;

typedef struct backend {
    const char *name, *summary;
    const char *suffix; /* ".argo.yaml" */
    output_form form;
    const char *const *kinds; /* resource kinds, the default first; NULL ends */
    const char *scheduled;    /* the default kind with a schedule, or NULL */
    const semantics *can;     /* CONSTRUCT_COUNT rows; NULL: says everything */
    const pass *const *lower; /* its own lowering, in order; NULL ends */
    const size_limits *sizes; /* NULL: none */
    /*
     * Findings that need more than the table: names that do not fit, texts the
     * target would expand, a missing root. Before emit; may be NULL. It sees
     * the module after `lower`.
     */
    void (*check)(const emitter *out, const ir_module *m);
    /* Everything that can be wrong was found before. FORM_TEXT: may be called
     * again for one more copy of the text. */
    void (*emit)(emitter *out, const ir_module *m);
    /* `command`, `args` and `env` of a task, as emit writes them; NULL: it
     * writes none. */
    doc *(*program)(const emitter *out, const ir_module *m,
                    const ir_node *task);
    hazard_column hazards; /* with program */
} backend;

/* Ends with NULL. */
extern const backend *const backends[];
const backend *backend_find(str name);

extern const backend backend_argo, backend_tekton, backend_vertex, backend_kfp;
extern const backend backend_mermaid, backend_dot, backend_tree, backend_ir;

/* The name of the object before any suffix: --name, else the module's, with the
 * variant. */
str emit_name(const emitter *out, const ir_module *m);
/* The name of a template kind: NAME, or NAME-RELEASE. */
str emit_template_name(const emitter *out, const ir_module *m);
/*
 * The name of a run object: base-RUN_ID, else "train-1a2b3c4d": base with 8 hex
 * digits of the SHA-256 of the documents as compact JSON, keys in written
 * order, one after the other. The second may be NULL.
 */
str emit_run_name(const emitter *out, str base, const doc *first,
                  const doc *second);
/* Lays the caller's labels over `own` (may be NULL), in place; NULL when there
 * are none. */
doc *emit_labels(const emitter *out, doc *own);
/* Sets run_hint: how a run object is run again. */
void emit_run_hint(emitter *out);
/* D_NAME_TOO_LONG when a name of the object is over its limit. */
void emit_check_name(const emitter *out, const ir_module *m, str name,
                     size_t longest);
/* D_NO_COMMAND for every component in use that leaves the command to the
 * image. */
void emit_check_commands(const emitter *out, const ir_module *m);
/* D_MIXED_USE for an artifact that is written by uri and read by path, or the
 * other way round, on targets that copy nothing between the two. */
void emit_check_uris(const emitter *out, const ir_module *m);
/* D_LARGE and D_TOO_LARGE for what was emitted, by the back end's limits. */
void sizes_check(const emitter *out);

/*
 * Names. A rule says what a target accepts; names_unique gives each of a list
 * a legal name near its own, the same for the same input, unique in the scope.
 */
typedef struct name_rule {
    const char *allowed; /* other characters become '-' (or '_' with under) */
    bool lower;          /* letters become lower case */
    bool alnum_ends;     /* first and last must be a letter or digit */
    bool letter_first;   /* a digit at the start gets a letter before it */
    char filler;         /* stands for characters that are not allowed */
    bool no_double_filler;
    uint32_t longest;            /* longer names are cut and get a hash */
    const char *const *reserved; /* NULL ends; may be NULL */
} name_rule;

typedef struct name_scope {
    arena *arena;
    const name_rule *rule;
    map taken;
} name_scope;

name_scope name_scope_new(arena *a, const name_rule *rule);
/* A legal, unused name for wanted; it is taken from now on. */
str name_take(name_scope *in, str wanted);

#endif
