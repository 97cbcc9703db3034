#ifndef DRIVER_FILE_H
#define DRIVER_FILE_H

#include <sys/types.h>

#include "base/base.h"

/*
 * The file system. What is open while the arena may run out of memory hangs on
 * the arena, so a failing allocation leaks no descriptor.
 */

/*
 * The bytes of a regular file of at most READ_BYTES. 0, or -1 and the reason
 * in a few words.
 */
int file_read(arena *a, str path, str *text, str *why);
/* The same for a file that must lie under root once links are followed. */
int file_read_under(arena *a, str root, str path, str *text, str *why);

/*
 * The same for a file that may not be a link: 1 and its bytes, 0 when there is
 * none, or -1 and the reason.
 */
int file_read_plain(arena *a, str path, str *text, str *why);

/*
 * Folder that the files named by `path` must stay under: the nearest one above
 * it that holds pipec.yaml, else one that holds .git, else its own.
 */
str file_project_root(arena *a, str path);
/* The folder itself or the nearest above it that holds `name`, as seen from the
 * current folder; or empty. */
str file_folder_above(arena *a, str folder, const char *name);
/* `folder/name`; the name alone when the folder is empty. */
str file_path_in(arena *a, str folder, str name);
/* "a/b" of "a/b/c", "." of "c", "/" of "/c". */
str file_folder(str path);
/* Whether `folder`, a path in root without `.` and `..`, or what there is of
 * it, is there without following links. */
bool file_is_real(arena *a, str root, str folder);
bool file_is_folder(arena *a, str path);
/* Makes a folder and those above it. Empty, or the reason it cannot be. */
str file_make_folders(arena *a, str path);

/* ---- for the files of the driver that ask the system themselves ---------- */

/* A value of errno in a few words. */
str file_reason(int error);
/* Bytes read, at most size; or -1 and errno. */
ssize_t file_read_bytes(int fd, char *data, size_t size);
/* Writes all of it: 0, or errno. */
int file_write_bytes(int fd, str text);
/* The path without links and dots, or NULL and errno. */
const char *file_resolve(arena *a, const char *path);

#endif
