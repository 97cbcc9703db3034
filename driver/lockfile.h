#ifndef DRIVER_LOCKFILE_H
#define DRIVER_LOCKFILE_H

#include "base/session.h"

/*
 * pipec.lock: what `pipec build` wrote last. It belongs to the project's
 * repository. After lines of comment it has a line for each manifest, sorted by
 * path:
 *
 *     PATH DIGEST INPUTS SETTINGS INPUT...
 *
 * DIGEST is the SHA-256 of the manifest, INPUTS that of all that it was made
 * from, SETTINGS a digest of what pipec.yaml says about it. Paths are relative
 * to the project, the source first; one that has blanks or quotes is a JSON
 * string.
 */
typedef struct lock_line {
    str path, digest, inputs, settings;
    const str *files; /* its inputs */
    size_t n_files;
    span at;
    bool is_kept; /* nothing makes it, but it was edited, so it stays */
    struct lock_line *also; /* the same path on another side of a conflict */
    struct lock_line *next_of_settings;
} lock_line;

typedef struct lockfile {
    str text; /* of the file; empty when there is none */
    bool is_there;
    bool is_current; /* this version of pipec wrote it */
    bool is_merged;  /* marks of a conflict stand in it */
    map lines;       /* lock_line by path, sorted when pipec wrote it */
    map settings;    /* the first lock_line by settings */
} lockfile;

/*
 * Reads the text of a file that is called `name` in findings. False after
 * D_BAD_LOCK: a line that is none, a path that leaves the project, or another
 * version of the format.
 */
bool lockfile_read(session *s, str name, str text, lockfile *out);
/* The text of the file with these lines, which get sorted. */
str lockfile_text(arena *a, lock_line **lines, size_t count);
/* Whether both have the same lines; comments do not count. */
bool lockfile_same(arena *a, str one, str other);
/* Whether a path stays inside of the folder it is relative to, and out of git's
 * own. */
bool lockfile_is_inside(str path);

#endif
