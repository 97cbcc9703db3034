#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_BLOCK = 8 << 10,
    FIRST_OF_CHILD = 2 << 10,
    LAST_BLOCK = 1 << 20,
    SHARED_MAX = LAST_BLOCK / 4 /* bigger objects have blocks of their own */
};

typedef struct block {
    struct block *next, *prev; /* older, newer */
    size_t size;
    alignas(max_align_t) unsigned char data[];
} block;

typedef struct drop {
    arena_drop_fn *run;
    void *ptr;
    struct drop *next;
} drop;

struct arena {
    unsigned char *at; /* free part of the newest shared block */
    size_t left;
    size_t next_size;
    block *blocks;
    block *shared; /* the one that `at` points into */
    drop *drops;
    arena *parent, *children, *sibling;
    arena_full_fn *full;
    void *context;
};

static void link_block(arena *a, block *b)
{
    b->prev = NULL;
    b->next = a->blocks;
    if (b->next)
        b->next->prev = b;
    a->blocks = b;
}

static void unlink_block(arena *a, block *b)
{
    if (b->next)
        b->next->prev = b->prev;
    if (b->prev)
        b->prev->next = b->next;
    else
        a->blocks = b->next;
}

static block *add_block(arena *a, size_t size)
{
    block *b = NULL;

    if (size < SIZE_MAX - sizeof *b)
        b = calloc(1, sizeof *b + size);
    if (!b)
        return NULL;
    b->size = size;
    link_block(a, b);
    return b;
}

/* Blocks are aligned for everything, so big objects need no padding. */
static void *own_block(arena *a, size_t size)
{
    block *b = add_block(a, size);

    return b ? b->data : NULL;
}

#ifdef PIPEC_DEBUG_ARENA

static void *try_alloc(arena *a, size_t size, size_t align)
{
    (void)align;
    return own_block(a, size);
}

#else

static void *bump(arena *a, size_t size, size_t align)
{
    size_t pad = (size_t)(0 - (uintptr_t)a->at) & (align - 1);
    unsigned char *ptr = a->at + pad;

    if (pad > a->left || size > a->left - pad)
        return NULL;
    a->at = ptr + size;
    a->left -= pad + size;
    return ptr;
}

static void *try_alloc(arena *a, size_t size, size_t align)
{
    void *ptr = NULL;
    block *b;

    if (a->at && size <= SHARED_MAX)
        ptr = bump(a, size, align);
    if (ptr)
        return ptr;
    if (size > a->next_size / 4)
        return own_block(a, size);
    b = add_block(a, a->next_size);
    if (!b)
        return NULL;
    a->shared = b;
    a->at = b->data;
    a->left = a->next_size;
    if (a->next_size < LAST_BLOCK)
        a->next_size *= 2;
    return bump(a, size, align);
}

#endif

arena *arena_new(arena_full_fn *full, void *context)
{
    arena *a = calloc(1, sizeof *a);

    if (!a)
        return NULL;
    a->next_size = FIRST_BLOCK;
    a->full = full;
    a->context = context;
    return a;
}

arena *arena_child(arena *a)
{
    arena *child = arena_new(a->full, a->context);

    if (!child)
        arena_full(a);
    child->next_size = FIRST_OF_CHILD;
    child->parent = a;
    child->sibling = a->children;
    a->children = child;
    return child;
}

static void leave_parent(const arena *a)
{
    arena **link = &a->parent->children;

    while (*link != a)
        link = &(*link)->sibling;
    *link = a->sibling;
}

/* Gives back all that hangs on the arena and its blocks, but for one. */
static void drop_all(arena *a, const block *kept)
{
    block *next;

    while (a->children)
        arena_free(a->children);
    for (drop *d = a->drops; d; d = d->next)
        d->run(d->ptr);
    for (block *b = a->blocks; b; b = next) {
        next = b->next;
        if (b != kept)
            free(b);
    }
}

void arena_free(arena *a)
{
    if (!a)
        return;
    if (a->parent)
        leave_parent(a);
    drop_all(a, NULL);
    free(a);
}

void arena_reset(arena *a)
{
    block *kept = a->shared;

    drop_all(a, kept);
    a->drops = NULL;
    a->blocks = NULL;
    if (!kept)
        return;
    link_block(a, kept);
    a->left += (size_t)(a->at - kept->data);
    memset(kept->data, 0, (size_t)(a->at - kept->data));
    a->at = kept->data;
}

NO_RETURN void arena_full(arena *a)
{
    a->full(a->context);
    abort(); /* full() broke its promise */
}

void *arena_alloc(arena *a, size_t size, size_t align)
{
    void *ptr = try_alloc(a, size ? size : 1, align);

    if (!ptr)
        arena_full(a);
    return ptr;
}

void *arena_grow(arena *a, void *ptr, size_t from, size_t to)
{
    block *b, *grown;

    if (from <= SHARED_MAX) { /* it may share its block */
        void *copy = arena_alloc(a, to, alignof(max_align_t));

        if (from)
            memcpy(copy, ptr, from);
        return copy;
    }
    b = (block *)(void *)((unsigned char *)ptr - offsetof(block, data));
    unlink_block(a, b);
    grown = to < SIZE_MAX - sizeof *b ? realloc(b, sizeof *b + to) : NULL;
    link_block(a, grown ? grown : b);
    if (!grown)
        arena_full(a);
    grown->size = to;
    return grown->data;
}

static bool holds(const block *b, const void *ptr)
{
    uintptr_t at = (uintptr_t)ptr - (uintptr_t)b->data;

    return at < b->size;
}

void arena_forget(arena *a, const void *ptr)
{
    block *b = a->blocks, *older;

    while (!holds(b, ptr))
        b = b->next;
    for (b = b->next; b; b = older) {
        older = b->next;
        if (b == a->shared) /* newer objects may be in it */
            continue;
        unlink_block(a, b);
        free(b);
    }
}

void arena_on_drop(arena *a, arena_drop_fn *run, void *ptr)
{
    drop *d = try_alloc(a, sizeof *d, alignof(drop));

    if (!d) {
        run(ptr);
        arena_full(a);
    }
    d->run = run;
    d->ptr = ptr;
    d->next = a->drops;
    a->drops = d;
}

str arena_copy(arena *a, str s)
{
    return arena_join(a, s, (str){ NULL, 0 });
}

str arena_join(arena *a, str first, str second)
{
    char *ptr = arena_alloc(a, first.len + second.len, 1);

    if (first.len)
        memcpy(ptr, first.ptr, first.len);
    if (second.len)
        memcpy(ptr + first.len, second.ptr, second.len);
    return (str){ ptr, first.len + second.len };
}

const char *arena_cstr(arena *a, str s)
{
    return arena_join(a, s, (str){ "", 1 }).ptr;
}

str arena_vprintf(arena *a, const char *fmt, va_list args)
{
    char small[256];
    char *ptr;
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(small, sizeof small, fmt, args);
    if (len < 0)
        len = 0;
    ptr = arena_alloc(a, (size_t)len + 1, 1);
    if ((size_t)len < sizeof small)
        memcpy(ptr, small, (size_t)len);
    else
        vsnprintf(ptr, (size_t)len + 1, fmt, again);
    va_end(again);
    return (str){ ptr, (size_t)len };
}

str arena_printf(arena *a, const char *fmt, ...)
{
    va_list args;
    str s;

    va_start(args, fmt);
    s = arena_vprintf(a, fmt, args);
    va_end(args);
    return s;
}
