#ifndef BASE_DIFF_H
#define BASE_DIFF_H

#include "base/base.h"

/* One of two texts that are compared, and what the diff calls it. */
typedef struct diff_side {
    str name, text;
} diff_side;

/*
 * Appends what tells the texts apart as a unified diff of lines, three lines of
 * context around each change; nothing when they are equal. Texts that have
 * hardly a line in common may get a longer diff than needed.
 */
void diff_unified(buf *out, diff_side old, diff_side now);

#endif
