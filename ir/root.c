#include "ir/ir.h"

static str trim_slashes(str s)
{
    while (str_ends(s, STR("/")))
        s = str_sub(s, 0, s.len - 1);
    while (str_starts(s, STR("/")))
        s = str_sub(s, 1, s.len);
    return s;
}

/* The bucket and what is left of the prefix when its ends are trimmed. */
static str tidy_place(arena *a, str path)
{
    size_t slash = str_find(path, STR("/"));
    str bucket = str_sub(path, 0, slash);
    str prefix = trim_slashes(str_sub(path, slash, path.len));

    if (!prefix.len)
        return bucket;
    return arena_printf(a, "%.*s/%.*s", STR_ARG(bucket), STR_ARG(prefix));
}

bool ir_root_read(arena *a, str text, str *root)
{
    str path = { NULL, 0 };

    if (str_starts(text, STR("gs://")) || str_starts(text, STR("s3://")))
        path = tidy_place(a, trim_slashes(str_sub(text, 5, text.len)));
    if (!path.len)
        return false;
    *root = arena_printf(a, "%.5s%.*s", text.ptr, STR_ARG(path));
    return true;
}
