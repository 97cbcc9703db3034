#ifndef DRIVER_FILE_H
#define DRIVER_FILE_H

#include "base/base.h"

/*
 * The file system. Nothing here holds a descriptor while the arena may run out
 * of memory, so a failing allocation leaks none.
 */

/*
 * The bytes of a regular file of at most READ_BYTES. 0, or -1 and the reason
 * in a few words.
 */
int file_read(arena *a, str path, str *text, str *why);
/* The same for a file that must lie under root once links are followed. */
int file_read_under(arena *a, str root, str path, str *text, str *why);

/*
 * Folder that the files named by `path` must stay under: the nearest one above
 * it that holds pipec.yaml, else one that holds .git, else its own.
 */
str file_project_root(arena *a, str path);
/* "a/b" of "a/b/c", "." of "c", "/" of "/c". */
str file_folder(str path);
bool file_is_folder(arena *a, str path);
/* Makes a folder and those above it. Empty, or the reason it cannot be. */
str file_make_folders(arena *a, str path);

typedef struct file_write {
    str path, data;
    const char *final, *temp; /* set by file_write_all */
    bool direct; /* no regular file (/dev/stdout): written in place */
    bool done;   /* nothing is left to do */
} file_write;

/*
 * Replaces all files or, when one cannot be made, none: each is written beside
 * its place, then all are renamed. Links are followed, permissions kept, equal
 * files not touched. NULL, or the file that failed and the reason.
 */
const file_write *file_write_all(arena *a, file_write *files, size_t count,
                                 str *why);

#endif
