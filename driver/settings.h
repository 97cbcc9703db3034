#ifndef DRIVER_SETTINGS_H
#define DRIVER_SETTINGS_H

#include "driver/run.h"
#include "frontend/fields.h"

/*
 * What pipec.yaml says at one of its levels (project, pipeline, entry of the
 * matrix, target) about how manifests are made. What stands nearer to the
 * manifest wins; params and labels merge, their nearest entries win.
 */
typedef struct settings {
    struct settings *outer; /* the next level, or NULL */
    const doc *said;        /* the mapping; may have other keys, too */
    bool names_variant;     /* its `name` is not that of the object */
    uint32_t used; /* options, as bits, that a target below has a use for */
} settings;

/*
 * Reads the mapping of a level: the settings, and the keys of `own` (ends with
 * a NULL key). `what` names the mapping in findings. False after a finding.
 */
bool settings_read(session *s, const settings *level, const char *what,
                   const field *own);
/* D_BAD_VALUE and false for a path that leaves the project. */
bool settings_check_path(session *s, const doc *path);
/* Whether this level says what a compilation has only one of. */
bool settings_split(const settings *level);

/* What holds for a target whose own level this is. */
str settings_text(const settings *level, const char *key);
span settings_env_at(const settings *level);
const doc *settings_schedule(const settings *level);
emit_options settings_options(arena *a, const settings *level);
/* Outer levels first: the last value of a parameter wins. Files are named as
 * seen from the current folder. */
run_param *settings_params(arena *a, const settings *level, str project);
/* A folder in the project, `manifests` unless said. */
str settings_out(arena *a, const settings *level);
/* All that is said at this level and the outer ones, for a digest. */
doc *settings_copy(arena *a, const settings *level);

/* Notes that a target has a use for these options, bits. */
void settings_use(arena *a, settings *level, uint32_t options);
/* W0705 for options of this level that no target below had a use for. */
void settings_report_unused(session *s, const settings *level);

#endif
