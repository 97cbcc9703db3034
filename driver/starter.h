#ifndef DRIVER_STARTER_H
#define DRIVER_STARTER_H

/* The starter projects: rows of PIPEC_STARTERS. */

enum { STARTER_LAYERS = 4 };

typedef struct starter {
    const char *name, *summary;
    /* Folders of templates/starters; a file takes the place of the same one in
     * a layer before. NULL ends. */
    const char *layers[STARTER_LAYERS];
} starter;

/* Ends with a row whose name is NULL. */
extern const starter starters[];

#endif
