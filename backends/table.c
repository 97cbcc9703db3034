#include "backends/backend.h"

const backend *const backends[] = {
#define BACKEND(name) &backend_##name,
#include "backends/backends.def"
#undef BACKEND
    NULL
};

const backend *backend_find(str name)
{
    for (size_t i = 0; backends[i]; i++)
        if (str_eq(str_of(backends[i]->name), name))
            return backends[i];
    return NULL;
}
