#include "driver/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/formats.h"

/* strerror knows the locale and is not safe with threads. */
static str reason(int error)
{
    switch (error) {
    case ENOENT: return STR("no such file or folder");
    case EACCES:
    case EPERM: return STR("permission denied");
    case EISDIR: return STR("it is a folder");
    case ENOTDIR: return STR("a part of the path is no folder");
    case ELOOP: return STR("too many symbolic links");
    case ENAMETOOLONG: return STR("the name is too long");
    case ENOSPC:
    case EDQUOT: return STR("the disk is full");
    case EROFS: return STR("the file system is read-only");
    case EMFILE:
    case ENFILE: return STR("too many open files");
    case EFBIG: return STR("the file is too large");
    default: return STR("the system failed");
    }
}

static bool has_nul(str path)
{
    return path.len && memchr(path.ptr, 0, path.len);
}

/* ---- reading ------------------------------------------------------------- */

/* Bytes read, at most size; or -1. */
static ssize_t read_fully(int fd, char *data, size_t size)
{
    size_t done = 0;

    while (done < size) {
        ssize_t n = read(fd, data + done, size - done);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    return (ssize_t)done;
}

static str check_kind(const struct stat *st)
{
    if (S_ISDIR(st->st_mode))
        return STR("it is a folder");
    if (!S_ISREG(st->st_mode))
        return STR("it is no regular file");
    if (st->st_size > READ_BYTES)
        return STR("it is larger than 64 MiB");
    return STR("");
}

/* The file may have changed since it was measured: one more byte would show. */
static str read_into(const char *path, char *data, size_t size)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t n = -1;
    int error = errno;

    if (fd < 0)
        return reason(error);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        n = read_fully(fd, data, size + 1);
    error = errno;
    close(fd);
    if (n < 0)
        return reason(error);
    return (size_t)n == size ? STR("") : STR("it changed while it was read");
}

static int read_path(arena *a, const char *path, str *text, str *why)
{
    struct stat st;
    size_t size;
    char *data;

    if (stat(path, &st) != 0) {
        *why = reason(errno);
        return -1;
    }
    *why = check_kind(&st);
    if (why->len)
        return -1;
    size = (size_t)st.st_size;
    data = arena_alloc(a, size + 1, 1);
    *why = read_into(path, data, size);
    if (why->len)
        return -1;
    *text = (str){ data, size };
    return 0;
}

int file_read(arena *a, str path, str *text, str *why)
{
    *why = STR("the name holds a NUL byte");
    return has_nul(path) ? -1 : read_path(a, arena_cstr(a, path), text, why);
}

/* The path without links and dots in the arena, or NULL and errno. */
static const char *resolve(arena *a, const char *path)
{
    char found[PATH_MAX];

    return realpath(path, found) ? arena_cstr(a, str_of(found)) : NULL;
}

static bool is_under(const char *path, const char *root)
{
    size_t n = strlen(root);

    if (n && root[n - 1] == '/')
        n--;
    return strncmp(path, root, n) == 0 && path[n] == '/';
}

int file_read_under(arena *a, str root, str path, str *text, str *why)
{
    const char *real, *top;

    *why = STR("the name holds a NUL byte");
    if (has_nul(path) || has_nul(root))
        return -1;
    real = resolve(a, arena_cstr(a, path));
    if (!real) {
        *why = reason(errno);
        return -1;
    }
    top = resolve(a, arena_cstr(a, root));
    if (!top || !is_under(real, top)) {
        *why = STR("it lies outside the project");
        return -1;
    }
    return read_path(a, real, text, why);
}

/* ---- folders ------------------------------------------------------------- */

str file_folder(str path)
{
    size_t end = path.len;

    while (end && path.ptr[end - 1] != '/')
        end--;
    if (!end)
        return STR(".");
    while (end > 1 && path.ptr[end - 1] == '/')
        end--;
    return str_sub(path, 0, end);
}

static bool holds(arena *a, str folder, const char *name)
{
    struct stat st;
    str path = arena_printf(a, "%.*s/%s", STR_ARG(folder), name);

    return stat(arena_cstr(a, path), &st) == 0;
}

/* The folder itself or the nearest above it that holds name; or empty. */
static str find_above(arena *a, str folder, const char *name)
{
    for (;;) {
        if (holds(a, folder, name))
            return folder;
        if (folder.len <= 1)
            return STR("");
        folder = file_folder(folder);
    }
}

/* A real path as seen from the current folder, when one holds the other. */
static str seen_from_here(arena *a, str real)
{
    const char *resolved = resolve(a, ".");
    str here = resolved ? str_of(resolved) : STR("");
    buf ups;

    if (str_eq(here, real))
        return STR(".");
    if (here.len > 1 && is_under(arena_cstr(a, real), here.ptr))
        return str_sub(real, here.len + 1, real.len);
    if (!here.len || !is_under(here.ptr, arena_cstr(a, real)))
        return real;
    ups = buf_new(a);
    for (; here.len > real.len && here.len > 1; here = file_folder(here))
        buf_put(&ups, ups.len ? STR("/..") : STR(".."));
    return buf_str(&ups);
}

str file_project_root(arena *a, str path)
{
    str own = file_folder(path);
    const char *real = has_nul(own) ? NULL : resolve(a, arena_cstr(a, own));
    str root;

    if (!real)
        return own;
    own = str_of(real);
    root = find_above(a, own, "pipec.yaml");
    if (str_is_empty(root))
        root = find_above(a, own, ".git");
    if (str_is_empty(root))
        root = own;
    return str_starts(path, STR("/")) ? root : seen_from_here(a, root);
}

bool file_is_folder(arena *a, str path)
{
    struct stat st;

    return !has_nul(path) && stat(arena_cstr(a, path), &st) == 0 &&
           S_ISDIR(st.st_mode);
}

str file_make_folders(arena *a, str path)
{
    for (size_t end = 1; end <= path.len; end++) {
        bool at_slash = end < path.len && path.ptr[end] == '/';

        if (end < path.len && !at_slash)
            continue;
        if (mkdir(arena_cstr(a, str_sub(path, 0, end)), 0777) != 0 &&
            errno != EEXIST)
            return reason(errno);
    }
    return file_is_folder(a, path) ? STR("") : STR("it is no folder");
}

/* ---- writing ------------------------------------------------------------- */

struct file_draft {
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
    while (data.len && !f->why.len) {
        ssize_t n = write(fd, data.ptr, data.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            fail(f, reason(errno));
        else
            data = str_sub(data, (size_t)n, data.len);
    }
}

static bool same_bytes(int fd, str data)
{
    char part[8192];

    while (data.len) {
        size_t want = data.len < sizeof part ? data.len : sizeof part;
        ssize_t n = read_fully(fd, part, want);

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
        fail(f, reason(errno));
    while (left && !f->why.len) {
        size_t want = left < sizeof part ? left : sizeof part;

        if (read_fully(f->old, part, want) != (ssize_t)want)
            fail(f, STR("it changed while it was read"));
        write_fully(f, f->fd, (str){ part, want });
        left -= want;
    }
    if (f->equal && !is_as_seen(f))
        fail(f, STR("it changed while it was read"));
}

/* Now it is a new file, under its temporary name. */
static void make_temp(file_draft *f)
{
    struct stat st;

    f->fd = open(f->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (f->fd < 0) {
        fail(f, reason(errno));
        return;
    }
    f->is_made = true;
    if (stat(f->final, &st) == 0 && fchmod(f->fd, st.st_mode & 07777) != 0)
        fail(f, reason(errno));
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
        fail(f, reason(EISDIR));
    else
        f->old = open(f->final, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

file_draft *file_draft_new(arena *a, str path, size_t number)
{
    file_draft *f = NEW(a, file_draft);
    const char *own = arena_cstr(a, path), *real = resolve(a, own);
    str folder;

    f->direct = is_opened_in_place(own, real != NULL);
    f->final = real && !f->direct ? real : own;
    folder = file_folder(str_of(f->final));
    f->temp =
        arena_cstr(a, arena_printf(a, "%.*s/.pipec-%ld-%zu", STR_ARG(folder),
                                   (long)getpid(), number));
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

    return read_fully(fd, &byte, 1) == 0;
}

str file_draft_end(file_draft *f)
{
    buf_end(&f->text);
    if (f->direct || f->why.len)
        return f->why;
    if (f->fd < 0 && !(f->old >= 0 && is_at_end(f->old)))
        make_temp(f); /* it is empty, or the start of the old one */
    if (f->fd >= 0 && close(f->fd) != 0)
        fail(f, reason(errno));
    f->fd = -1;
    close_once(&f->old);
    return f->why;
}

static void write_direct(file_draft *f)
{
    int fd = open(f->final, O_WRONLY | O_CLOEXEC | O_NOCTTY);

    if (fd < 0) {
        fail(f, reason(errno));
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
        fail(f, reason(errno));
    else
        f->is_made = false;
    return f->why;
}
