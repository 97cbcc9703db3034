#include "base/resource.h"

#include <string.h>

str resource_find(const char *path)
{
    for (const resource *r = resources; r->path; r++)
        if (strcmp(r->path, path) == 0)
            return (str){ (const char *)r->data, r->len };
    return (str){ "", 0 };
}
