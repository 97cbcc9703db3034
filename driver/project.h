#ifndef DRIVER_PROJECT_H
#define DRIVER_PROJECT_H

#include "driver/run.h"

/*
 * pipec.yaml: the manifests that a project has, and how each is made. Settings
 * stand at four levels (project, pipeline, entry of the matrix, target); what
 * stands nearer to the manifest wins, and params and labels merge.
 */

/* The manifests of one target. */
typedef struct project_target {
    run_target run; /* its folder is relative to the project */
    str settings;   /* a digest of all that pipec.yaml says about them */
    struct project_target *next;
} project_target;

/* What one compilation makes: one source, one set of parameters. */
typedef struct project_job {
    str source; /* relative to the project */
    span at;    /* of it in pipec.yaml */
    str env, root;
    span env_at;
    const doc *schedule; /* or NULL */
    run_param *params;
    project_target *targets, **last_target;
    struct project_job *next;
} project_job;

typedef struct project {
    str folder;        /* of pipec.yaml, as seen from the current folder */
    source *file;      /* pipec.yaml, the first source of its session */
    str component_map; /* a digest of it */
    project_job *jobs, **last_job;
} project;

/*
 * Reads FOLDER/pipec.yaml. False after findings. Spans are right in every
 * session whose first source it is.
 */
bool project_read(session *s, str folder, project *out);
/* Whether a path ends in a name that a manifest gets:
 * NAME.TARGET[.ENV][.KIND].yaml. */
bool project_is_manifest(str path);
/* Options, as bits, that a target may have a use for, with a schedule or
 * without. */
uint32_t project_options(const run_target *t);

#endif
