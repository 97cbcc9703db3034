#ifndef DRIVER_FILE_H
#define DRIVER_FILE_H

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
 * Folder that the files named by `path` must stay under: the nearest one above
 * it that holds pipec.yaml, else one that holds .git, else its own.
 */
str file_project_root(arena *a, str path);
/* "a/b" of "a/b/c", "." of "c", "/" of "/c". */
str file_folder(str path);
bool file_is_folder(arena *a, str path);
/* Makes a folder and those above it. Empty, or the reason it cannot be. */
str file_make_folders(arena *a, str path);

/*
 * A file that is to be replaced. While its text is that of the old file nothing
 * is written; from the first difference on a new file grows beside it. Links
 * are followed, permissions kept. What was written goes with the arena unless
 * the file got to its place before.
 */
typedef struct file_draft file_draft;

/* `number` tells drafts apart that go into one folder. */
file_draft *file_draft_new(arena *a, str path, size_t number);
/* Where its text goes. */
buf *file_draft_text(file_draft *f);
/* The text is complete. Empty, or the reason that the file cannot be made. */
str file_draft_end(file_draft *f);
/* The file gets to its place. Empty, or the reason that it cannot. */
str file_draft_commit(file_draft *f);
/* What did not get there is gone. */
void file_draft_drop(file_draft *f);

#endif
