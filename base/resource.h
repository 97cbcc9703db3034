#ifndef BASE_RESOURCE_H
#define BASE_RESOURCE_H

#include "base/base.h"

/* A file that was embedded when the library was built (cmake/Embed.cmake). */
typedef struct resource {
    const char *path;          /* from the root: "docs/diagnostics/E0304.md" */
    const unsigned char *data; /* a NUL follows */
    size_t len;
} resource;

/* Ends with a row whose path is NULL. */
extern const resource resources[];
/* The file's text, or an empty slice when there is no such file. */
str resource_find(const char *path);

#endif
