#ifndef DRIVER_FOLDER_H
#define DRIVER_FOLDER_H

#include "base/base.h"

/* What a folder holds, and who may write in it. */

/* Paths of files, sorted by their bytes. */
typedef struct path_list {
    const str *items;
    size_t count;
} path_list;

/*
 * The regular files under `root` that a pattern names, as seen from root: its
 * names are those of wildcard.h, `**` stands for any number of folders. Links
 * to folders are not followed. Empty, or the reason that a folder cannot be
 * read.
 */
str folder_match(arena *a, str root, str pattern, path_list *out);
/* Whether a path has a character that folder_match reads as such. */
bool folder_is_pattern(str path);

/* Removes the files of a folder whose names begin with `stem`, but for one. */
void folder_sweep(arena *a, str folder, str stem, str but);

typedef enum folder_turn { TURN_OURS, TURN_BUSY, TURN_FAILED } folder_turn;

/*
 * Waits until no other process has the folder, or none has it for itself alone
 * (shared); then it is ours until the arena goes. Busy: another one has it,
 * after a minute, or at once without `wait`. *why says why it failed. Where the
 * file system knows no locks there is nothing to wait for.
 */
folder_turn folder_take(arena *a, str folder, bool shared, bool wait, str *why);

#endif
