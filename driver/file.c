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

static bool write_fully(int fd, str data)
{
    while (data.len) {
        ssize_t n = write(fd, data.ptr, data.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        data = str_sub(data, (size_t)n, data.len);
    }
    return true;
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

static bool holds_already(const char *path, str data)
{
    struct stat st;
    bool same;
    int fd;

    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) ||
        (size_t)st.st_size != data.len)
        return false;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    same = same_bytes(fd, data);
    close(fd);
    return same;
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

/* Where the file really is, and where it is written first. */
static void plan(arena *a, file_write *f, size_t number)
{
    const char *path = arena_cstr(a, f->path);
    const char *real = resolve(a, path);
    str folder;

    f->direct = is_opened_in_place(path, real != NULL);
    f->final = real && !f->direct ? real : path;
    f->done = !f->direct && holds_already(f->final, f->data);
    folder = file_folder(str_of(f->final));
    f->temp =
        arena_cstr(a, arena_printf(a, "%.*s/.pipec-%ld-%zu", STR_ARG(folder),
                                   (long)getpid(), number));
}

/* The new file, under its temporary name. */
static str make_temp(const file_write *f)
{
    struct stat st;
    bool old = stat(f->final, &st) == 0;
    bool good;
    int fd, error;

    if (old && S_ISDIR(st.st_mode))
        return reason(EISDIR);
    fd = open(f->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return reason(errno);
    good = write_fully(fd, f->data) &&
           (!old || fchmod(fd, st.st_mode & 07777) == 0);
    error = errno;
    if (close(fd) != 0 && good) {
        good = false;
        error = errno;
    }
    if (good)
        return STR("");
    unlink(f->temp);
    return reason(error);
}

static str write_direct(const file_write *f)
{
    int fd = open(f->final, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    bool good;
    int error;

    if (fd < 0)
        return reason(errno);
    good = write_fully(fd, f->data);
    error = errno;
    close(fd);
    return good ? STR("") : reason(error);
}

static str commit(const file_write *f)
{
    if (f->direct)
        return write_direct(f);
    return rename(f->temp, f->final) == 0 ? STR("") : reason(errno);
}

static void drop_temps(const file_write *files, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!files[i].done && !files[i].direct)
            unlink(files[i].temp);
}

const file_write *file_write_all(arena *a, file_write *files, size_t count,
                                 str *why)
{
    for (size_t i = 0; i < count; i++)
        plan(a, &files[i], i);
    for (size_t i = 0; i < count; i++) {
        *why =
            files[i].done || files[i].direct ? STR("") : make_temp(&files[i]);
        if (why->len) {
            drop_temps(files, 0, i);
            return &files[i];
        }
    }
    for (size_t i = 0; i < count; i++) {
        *why = files[i].done ? STR("") : commit(&files[i]);
        if (why->len) {
            drop_temps(files, i, count);
            return &files[i];
        }
    }
    return NULL;
}
