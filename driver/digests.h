#ifndef DRIVER_DIGESTS_H
#define DRIVER_DIGESTS_H

#include "driver/lockfile.h"

/* What files of the project hold, as SHA-256 with CRLF as LF; each file is
 * read once. */
typedef struct digests {
    arena *arena;
    str folder; /* of the project, as seen from the current folder */
    map known;  /* str by path */
} digests;

/* A file that cannot be read. */
#define DIGEST_NONE STR("-")

digests digests_new(arena *a, str folder);
/* From now on the file is known to hold this. */
void digests_set(digests *d, str path, str digest);
str digests_of(digests *d, str path);

/*
 * The digest of all that manifests were made from: their settings, the files
 * that were read, and which manifests came of it. Paths of manifests are
 * sorted.
 */
str digests_of_inputs(digests *d, const lock_line *line, const str *manifests,
                      size_t count);

#endif
