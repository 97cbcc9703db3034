#ifndef DRIVER_BUILD_H
#define DRIVER_BUILD_H

#include "driver/context.h"
#include "driver/digests.h"
#include "driver/folder.h"
#include "driver/lockfile.h"
#include "driver/project.h"

/*
 * Making a project's manifests what pipec.yaml says. build.c goes through the
 * project; build_compile.c makes what is not up to date; build_state.c compares
 * it with what is there; build_write.c writes; build_track.c asks what version
 * control misses.
 */

typedef enum manifest_state {
    MANIFEST_SAME,
    MANIFEST_MISSING,
    MANIFEST_STALE,      /* it is what pipec wrote, from other inputs */
    MANIFEST_EDITED,     /* somebody else wrote it, or changed it */
    MANIFEST_IN_THE_WAY, /* it never was pipec's */
    MANIFEST_ORPHANED    /* nothing makes it any more */
} manifest_state;

/* A manifest that is not what it should be. */
typedef struct manifest {
    str path; /* relative to the project */
    manifest_state state;
    str text;        /* what it should be */
    str seen;        /* a digest of what it was; or empty */
    str diff;        /* when that is to be shown */
    bool is_tracked; /* by version control; known for a left-over one alone */
    struct file_draft *draft;
    struct manifest *next;
} manifest;

/* Who makes a manifest. */
typedef struct claim {
    const run_target *target;
    str source;
} claim;

typedef struct build {
    pipec *ctx;
    arena *arena;     /* of the context */
    arena *turn;      /* as long as it lives the project is ours */
    session *session; /* likewise */
    const pipec_build_options *options;
    pipec_build_mode mode; /* of the options */
    uint32_t overridden;   /* options of the call that a target uses, as bits */
    bool trusts;           /* what pipec.lock says need not be made again */
    project project;
    str base; /* the folder of manifests' paths: the project, or another */
    lockfile lock, journal;
    digests digests;
    lock_line **lines; /* of the new pipec.lock */
    size_t n_lines, cap_lines;
    map claimed; /* claim by the path of a manifest */
    map folders; /* of manifests that lie in the project */
    map inputs;  /* that the current compilation has read */
    manifest *manifests, **last_manifest;
    bool failed; /* something is wrong, so that nothing is written */
} build;

/* Files of this stem are nobody else's while the project is ours; this one
 * tells what is about to be written. */
#define BUILD_STEM ".pipec-build-"
#define BUILD_JOURNAL BUILD_STEM "lock"

/* A name as seen from the current folder, relative to the project; and back. */
str build_relative(const build *b, str name);
str build_name(const build *b, str path);
/* The name of a manifest as seen from the current folder. */
str build_manifest_name(const build *b, str path);
/* Notes what a warning that was made an error means. */
void build_heed(build *b, const diag *d);
/* How a finding of --check is cured. */
void build_help(build *b, session *s, diag *about);
/* Adds a line to the new pipec.lock. */
void build_add_line(build *b, lock_line *line);
/* Notes that a target makes a manifest; false, after a finding, when another
 * one does. */
bool build_claim(build *b, str path, claim by);

/* Compiles the targets of a job that are not up to date. */
void build_compile(build *b, const project_job *job);

/*
 * Reads a manifest: 1, or 0 when there is none, or -1 and the reason that it
 * cannot be read or replaced.
 */
int build_read(build *b, arena *a, str path, str *text, str *why);
/*
 * Compares what a manifest should be with what it is. Findings go to s, whose
 * first source is pipec.yaml, where `at` is the target; source is what the
 * manifest is made from. `text` lives as long as s.
 */
void build_compare(build *b, session *s, str path, str text,
                   const run_target *by, str source);
/* Looks for manifests that pipec.lock names and nothing makes any more. */
void build_find_orphans(build *b);

/* Writes and removes what is to be; pipec.lock when its text is not empty. */
void build_write(build *b, str lock);

/* Findings for files of the project that version control does not know; gives
 * their names, as seen from the current folder. */
path_list build_find_untracked(build *b);

#endif
