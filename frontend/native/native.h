#ifndef FRONTEND_NATIVE_NATIVE_H
#define FRONTEND_NATIVE_NATIVE_H

/*
 * The native language, one file per concept: document.c (the top level),
 * ports.c (params, inputs, types), components.c, words.c, args.c, env.c,
 * tasks.c, groups.c (groups, branches, loops), sweep.c, hydra_tree.c,
 * hydra_scalar.c, hydra_inputs.c (Hydra's configs), names.c (of tasks and loop
 * variables), policy.c, pod.c, volumes.c, platform.c, check.c (forms of texts).
 */

#include "base/doc.h"
#include "base/pattern.h"
#include "base/session.h"
#include "frontend/fields.h"
#include "frontend/template.h"
#include "ir/ir.h"

/* An entry of `components:`, or a file that tasks use as it is. */
typedef struct native_component {
    ir_component *component; /* NULL: poisoned */
    ir_component *last;      /* the newest changed copy of it, or NULL */
    bool used;               /* a task takes it as it is */
    bool replaced;           /* a task takes a copy of it */
} native_component;

/* One document on its way into a module. */
typedef struct native {
    session *s;
    arena *arena;   /* of the module: it shares no docs with the source */
    arena *scratch; /* of what is known until the document ends */
    arena *trees;   /* of the source's doc; NULL: that is not used up */
    ir_module *m;
    map components; /* native_component by name */
    map files;      /* native_component by the text of `uses:` */
    map names;      /* of tasks, groups and loop variables; names.c */
    bool on_exit;   /* the tasks of on-exit are being read */
    /* The key was there but wrong, or misspelled: names of its entries are
     * not looked up. */
    bool no_params, no_components, no_tasks;
} native;

/* ---- envs.c -------------------------------------------------------------- */

/* The document with the session's entry of `envs` laid over it, or as it is
 * when none was chosen. NULL after a finding. */
const doc *native_with_env(session *s, const doc *document);

/* ---- check.c: forms of texts --------------------------------------------- */

/* D_BAD_VALUE: what stands there, and what was expected ("a count"). */
void native_bad_value(native *n, const doc *d, const char *expected);
/* Id rules, D_BAD_NAME. what: "a task". Gives the name in any case. */
str native_id(native *n, str name, span at, const char *what);
/* The text of a scalar of some form; empty after a finding or for NULL. */
str native_text(native *n, const doc *d);
str native_quantity(native *n, const doc *d);
str native_object_name(native *n, const doc *d);
str native_image(native *n, const doc *d);
/* Seconds; -1 after a finding or for NULL. */
int64_t native_duration(native *n, const doc *d);
/* An integer of at least `least`; -1 after a finding or for NULL. */
int64_t native_count(native *n, const doc *d, int64_t least);
/* Index of the one of words (ends with NULL) that d is; -1 after a finding. */
int native_choice(native *n, const doc *d, const char *const *words);
bool native_bool(const doc *d);

/* ---- ports.c ------------------------------------------------------------- */

ir_type native_type(native *n, const doc *d);
void native_params(native *n, const doc *d);
void native_inputs(native *n, const doc *d, ir_ports *to);
void native_outputs(native *n, const doc *d, ir_ports *to);

/* The entry `hydra` of `inputs` when it names a config file; else NULL. */
const doc *native_hydra_path(const doc *inputs);
/* Declares the keys of the config tree as inputs of `to`, but for those that
 * its ports have, or that `args` gives to some. The keys of ports that have
 * another name, or NULL. hydra_inputs.c */
const doc *native_hydra_inputs(native *n, const doc *path, const doc *args,
                               ir_component *to);

/* ---- words.c, args.c, env.c ---------------------------------------------- */

/* Whose ports the words name. quiet: its ports are wrong already. */
typedef struct native_owner {
    ir_component *component;
    bool quiet;
} native_owner;

void native_words(native *n, const doc *list, native_owner of, ir_words *to);
void native_word_text(native *n, const doc *d, native_owner of, ir_text *to);
/* How the inputs are read, found anew from the words. */
void native_note_uses(ir_component *c);
/* The key `args`: words or a style. */
void native_args(native *n, const doc *d, native_owner of);
/* Adds the entries of a map to a list; one of the same name is replaced. of is
 * NULL where a text must be constant. */
void native_env(native *n, const doc *d, const native_owner *of, ir_env **to);

/* Warns of words that sweep inside of one container. sweep.c */
void native_warn_multirun(native *n, const ir_words *words);

/* ---- components.c -------------------------------------------------------- */

void native_components(native *n, const doc *d);
/* What a task says about its component. */
typedef struct native_use {
    const doc *component, *uses;       /* one of them */
    const doc *image, *command, *args; /* replaced for this task */
} native_use;
/* NULL after a finding. */
ir_component *native_component_of(native *n, const native_use *use);
/* Takes entries that no task has as they are, only changed, out again. */
void native_drop_replaced(native *n);

/* ---- tasks.c; more in tasks.h ------------------------------------------- */

/* Reads the entries of a `tasks` map into a region. */
void native_tasks(native *n, const doc *d, ir_region *to);
void native_on_exit(native *n, const doc *d);
/* template_value, with names spoiled that cannot be looked up. */
ir_value *native_value(native *n, const doc *d);

/* ---- policy.c, pod.c, volumes.c, platform.c ------------------------------ */

typedef struct native_policy {
    const doc *retries, *timeout, *cache, *on_failure, *display, *description;
} native_policy;
const ir_policy *native_read_policy(native *n, const native_policy *from);

typedef struct native_pod {
    const doc *resources, *gpu, *selector, *tolerations, *env, *volumes;
    const doc *labels, *annotations, *security;
} native_pod;
bool native_pod_said(const native_pod *from);
void native_read_pod(native *n, const native_pod *from, ir_pod *to);
ir_pair *native_labels(native *n, const doc *d);
ir_volume *native_volumes(native *n, const doc *d);

/* The key `schedule`. */
void native_schedule(native *n, const doc *d);
void native_kubernetes(native *n, const doc *d);
void native_argo(native *n, const doc *d);
void native_tekton(native *n, const doc *d);
void native_vertex(native *n, const doc *d);

#endif
