#include "driver/lockfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/formats.h"
#include "base/resource.h"
#include "base/sha256.h"
#include "base/text_check.h"

#define FORMAT "# pipec.lock 1,"
#define CURE                                                                  \
    "restore the file with git, or remove the line: 'pipec build' writes it " \
    "anew"

enum { SETTINGS = 16, MAKER = 8 };

/* ---- paths --------------------------------------------------------------- */

bool lockfile_is_inside(str path)
{
    if (!path.len || path.ptr[0] == '/' || memchr(path.ptr, 0, path.len))
        return false;
    while (path.len) {
        size_t slash = str_find(path, STR("/"));
        str name = str_sub(path, 0, slash);

        if (!name.len || str_eq(name, STR(".")) || str_eq(name, STR("..")) ||
            str_eq(name, STR(".git")))
            return false;
        path = str_sub(path, slash + 1, path.len);
    }
    return true;
}

static bool needs_quotes(str path)
{
    for (size_t i = 0; i < path.len; i++)
        if ((unsigned char)path.ptr[i] <= ' ' || path.ptr[i] == '"' ||
            path.ptr[i] == '\\' || path.ptr[i] == 0x7f)
            return true;
    return path.len && strchr("#<=>|", path.ptr[0]) != NULL;
}

static void put_path(buf *out, str path)
{
    if (needs_quotes(path))
        json_write_string(out, path);
    else
        buf_put(out, path);
}

/* ---- reading ------------------------------------------------------------- */

typedef struct reading {
    session *session;
    const source *src;
    lockfile *out;
    size_t at;       /* where the line begins */
    str first;       /* the line that this pipec begins its files with */
    bool is_foreign; /* another one began one, which was merged */
    bool ok;
} reading;

static void refuse(reading *r, str line, const char *why, const char *cure)
{
    session *s = r->session;
    diag *d = REPORT(s, D_BAD_LOCK,
                     source_span(r->src, r->at, r->at + line.len), "%s", why);

    diag_help(&s->diags, d, "%s", cure);
    r->ok = false;
}

/* Where a JSON string at the start of text ends; 0: nowhere. */
static size_t string_end(str text)
{
    for (size_t i = 1; i < text.len; i++) {
        if (text.ptr[i] == '\\')
            i++;
        else if (text.ptr[i] == '"')
            return i + 1;
    }
    return 0;
}

static str unquote(reading *r, str text)
{
    session own = { .arena = r->session->arena };
    source *src;
    const doc *d;

    diags_init(&own.diags, own.arena);
    src = sources_add(&own.sources, own.arena, STR("path.json"), text);
    d = src ? json_read(&own, src) : NULL;
    return d && d->kind == DOC_STRING ? d->text : STR("");
}

/* The next word of a line, without its quotes; empty at the end, or when it is
 * no word. */
static str take_word(reading *r, str *line)
{
    bool quoted = str_starts(*line, STR("\""));
    size_t end = quoted ? string_end(*line) : str_find(*line, STR(" "));
    str word = str_sub(*line, 0, end);

    if (end < line->len && line->ptr[end] != ' ')
        return STR("");
    *line = str_sub(*line, end + 1, line->len);
    return quoted ? unquote(r, word) : word;
}

static bool is_hex(str text, size_t digits)
{
    for (size_t i = 0; i < text.len; i++)
        if (!memchr("0123456789abcdef", text.ptr[i], 16))
            return false;
    return text.len == digits;
}

static size_t count_words(str line)
{
    size_t n = 1;

    for (size_t i = 0; i < line.len; i++)
        n += line.ptr[i] == ' ';
    return n;
}

static bool read_files(reading *r, str rest, lock_line *to)
{
    arena *a = r->session->arena;
    str *files =
        arena_alloc(a, count_words(rest) * sizeof *files, alignof(str));

    while (rest.len) {
        str file = take_word(r, &rest);

        if (!lockfile_is_inside(file))
            return false;
        files[to->n_files++] = file;
    }
    to->files = files;
    return to->n_files > 0;
}

static void add_line(reading *r, lock_line *line)
{
    lockfile *out = r->out;

    line->also = map_get(&out->lines, line->path);
    map_put(&out->lines, line->path, line);
    line->next_of_settings = map_get(&out->settings, line->settings);
    map_put(&out->settings, line->settings, line);
}

static void read_line(reading *r, str text)
{
    lock_line *line = NEW(r->session->arena, lock_line);
    str rest = text;

    line->at = source_span(r->src, r->at, r->at + text.len);
    line->path = take_word(r, &rest);
    line->digest = take_word(r, &rest);
    line->inputs = take_word(r, &rest);
    line->settings = take_word(r, &rest);
    if (!lockfile_is_inside(line->path))
        refuse(r, text, "a line begins with no path inside of the project",
               CURE);
    else if (!is_hex(line->digest, SHA256_DIGITS) ||
             !is_hex(line->inputs, SHA256_DIGITS) ||
             !is_hex(line->settings, SETTINGS) || !read_files(r, rest, line))
        refuse(r, text, "a line is not 'PATH DIGEST INPUTS SETTINGS INPUT...'",
               CURE);
    else
        add_line(r, line);
}

static bool is_conflict_mark(str line)
{
    static const char *const marks[] = { "<<<<<<<", "|||||||",
                                         "=======", ">>>>>>>" };

    for (size_t i = 0; i < COUNT(marks); i++)
        if (str_starts(line, str_of(marks[i])))
            return true;
    return false;
}

/* ---- the maker ----------------------------------------------------------- */

/* What a manifest owes to the program: its version, and the texts in it. */
static str maker(arena *a)
{
    sha256 h = sha256_start();

    for (const resource *r = resources; r->path; r++)
        if (str_starts(str_of(r->path), STR("templates/shims/")))
            sha256_add(&h, (str){ (const char *)r->data, r->len });
    return arena_printf(a, PIPEC_VERSION " (%.*s)",
                        STR_ARG(sha256_end(a, &h, MAKER)));
}

static str first_line(arena *a)
{
    return arena_printf(a, FORMAT " by pipec %.*s: commit it, do not edit it",
                        STR_ARG(maker(a)));
}

static void read_format(reading *r, str line)
{
    if (str_eq(line, r->first))
        r->out->is_current = true;
    else if (str_starts(line, STR(FORMAT)))
        r->is_foreign = true;
    else if (str_starts(line, STR("# pipec.lock ")))
        refuse(r, line, "the file is of another version of pipec",
               "use that version, or remove the file: 'pipec build' writes it "
               "anew");
}

bool lockfile_read(session *s, str name, str text, lockfile *out)
{
    reading r = {
        .session = s, .out = out, .first = first_line(s->arena), .ok = true
    };
    str line;

    *out = (lockfile){ .text = text,
                       .is_there = true,
                       .lines = map_new(s->arena),
                       .settings = map_new(s->arena) };
    r.src = sources_add(&s->sources, s->arena, name, text);
    if (!r.src || !text_check(s, r.src))
        return false;
    for (r.at = text_mark_length(text); r.at < text.len; r.at += line.len + 1) {
        line = str_sub(text, r.at, text.len);
        line = str_sub(line, 0, str_find(line, STR("\n")));
        if (str_starts(line, STR("#")))
            read_format(&r, str_trim(line));
        else if (is_conflict_mark(line))
            out->is_merged = true;
        else if (str_trim(line).len)
            read_line(&r, str_trim(line));
    }
    out->is_current = out->is_current && !r.is_foreign;
    return r.ok;
}

/* ---- writing ------------------------------------------------------------- */

static int by_path(const void *a, const void *b)
{
    return str_cmp((*(lock_line *const *)a)->path,
                   (*(lock_line *const *)b)->path);
}

static void put_line(buf *out, const lock_line *line)
{
    put_path(out, line->path);
    buf_printf(out, " %.*s %.*s %.*s", STR_ARG(line->digest),
               STR_ARG(line->inputs), STR_ARG(line->settings));
    for (size_t i = 0; i < line->n_files; i++) {
        buf_char(out, ' ');
        put_path(out, line->files[i]);
    }
    buf_char(out, '\n');
}

str lockfile_text(arena *a, lock_line **lines, size_t count)
{
    buf out = buf_new(a);

    if (count)
        qsort(lines, count, sizeof(lock_line *), by_path);
    buf_printf(&out,
               "%.*s\n# manifest, its SHA-256, that of its inputs, its "
               "settings, its inputs\n",
               STR_ARG(first_line(a)));
    for (size_t i = 0; i < count; i++)
        put_line(&out, lines[i]);
    return buf_str(&out);
}

/* The text behind its comments. */
static str body(str text)
{
    while (str_starts(text, STR("#")))
        text = str_sub(text, str_find(text, STR("\n")) + 1, text.len);
    return text;
}

bool lockfile_same(arena *a, str one, str other)
{
    return str_eq(sha256_lines_hex(a, body(one), SHA256_DIGITS),
                  sha256_lines_hex(a, body(other), SHA256_DIGITS));
}
