#ifndef IR_HYDRA_READ_H
#define IR_HYDRA_READ_H

#include "base/doc.h"

/*
 * What the text after `key=` of an override means to Hydra >= 1.3, whose
 * grammar of values has not changed since. Numbers keep their spelling, without
 * what only Python knows: 1_000 is 1000, +1. is 1.0, inf is .inf, 1E400 too. A
 * text is what stands there once Hydra's quotes and backslashes are off, and
 * OmegaConf's backslashes before `${`.
 */
typedef enum hydra_kind {
    HYDRA_CONSTANT,      /* value */
    HYDRA_SWEEP,         /* value is the list of what the jobs get, in order */
    HYDRA_INTERPOLATION, /* a text of value, at `at`, has a live ${...} */
    HYDRA_WRONG          /* why, at `at` */
} hydra_kind;

typedef struct hydra_reading {
    hydra_kind kind;
    doc *value; /* NULL: HYDRA_WRONG */
    str why;    /* "'a' and 1 cannot be sorted" */
    str help;   /* what to do instead; may be empty */
    size_t at;  /* offset in the text */
} hydra_reading;

enum { HYDRA_DEPTH = 64, HYDRA_JOBS = 100000 };

/*
 * Elements of choice(), sort() and the casts keep the type that their text has:
 * '1' is a string, where Hydra's own sweeper would write it down bare. The
 * values of a range are exact decimals. Sweeps have up to HYDRA_JOBS values.
 */
hydra_reading hydra_read(arena *a, str text);

#endif
