#include "driver/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/map.h"
#include "driver/file.h"
#include "driver/wildcard.h"

enum { DEPTH = 64, WAIT_STEPS = 1200, STEP_NANOSECONDS = 50000000 };

static void close_folder(void *ptr)
{
    closedir(ptr);
}

/* The names in a folder but for `.` and `..`; *why when it cannot be read. */
static path_list read_names(arena *a, str folder, str *why)
{
    arena *own = arena_child(a);
    DIR *dir = opendir(arena_cstr(a, folder.len ? folder : STR(".")));
    const struct dirent *entry;
    size_t cap = 0;
    path_list names = { NULL, 0 };
    str *items = NULL;

    if (!dir) {
        *why = file_reason(errno);
        arena_free(own);
        return names;
    }
    arena_on_drop(own, close_folder, dir);
    while ((entry = readdir(dir))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (names.count == cap) {
            items = arena_grow(a, items, cap * sizeof *items,
                               (2 * cap + 16) * sizeof *items);
            cap = 2 * cap + 16;
        }
        items[names.count++] = arena_copy(a, str_of(entry->d_name));
    }
    arena_free(own);
    names.items = items;
    return names;
}

/* ---- patterns ------------------------------------------------------------ */

typedef struct search {
    arena *arena;
    str root, why;
    str *found;
    size_t count, cap;
    map seen; /* folders with what was looked for in them */
} search;

bool folder_is_pattern(str path)
{
    for (size_t i = 0; i < path.len; i++)
        if (strchr("*?[\\", path.ptr[i]))
            return true;
    return false;
}

static void add_found(search *s, str path)
{
    if (s->count == s->cap) {
        size_t cap = 2 * s->cap + 16;

        s->found = arena_grow(s->arena, s->found, s->cap * sizeof *s->found,
                              cap * sizeof *s->found);
        s->cap = cap;
    }
    s->found[s->count++] = path;
}

/* The kind of file, links to folders not followed; 0: it is none of ours. A link
 * to nowhere is a file that cannot be read, as if it were named. */
static mode_t kind_of(search *s, str path)
{
    const char *name =
        arena_cstr(s->arena, file_path_in(s->arena, s->root, path));
    struct stat st;
    bool is_link;

    if (lstat(name, &st) != 0)
        return 0;
    is_link = S_ISLNK(st.st_mode);
    if (is_link && stat(name, &st) != 0)
        return S_IFREG;
    return is_link && S_ISDIR(st.st_mode) ? 0 : st.st_mode & S_IFMT;
}

/* The first segment of a pattern, which keeps what is behind its slash. */
static str take_segment(str *pattern)
{
    size_t slash = str_find(*pattern, STR("/"));
    str first = str_sub(*pattern, 0, slash);

    *pattern = str_sub(*pattern, slash + 1, pattern->len);
    return first;
}

/* Several `**` lead to the same question in many ways. */
static bool is_asked(search *s, str folder, str pattern)
{
    str key = arena_printf(s->arena, "%zu %.*s", pattern.len, STR_ARG(folder));
    bool asked = map_get(&s->seen, key) != NULL;

    map_put(&s->seen, key, s);
    return asked;
}

/* Looks for the pattern in a folder; the depth of folders is bounded. What git
 * keeps for itself is never meant. */
static void look(search *s, str folder, str pattern, int depth)
{
    str rest = pattern, first = take_segment(&rest);
    bool deep = str_eq(first, STR("**"));
    path_list names;

    while (deep && str_starts(rest, STR("**/")))
        take_segment(&rest);
    if (is_asked(s, folder, pattern))
        return;
    if (deep && rest.len)
        look(s, folder, rest, depth);
    if (s->why.len || depth == DEPTH)
        return;
    names =
        read_names(s->arena, file_path_in(s->arena, s->root, folder), &s->why);
    for (size_t i = 0; i < names.count; i++) {
        str name = names.items[i], path = file_path_in(s->arena, folder, name);
        mode_t kind;

        if (str_eq(name, STR(".git")) ||
            !wildcard_match(deep ? STR("*") : first, name))
            continue;
        kind = kind_of(s, path);
        if (kind == S_IFDIR && (deep || rest.len))
            look(s, path, deep ? pattern : rest, depth + 1);
        else if (kind == S_IFREG && !rest.len)
            add_found(s, path);
    }
}

/* With two `**` in it a pattern finds a file more than once. */
static size_t drop_equal(str *items, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (!kept || !str_eq(items[kept - 1], items[i]))
            items[kept++] = items[i];
    return kept;
}

str folder_match(arena *a, str root, str pattern, path_list *out)
{
    search s = { .arena = a, .root = root, .why = STR(""), .seen = map_new(a) };

    look(&s, STR(""), pattern, 0);
    str_sort(s.found, s.count);
    *out = (path_list){ s.found, drop_equal(s.found, s.count) };
    return s.why;
}

/* ---- leftovers ----------------------------------------------------------- */

void folder_sweep(arena *a, str folder, str stem, str but)
{
    str why = STR("");
    path_list names = read_names(a, folder, &why);

    for (size_t i = 0; i < names.count; i++)
        if (str_starts(names.items[i], stem) && !str_eq(names.items[i], but))
            unlink(arena_cstr(a, file_path_in(a, folder, names.items[i])));
}

/* ---- one at a time ------------------------------------------------------- */

/* A descriptor behind a pointer, to hang on an arena. */
typedef struct hold {
    int fd;
} hold;

static void let_go(void *ptr)
{
    close(((hold *)ptr)->fd);
}

folder_turn folder_take(arena *a, str folder, bool shared, bool wait, str *why)
{
    const struct timespec step = { 0, STEP_NANOSECONDS };
    hold *h = NEW(a, hold);

    h->fd = open(arena_cstr(a, folder), O_RDONLY | O_CLOEXEC | O_DIRECTORY);
    *why = h->fd < 0 ? file_reason(errno) : STR("");
    if (h->fd < 0)
        return TURN_FAILED;
    arena_on_drop(a, let_go, h);
    for (int i = 0; i < WAIT_STEPS; i++) {
        if (flock(h->fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0)
            return TURN_OURS;
        if (errno != EWOULDBLOCK && errno != EINTR)
            return TURN_OURS;
        if (!wait)
            break;
        nanosleep(&step, NULL);
    }
    return TURN_BUSY;
}
