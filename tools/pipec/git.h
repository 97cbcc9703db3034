#ifndef TOOLS_PIPEC_GIT_H
#define TOOLS_PIPEC_GIT_H

#include <pipec.h>

/* pipec_tracked_fn: asks git, in the folder, for the files that it tracks. */
int git_tracked(const char *folder, const char *const *paths, size_t count,
                unsigned char *known, pipec_reply *gone, void *payload);

/* Prints a word as a shell reads it. */
void git_print_word(const char *word);

#endif
