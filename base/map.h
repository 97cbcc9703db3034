#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/base.h"

/* A hash table from text to pointer, in insertion order; keys are not copied */
typedef struct map_entry {
    str key;
    void *value;
} map_entry;

typedef struct map {
    arena *arena;
    map_entry *entries; /* [0, count), oldest first */
    uint32_t *slots;    /* index into entries plus one; 0 is free */
    uint32_t count, cap, n_slots;
} map;

map map_new(arena *a);
/* The value of key, or NULL. */
void *map_get(const map *m, str key);
/* Sets key to value, replacing an older value. */
void map_put(map *m, str key, void *value);
/* Hash of a text; the same on every machine. */
uint32_t str_hash(str s);

/* Key of m nearest to wrong, for "did you mean"; empty when none is close. */
str map_nearest(const map *m, str wrong);

#endif
