#ifndef BASE_SESSION_H
#define BASE_SESSION_H

#include "base/diag.h"
#include "base/map.h"
#include "base/source.h"

/*
 * Reads a file for the library: 0 and the text (allocated in the arena), or a
 * negative value when there is no such file or it cannot be read; *why then
 * says so in a few words.
 */
typedef int read_file_fn(arena *a, str path, str *text, str *why,
                         void *context);

/* Everything one compilation shares. There are no globals. */
typedef struct session {
    arena *arena;
    sources sources;
    diags diags;
    read_file_fn *read;
    void *read_context;
    struct patterns *patterns; /* compiled on first use; base/pattern.c */
    str project_root;          /* files named by `uses:` must stay under it */
    str env;                   /* the chosen entry of `envs`; or empty */
    span env_at;               /* where it is chosen, or NOWHERE */
    uint32_t sub_pipelines;    /* how often one pipeline used another */
    map shared;                /* component_map.c: components by file, */
    const void *shared_in;     /* which are in this module */
    bool asked_map;            /* component-map of the project was looked at */
} session;

#define REPORT(s, id, at, ...) diag_report(&(s)->diags, (id), (at), __VA_ARGS__)

#endif
