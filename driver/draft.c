#include "driver/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/file.h"

/* A killed process of our number may have left files. */
enum { NAMES_TRIED = 100 };

struct file_draft {
    arena *arena;
    const char *final, *temp; /* where it will be, and is now */
    buf text;
    str why;          /* it cannot be made; or empty */
    bool direct;      /* no regular file (/dev/stdout): all is kept in text */
    int old;          /* the file in its place, equal so far; or -1 */
    int fd;           /* of temp; or -1 */
    struct stat seen; /* what old was when it was opened */
    size_t equal;     /* bytes of old that were compared */
    bool is_made;     /* there is a temp */
};

static void fail(file_draft *f, str why)
{
    if (!f->why.len)
        f->why = why;
}

static void close_once(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void file_draft_drop(file_draft *f)
{
    close_once(&f->old);
    close_once(&f->fd);
    if (f->is_made)
        unlink(f->temp);
    f->is_made = false;
}

static void drop_draft(void *ptr)
{
    file_draft_drop(ptr);
}

static void write_fully(file_draft *f, int fd, str data)
{
    int error = f->why.len ? 0 : file_write_bytes(fd, data);

    if (error)
        fail(f, file_reason(error));
}

static bool same_bytes(int fd, str data)
{
    char part[8192];

    while (data.len) {
        size_t want = data.len < sizeof part ? data.len : sizeof part;
        ssize_t n = file_read_bytes(fd, part, want);

        if (n != (ssize_t)want || memcmp(part, data.ptr, want) != 0)
            return false;
        data = str_sub(data, want, data.len);
    }
    return true;
}

static bool is_as_seen(const file_draft *f)
{
    struct stat now;

    return fstat(f->old, &now) == 0 && now.st_size == f->seen.st_size &&
           now.st_mtim.tv_sec == f->seen.st_mtim.tv_sec &&
           now.st_mtim.tv_nsec == f->seen.st_mtim.tv_nsec;
}

/* The bytes that were found equal go into the new file. */
static void copy_equal(file_draft *f)
{
    char part[8192];
    size_t left = f->equal;

    if (left && lseek(f->old, 0, SEEK_SET) < 0)
        fail(f, file_reason(errno));
    while (left && !f->why.len) {
        size_t want = left < sizeof part ? left : sizeof part;

        if (file_read_bytes(f->old, part, want) != (ssize_t)want)
            fail(f, STR("it changed while it was read"));
        write_fully(f, f->fd, (str){ part, want });
        left -= want;
    }
    if (f->equal && !is_as_seen(f))
        fail(f, STR("it changed while it was read"));
}

static void open_temp(file_draft *f)
{
    const int how = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    str first = str_of(f->temp);

    f->fd = open(f->temp, how, 0666);
    for (int i = 1; f->fd < 0 && errno == EEXIST && i < NAMES_TRIED; i++) {
        f->temp = arena_cstr(
            f->arena, arena_printf(f->arena, "%.*s-%d", STR_ARG(first), i));
        f->fd = open(f->temp, how, 0666);
    }
}

/* Now it is a new file, under its temporary name. */
static void make_temp(file_draft *f)
{
    struct stat st;

    open_temp(f);
    if (f->fd < 0) {
        fail(f, file_reason(errno));
        return;
    }
    f->is_made = true;
    if (stat(f->final, &st) == 0 && fchmod(f->fd, st.st_mode & 07777) != 0)
        fail(f, file_reason(errno));
    copy_equal(f);
    close_once(&f->old);
}

static void add_text(void *context, str part)
{
    file_draft *f = context;

    if (f->why.len)
        return;
    if (f->old >= 0 && same_bytes(f->old, part)) {
        f->equal += part.len;
        return;
    }
    if (f->fd < 0)
        make_temp(f);
    write_fully(f, f->fd, part);
}

/* Devices, and links that only the system can follow (/proc/self/fd/1). */
static bool is_opened_in_place(const char *path, bool resolved)
{
    struct stat st;

    if (strncmp(path, "/dev/", 5) == 0)
        return true;
    if (!resolved)
        return lstat(path, &st) == 0 && S_ISLNK(st.st_mode);
    return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

static void open_old(file_draft *f)
{
    if (stat(f->final, &f->seen) != 0)
        return;
    if (S_ISDIR(f->seen.st_mode))
        fail(f, file_reason(EISDIR));
    else
        f->old = open(f->final, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

file_draft *file_draft_new(arena *a, str path, str stem, size_t number)
{
    file_draft *f = NEW(a, file_draft);
    const char *own = arena_cstr(a, path), *real = file_resolve(a, own);
    str folder;

    f->arena = a;
    f->direct = is_opened_in_place(own, real != NULL);
    f->final = real && !f->direct ? real : own;
    folder = file_folder(str_of(f->final));
    f->temp =
        arena_cstr(a, arena_printf(a, "%.*s/%.*s%ld-%zu", STR_ARG(folder),
                                   STR_ARG(stem), (long)getpid(), number));
    f->text = f->direct ? buf_new(a) : buf_draining(a, add_text, f);
    f->old = f->fd = -1;
    arena_on_drop(a, drop_draft, f);
    if (!f->direct)
        open_old(f);
    return f;
}

buf *file_draft_text(file_draft *f)
{
    return &f->text;
}

static bool is_at_end(int fd)
{
    char byte;

    return file_read_bytes(fd, &byte, 1) == 0;
}

str file_draft_end(file_draft *f)
{
    buf_end(&f->text);
    if (f->direct || f->why.len)
        return f->why;
    if (f->fd < 0 && !(f->old >= 0 && is_at_end(f->old)))
        make_temp(f); /* it is empty, or the start of the old one */
    if (f->fd >= 0 && close(f->fd) != 0)
        fail(f, file_reason(errno));
    f->fd = -1;
    close_once(&f->old);
    return f->why;
}

static void write_direct(file_draft *f)
{
    int fd = open(f->final, O_WRONLY | O_CLOEXEC | O_NOCTTY);

    if (fd < 0) {
        fail(f, file_reason(errno));
        return;
    }
    write_fully(f, fd, buf_str(&f->text));
    close(fd);
}

str file_draft_commit(file_draft *f)
{
    if (f->direct)
        write_direct(f);
    else if (f->is_made && rename(f->temp, f->final) != 0)
        fail(f, file_reason(errno));
    else
        f->is_made = false;
    return f->why;
}
