#include "driver/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/formats.h"

/* strerror knows the locale and is not safe with threads. */
str file_reason(int error)
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

ssize_t file_read_bytes(int fd, char *data, size_t size)
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

int file_write_bytes(int fd, str text)
{
    while (text.len) {
        ssize_t n = write(fd, text.ptr, text.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno;
        text = str_sub(text, (size_t)n, text.len);
    }
    return 0;
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
        return file_reason(error);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
        n = file_read_bytes(fd, data, size + 1);
    error = errno;
    close(fd);
    if (n < 0)
        return file_reason(error);
    return (size_t)n == size ? STR("") : STR("it changed while it was read");
}

static int read_path(arena *a, const char *path, str *text, str *why)
{
    struct stat st;
    size_t size;
    char *data;

    if (stat(path, &st) != 0) {
        *why = file_reason(errno);
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

const char *file_resolve(arena *a, const char *path)
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
    real = file_resolve(a, arena_cstr(a, path));
    if (!real) {
        *why = file_reason(errno);
        return -1;
    }
    top = file_resolve(a, arena_cstr(a, root));
    if (!top || !is_under(real, top)) {
        *why = STR("it lies outside the project");
        return -1;
    }
    return read_path(a, real, text, why);
}

int file_read_plain(arena *a, str path, str *text, str *why)
{
    const char *name = arena_cstr(a, path);
    struct stat st;

    *why = STR("the name holds a NUL byte");
    if (has_nul(path))
        return -1;
    if (lstat(name, &st) != 0) {
        *why = file_reason(errno);
        return errno == ENOENT ? 0 : -1;
    }
    if (S_ISLNK(st.st_mode)) {
        *why = STR("it is a symbolic link");
        return -1;
    }
    return read_path(a, name, text, why) < 0 ? -1 : 1;
}

/* ---- folders ------------------------------------------------------------- */

str file_path_in(arena *a, str folder, str name)
{
    if (!folder.len || str_ends(folder, STR("/")))
        return arena_join(a, folder, name);
    return arena_printf(a, "%.*s/%.*s", STR_ARG(folder), STR_ARG(name));
}

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

/* Length of the longest folder that holds both paths. */
static size_t shared(str one, str other)
{
    size_t last = 0;

    for (size_t i = 0;; i++) {
        bool one_ends = i == one.len || one.ptr[i] == '/';
        bool other_ends = i == other.len || other.ptr[i] == '/';

        if (one_ends && other_ends)
            last = i;
        if (i == one.len || i == other.len || one.ptr[i] != other.ptr[i])
            return last;
    }
}

/* A real path as seen from the current folder, when they share more than `/`;
 * without `aside` when one holds the other. */
static str seen_from_here(arena *a, str real, bool aside)
{
    const char *resolved = file_resolve(a, ".");
    str here = resolved ? str_of(resolved) : STR("");
    size_t top = shared(here, real);
    buf way = buf_new(a);

    if (str_eq(here, real))
        return STR(".");
    if (!top || (!aside && top < here.len && top < real.len))
        return real;
    for (size_t i = top; i < here.len; i++)
        if (here.ptr[i] == '/')
            buf_put(&way, way.len ? STR("/..") : STR(".."));
    if (way.len && top < real.len)
        buf_char(&way, '/');
    buf_put(&way, str_sub(real, top + 1, real.len));
    return buf_str(&way);
}

str file_project_root(arena *a, str path)
{
    str own = file_folder(path);
    const char *real =
        has_nul(own) ? NULL : file_resolve(a, arena_cstr(a, own));
    str root;

    if (!real)
        return own;
    own = str_of(real);
    root = find_above(a, own, "pipec.yaml");
    if (str_is_empty(root))
        root = find_above(a, own, ".git");
    if (str_is_empty(root))
        root = own;
    return str_starts(path, STR("/")) ? root : seen_from_here(a, root, false);
}

str file_folder_above(arena *a, str folder, const char *name)
{
    const char *real =
        has_nul(folder) ? NULL : file_resolve(a, arena_cstr(a, folder));
    str found = real ? find_above(a, str_of(real), name) : STR("");

    if (!found.len || str_starts(folder, STR("/")))
        return found;
    return seen_from_here(a, found, true);
}

bool file_is_real(arena *a, str root, str folder)
{
    const char *top = file_resolve(a, arena_cstr(a, root)), *real = NULL;
    struct stat st;
    str path;

    while (top && !str_eq(folder, STR("."))) {
        path = arena_printf(a, "%.*s/%.*s", STR_ARG(root), STR_ARG(folder));
        real = file_resolve(a, arena_cstr(a, path));
        if (real)
            break;
        if (lstat(arena_cstr(a, path), &st) == 0)
            return false; /* a link to nowhere */
        folder = file_folder(folder);
    }
    if (!real)
        return top != NULL;
    path = arena_printf(a, "%s/%.*s", strcmp(top, "/") == 0 ? "" : top,
                        STR_ARG(folder));
    return str_eq(str_of(real), path);
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
            return file_reason(errno);
    }
    return file_is_folder(a, path) ? STR("") : STR("it is no folder");
}
