#include "ir/ir.h"

static str gpu_type(arena *a, str type, bool upper)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < type.len; i++) {
        char c = type.ptr[i];

        if (upper && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (!upper && c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (c == '-' || c == '_')
            c = upper ? '_' : '-';
        buf_char(&out, c);
    }
    return buf_str(&out);
}

str ir_gpu_gke(arena *a, str type)
{
    return gpu_type(a, type, false);
}

str ir_gpu_vertex(arena *a, str type)
{
    return gpu_type(a, type, true);
}
