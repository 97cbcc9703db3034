#ifndef BASE_BASE_H
#define BASE_BASE_H

/*
 * What every file of the library uses: slices, spans, the arena and the byte
 * buffer. One compilation allocates from one arena; nothing is freed alone.
 */

#include <stdalign.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))
#define NO_RETURN __attribute__((noreturn))
#else
#define PRINTF_LIKE(fmt, args)
#define NO_RETURN
#endif

#define COUNT(a) (sizeof(a) / sizeof *(a))

/* A slice of bytes. Never assume a terminating NUL. */
typedef struct str {
    const char *ptr;
    size_t len;
} str;

#define STR(lit) ((str){ "" lit, sizeof(lit) - 1 })
#define STR_ARG(s) (int)(s).len, (s).ptr /* for "%.*s" */

/* The slice of a NUL-terminated text, which must outlive it. */
str str_of(const char *text);
bool str_eq(str a, str b);
/* Byte order; a prefix sorts first. */
int str_cmp(str a, str b);
/* In that order. items may be NULL when there are none. */
void str_sort(str *items, size_t count);
bool str_starts(str s, str prefix);
bool str_ends(str s, str suffix);
bool str_is_empty(str s);
/* Bytes [from, to) of s; both are clamped to its length. */
str str_sub(str s, size_t from, size_t to);
/* Index of the first byte of needle in s, or s.len when it is not there. */
size_t str_find(str s, str needle);
/* Blanks (space, tab, CR, LF) cut from both ends. */
str str_trim(str s);
/*
 * Number of single-character edits between a and b, counted up to limit; two
 * neighbours that changed places are one edit. Texts over 64 characters are
 * equal (0) or far (limit).
 */
size_t str_distance(str a, str b, size_t limit);

/* Bytes [lo, hi) of the concatenation of all sources; 0, 0 is nowhere. */
typedef struct span {
    uint32_t lo, hi;
} span;

#define NOWHERE ((span){ 0, 0 })

typedef struct arena arena;
typedef void arena_drop_fn(void *ptr);
typedef void arena_full_fn(void *context);

/*
 * A new arena, or NULL when memory is out. When an allocation fails later,
 * full(context) is called; it must not return (the API edge longjmps).
 */
arena *arena_new(arena_full_fn *full, void *context);
/* Runs the drop functions, newest first, and gives everything back. */
void arena_free(arena *a);
/* An arena that is freed with `a`, or before it, alone. */
arena *arena_child(arena *a);
/* As if the arena were freed and made again; it keeps some memory. */
void arena_reset(arena *a);
/* Zeroed memory; never NULL. */
void *arena_alloc(arena *a, size_t size, size_t align);
/* Memory outside the arena is out: does what a failing arena_alloc does. */
NO_RETURN void arena_full(arena *a);
/*
 * Hangs foreign memory on the arena: drop(ptr) runs in arena_free, or at once
 * when there is no memory to note it down.
 */
void arena_on_drop(arena *a, arena_drop_fn *drop, void *ptr);
/*
 * Makes the `from` bytes at ptr, which arena_alloc or arena_grow gave, `to`
 * bytes long; they may move, and the old ones may be gone. The new bytes are
 * not zeroed. The result is aligned for everything.
 */
void *arena_grow(arena *a, void *ptr, size_t from, size_t to);
/*
 * Nothing that was allocated before ptr, an object of the arena, is used any
 * more: blocks with nothing else are given back. No foreign memory may hang on
 * the arena.
 */
void arena_forget(arena *a, const void *ptr);
str arena_copy(arena *a, str s);
str arena_printf(arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
str arena_vprintf(arena *a, const char *fmt, va_list args) PRINTF_LIKE(2, 0);
/* A NUL-terminated copy of s. */
const char *arena_cstr(arena *a, str s);
/*
 * The lower-case letters and digits of s, in at most `longest` bytes; runs of
 * other characters become one `-`, which stands neither first nor last. May be
 * empty.
 */
str arena_slug(arena *a, str s, size_t longest);
/* a followed by b. */
str arena_join(arena *a, str first, str second);

#define NEW(a, type) ((type *)arena_alloc((a), sizeof(type), alignof(type)))

/* Takes a part of a text. */
typedef void buf_drain_fn(void *context, str part);

/* A growing text in an arena; with a drain, the end of one. */
typedef struct buf {
    arena *arena;
    char *ptr;
    size_t len, cap;
    buf_drain_fn *drain; /* or NULL */
    void *context;
} buf;

buf buf_new(arena *a);
/* A text that goes to drain(context, part), part by part. */
buf buf_draining(arena *a, buf_drain_fn *drain, void *context);
/*
 * Whoever writes says that nothing so far will be taken back or read again.
 * With a drain a long text goes there now, and buf_end sends the rest.
 */
void buf_settle(buf *b);
void buf_end(buf *b);
void buf_put(buf *b, str s);
void buf_char(buf *b, char c);
void buf_fill(buf *b, char c, size_t times);
void buf_printf(buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* What was written so far; valid until the next write. */
str buf_str(const buf *b);

#endif
