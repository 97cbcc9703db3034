#include "base/map.h"

#include <string.h>

static bool slot_of(const map *m, str key, uint32_t *slot)
{
    uint32_t mask = m->n_slots - 1;

    for (*slot = str_hash(key) & mask; m->slots[*slot];
         *slot = (*slot + 1) & mask)
        if (str_eq(m->entries[m->slots[*slot] - 1].key, key))
            return true;
    return false;
}

static void grow_entries(map *m)
{
    uint32_t cap = m->cap ? m->cap * 2 : 8;

    m->entries = arena_grow(m->arena, m->entries, m->cap * sizeof *m->entries,
                            cap * sizeof *m->entries);
    m->cap = cap;
}

/* At most half of the slots are taken. */
static void grow_slots(map *m)
{
    uint32_t n_slots = m->cap * 2;

    m->slots = arena_grow(m->arena, m->slots, m->n_slots * sizeof *m->slots,
                          n_slots * sizeof *m->slots);
    m->n_slots = n_slots;
    memset(m->slots, 0, n_slots * sizeof *m->slots);
    for (uint32_t i = 0; i < m->count; i++) {
        uint32_t slot;

        if (!slot_of(m, m->entries[i].key, &slot))
            m->slots[slot] = i + 1;
    }
}

map map_new(arena *a)
{
    return (map){ .arena = a };
}

void *map_get(const map *m, str key)
{
    uint32_t slot;

    if (!m->count || !slot_of(m, key, &slot))
        return NULL;
    return m->entries[m->slots[slot] - 1].value;
}

void map_put(map *m, str key, void *value)
{
    uint32_t slot;

    if (m->count == m->cap) {
        grow_entries(m);
        grow_slots(m);
    }
    if (slot_of(m, key, &slot)) {
        m->entries[m->slots[slot] - 1].value = value;
        return;
    }
    m->entries[m->count] = (map_entry){ key, value };
    m->slots[slot] = ++m->count;
}

/* FNV-1a, mixed once more because its low bits are weak. */
uint32_t str_hash(str s)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < s.len; i++)
        hash = (hash ^ (unsigned char)s.ptr[i]) * 16777619u;
    hash ^= hash >> 16;
    return hash * 0x85ebca6bu ^ hash >> 13;
}

str map_nearest(const map *m, str wrong)
{
    size_t best = wrong.len / 3 + 2;
    str nearest = { NULL, 0 };

    for (uint32_t i = 0; i < m->count; i++) {
        size_t edits = str_distance(wrong, m->entries[i].key, best);

        if (edits >= best || edits >= m->entries[i].key.len)
            continue;
        best = edits;
        nearest = m->entries[i].key;
    }
    return nearest;
}
