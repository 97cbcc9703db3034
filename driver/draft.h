#ifndef DRIVER_DRAFT_H
#define DRIVER_DRAFT_H

#include "base/base.h"

/* Usual stem of drafts. */
#define DRAFT_STEM STR(".pipec-")

/*
 * A file that is to be replaced. While its text is that of the old file nothing
 * is written; from the first difference on a new file grows beside it. Links
 * are followed, permissions kept. What was written goes with the arena unless
 * the file got to its place before.
 */
typedef struct file_draft file_draft;

/* The new file is called `stem`, the number of the process, and `number`, which
 * tells drafts apart that go into one folder. */
file_draft *file_draft_new(arena *a, str path, str stem, size_t number);
/* Where its text goes. */
buf *file_draft_text(file_draft *f);
/* The text is complete. Empty, or the reason that the file cannot be made. */
str file_draft_end(file_draft *f);
/* The file gets to its place. Empty, or the reason that it cannot. */
str file_draft_commit(file_draft *f);
/* What did not get there is gone. */
void file_draft_drop(file_draft *f);

#endif
