#ifndef FRONTEND_NATIVE_HYDRA_CONFIG_H
#define FRONTEND_NATIVE_HYDRA_CONFIG_H

#include "frontend/native/native.h"

/*
 * A Hydra config tree as files tell it: what is chosen in structured configs,
 * packages of Python and search paths only the program knows.
 */

/* A file of the tree, laid over those before it. */
typedef struct hydra_part {
    const doc *doc; /* a map */
    str package;    /* dotted, where its keys go; empty: the top */
    struct hydra_part *next;
} hydra_part;

/* A group with an option in some defaults list. */
typedef struct hydra_group {
    str key;     /* of the override that chooses another option */
    str option;  /* the one that is chosen; empty: none */
    bool needed; /* ???: the run must choose */
    bool many;   /* a list of options */
    span at;
    struct hydra_group *next;
} hydra_group;

typedef struct hydra_tree {
    hydra_part *parts;   /* in the order in which they are laid */
    hydra_group *groups; /* in the order of the defaults lists */
} hydra_tree;

/* The tree of the primary config that `path` names; findings are reported. */
hydra_tree native_hydra_tree(native *n, const doc *path);

/* What OmegaConf, a reader of YAML 1.1, takes a scalar for; `missing` is that
 * of ???, `live` of a text with ${...} in it. */
typedef struct hydra_scalar {
    doc_kind kind;
    bool missing, live;
} hydra_scalar;
hydra_scalar native_hydra_scalar(native *n, const doc *d);

#endif
