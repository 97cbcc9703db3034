#include "backends/k8s/k8s.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits, at most one dot between them, no leading zero: a text that every
 * reader takes for the same number. */
static bool is_plain_number(str s)
{
    bool dot = false;

    if (!s.len || !is_digit(s.ptr[0]) || !is_digit(s.ptr[s.len - 1]))
        return false;
    if (s.ptr[0] == '0' && s.len > 1 && s.ptr[1] != '.')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (is_digit(s.ptr[i]))
            continue;
        if (s.ptr[i] != '.' || dot)
            return false;
        dot = true;
    }
    return true;
}

static void put_quantity(arena *a, doc *onto, str key, str quantity)
{
    if (!quantity.len)
        return;
    doc_put(a, onto, key,
            is_plain_number(quantity) ? doc_number(a, quantity)
                                      : doc_string(a, quantity));
}

static doc *amounts(arena *a, const ir_amounts *from)
{
    doc *d = doc_flow(doc_map(a));

    put_quantity(a, d, STR("cpu"), from->cpu);
    put_quantity(a, d, STR("memory"), from->memory);
    put_quantity(a, d, STR("ephemeral-storage"), from->ephemeral);
    return d;
}

doc *k8s_resources(arena *a, const ir_pod *pod)
{
    doc *d = doc_map(a);
    doc *requests, *limits;

    if (!pod)
        return NULL;
    requests = amounts(a, &pod->requests);
    limits = amounts(a, &pod->limits);
    if (pod->gpu_count.len)
        put_quantity(a, limits,
                     pod->gpu_resource.len ? pod->gpu_resource
                                           : STR("nvidia.com/gpu"),
                     pod->gpu_count);
    if (requests->count)
        doc_put(a, d, STR("requests"), requests);
    if (limits->count)
        doc_put(a, d, STR("limits"), limits);
    return d->count ? d : NULL;
}
