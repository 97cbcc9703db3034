#ifndef DRIVER_PLANT_H
#define DRIVER_PLANT_H

#include "base/base.h"

/*
 * New files in a folder: all of them are written, or none. Nothing that is
 * there is replaced, and no link inside of the folder is followed.
 */
typedef struct seed {
    str path; /* names with `/` between them, as seen from the folder */
    str text;
    bool is_there; /* a file of the same bytes, which is left alone */
    str blocked;   /* the path that is taken, and by what; or empty */
    str blocked_by;
} seed;

/* Looks at the places of the files, when there is such a folder. Empty, or
 * the reason that it cannot be read. */
str plant_look(arena *a, str folder, seed *seeds, size_t count);
/* Makes the folder and the files. Empty, or the reason that *failed cannot be
 * written; then all is as it was. */
str plant_write(arena *a, str folder, const seed *seeds, size_t count,
                str *failed);

#endif
