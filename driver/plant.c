#include "driver/plant.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/file.h"

enum { FOLDER = O_RDONLY | O_DIRECTORY | O_CLOEXEC };

/* A descriptor behind a pointer, to hang on an arena. */
typedef struct hold {
    int fd;
} hold;

static void let_go(void *ptr)
{
    hold *h = ptr;

    if (h->fd >= 0)
        close(h->fd);
    h->fd = -1;
}

static hold *open_folder(arena *a, str folder)
{
    hold *h = NEW(a, hold);
    const char *path = arena_cstr(a, folder);

    h->fd = -1;
    arena_on_drop(a, let_go, h);
    h->fd = open(path, FOLDER);
    return h;
}

/* ---- looking ------------------------------------------------------------- */

/* The path with a NUL for each slash: one name after the other. */
static char *split(arena *a, str path, size_t *folders)
{
    char *names = arena_alloc(a, path.len + 1, 1);

    *folders = 0;
    for (size_t i = 0; i < path.len; i++) {
        bool slash = path.ptr[i] == '/';

        names[i] = path.ptr[i];
        if (slash)
            names[i] = 0;
        *folders += slash;
    }
    names[path.len] = 0;
    return names;
}

/*
 * Goes one folder further, and closes the one before unless it is the top. -1
 * and errno when the name is no folder, or a link to one.
 */
static int step(int top, int at, const char *name)
{
    int next = openat(at, name, FOLDER | O_NOFOLLOW);
    int error = errno;

    if (at != top)
        close(at);
    errno = error;
    return next;
}

static str what_is(int at, const char *name)
{
    struct stat st;

    if (fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return STR("");
    if (S_ISLNK(st.st_mode))
        return STR("a symbolic link");
    if (S_ISDIR(st.st_mode))
        return STR("a folder");
    return S_ISREG(st.st_mode) ? STR("another file") : STR("a special file");
}

static void block(seed *s, size_t end, str by)
{
    s->blocked = str_sub(s->path, 0, end);
    s->blocked_by = by;
}

/* Whether the bytes of a file are those of the text; room is one longer. */
static bool has_text(int at, const char *name, str text, char *room)
{
    int fd = openat(at, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    ssize_t n;

    if (fd < 0)
        return false;
    n = file_read_bytes(fd, room, text.len + 1);
    close(fd);
    return n == (ssize_t)text.len && memcmp(room, text.ptr, text.len) == 0;
}

static void look_at_file(seed *s, int at, const char *name, char *room)
{
    str by = what_is(at, name);

    if (str_eq(by, STR("another file")))
        s->is_there = has_text(at, name, s->text, room);
    if (by.len && !s->is_there)
        block(s, s->path.len, by);
}

static str look_at(arena *a, int top, seed *s)
{
    size_t folders;
    char *names = split(a, s->path, &folders), *name = names;
    char *room = arena_alloc(a, s->text.len + 1, 1);
    int at = top;

    for (; folders; folders--, name += strlen(name) + 1) {
        str by = what_is(at, name);

        if (by.len && !str_eq(by, STR("a folder")))
            block(s, (size_t)(name - names) + strlen(name), by);
        at = step(top, at, name);
        if (at < 0)
            return s->blocked.len || errno == ENOENT ? STR("")
                                                     : file_reason(errno);
    }
    look_at_file(s, at, name, room);
    if (at != top)
        close(at);
    return STR("");
}

str plant_look(arena *a, str folder, seed *seeds, size_t count)
{
    hold *top = open_folder(a, folder);
    str why = STR("");

    if (top->fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? why : file_reason(errno);
    for (size_t i = 0; i < count && !why.len; i++)
        why = look_at(a, top->fd, &seeds[i]);
    let_go(top);
    return why;
}

/* ---- writing ------------------------------------------------------------- */

/* What was made, to be undone. */
typedef struct made {
    const char *path;
    bool is_folder;
} made;

/* A file with all that its writing needs: nothing may be allocated while there
 * is something to undo. */
typedef struct sprout {
    const char *names;
    const made *ends; /* the folders above it, from the top, and itself */
    size_t folders;
    str text, path;
} sprout;

typedef struct planting {
    hold *top;
    sprout *all;
    size_t count;
    made *made, *outer; /* inside of the folder; it and those above it */
    size_t n_made, n_outer;
} planting;

/* Nothing is left to undo when all was made. */
static void undo(planting *p)
{
    while (p->n_made) {
        const made *m = &p->made[--p->n_made];

        unlinkat(p->top->fd, m->path, m->is_folder ? AT_REMOVEDIR : 0);
    }
    while (p->n_outer)
        rmdir(p->outer[--p->n_outer].path);
}

/* Memory ran out when the folder was there. */
static void drop_planting(void *ptr)
{
    undo(ptr);
}

/* 0, or errno. */
static int make_file(planting *p, int at, const char *name, const sprout *s)
{
    int fd = openat(at, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    int error;

    if (fd < 0)
        return errno;
    p->made[p->n_made++] = s->ends[s->folders];
    error = file_write_bytes(fd, s->text);
    if (close(fd) != 0 && !error)
        error = errno;
    return error;
}

/* 0, or errno. */
static int make(planting *p, const sprout *s)
{
    const char *name = s->names;
    int at = p->top->fd, error = 0;

    for (size_t i = 0; i < s->folders; i++, name += strlen(name) + 1) {
        if (mkdirat(at, name, 0777) == 0)
            p->made[p->n_made++] = s->ends[i];
        else if (errno != EEXIST)
            error = errno;
        at = step(p->top->fd, at, name);
        if (at < 0)
            return error ? error : errno;
    }
    error = make_file(p, at, name, s);
    if (at != p->top->fd)
        close(at);
    return error;
}

static sprout prepare(arena *a, const seed *from)
{
    sprout s = { .text = from->text, .path = from->path };
    size_t n = 0;
    made *ends;

    s.names = split(a, from->path, &s.folders);
    ends = arena_alloc(a, (s.folders + 1) * sizeof *ends, alignof(made));
    for (size_t i = 0; i < from->path.len; i++)
        if (from->path.ptr[i] == '/')
            ends[n++] =
                (made){ arena_cstr(a, str_sub(from->path, 0, i)), true };
    ends[n] = (made){ arena_cstr(a, from->path), false };
    s.ends = ends;
    return s;
}

/* The folder and those above it that are not there yet. */
static void note_outer(arena *a, planting *p, str folder)
{
    p->outer =
        arena_alloc(a, (folder.len + 1) * sizeof *p->outer, alignof(made));
    for (size_t end = 1; end <= folder.len; end++) {
        const char *path;
        struct stat st;

        if (end < folder.len && folder.ptr[end] != '/')
            continue;
        path = arena_cstr(a, str_sub(folder, 0, end));
        if (lstat(path, &st) == 0)
            continue;
        if (errno != ENOENT)
            return;
        p->outer[p->n_outer++] = (made){ path, true };
    }
}

static str plant_all(arena *a, planting *p, str folder, str *failed)
{
    str why = file_make_folders(a, folder);

    *failed = STR("");
    if (why.len)
        return why;
    p->top = open_folder(a, folder);
    if (p->top->fd < 0)
        return file_reason(errno);
    for (size_t i = 0; i < p->count; i++) {
        int error = make(p, &p->all[i]);

        *failed = p->all[i].path;
        if (error)
            return file_reason(error);
    }
    p->n_made = p->n_outer = 0;
    return STR("");
}

str plant_write(arena *a, str folder, const seed *seeds, size_t count,
                str *failed)
{
    planting *p = NEW(a, planting);
    size_t parts = 1;
    str why;

    p->all = arena_alloc(a, (count + 1) * sizeof *p->all, alignof(sprout));
    for (size_t i = 0; i < count; i++) {
        if (seeds[i].is_there)
            continue;
        p->all[p->count] = prepare(a, &seeds[i]);
        parts += p->all[p->count++].folders + 1;
    }
    p->made = arena_alloc(a, parts * sizeof *p->made, alignof(made));
    note_outer(a, p, folder);
    arena_on_drop(a, drop_planting, p);
    why = plant_all(a, p, folder, failed);
    undo(p);
    if (p->top)
        let_go(p->top);
    return why;
}
