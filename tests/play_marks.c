#include "tests/play.h"

static bool in_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

/* Bytes of s that can be a file name. */
static size_t name_length(str s)
{
    size_t n = 0;

    while (n < s.len && in_name(s.ptr[n]))
        n++;
    return n;
}

/* The path of the task that s begins with, whole. */
static const play_path *path_at(const play_task *t, str s)
{
    for (const play_path *path = t->paths; path; path = path->next) {
        str rest = str_sub(s, path->path.len, s.len);

        if (path->path.len && str_starts(s, path->path) && !name_length(rest))
            return path;
    }
    return NULL;
}

/* WORKSPACE/TASK--OUTPUT at the start of s: its length, or 0. */
static size_t put_workspace(play *p, buf *out, const play_task *t, str s)
{
    str rest = str_sub(s, t->workspace.len + 1, s.len);
    str file = str_sub(rest, 0, name_length(rest));
    size_t cut = str_find(file, STR("--"));
    str task = play_name(p->arena, str_sub(file, 0, cut));
    str output = str_sub(file, cut + 2, file.len);

    if (!t->workspace.len || !str_starts(s, t->workspace) || cut == file.len)
        return 0;
    if (str_eq(task, t->name))
        buf_put(out, play_mark(p->arena, "out", STR(""), output));
    else
        buf_put(out, play_mark(p->arena, "in", task, output));
    return t->workspace.len + 1 + file.len;
}

static str put_paths(play *p, const play_task *t, str text)
{
    buf out = buf_new(p->arena);

    for (size_t i = 0; i < text.len;) {
        str rest = str_sub(text, i, text.len);
        const play_path *path = path_at(t, rest);
        size_t taken;

        if (path) {
            buf_put(&out, path->mark);
            i += path->path.len;
            continue;
        }
        taken = put_workspace(p, &out, t, rest);
        if (!taken) {
            buf_char(&out, text.ptr[i]);
            taken = 1;
        }
        i += taken;
    }
    return buf_str(&out);
}

/* Start of the URI whose scheme ends before `end`; text.len: there is none. */
static size_t uri_start(str text, size_t end)
{
    size_t at = end;

    while (at > 0 && text.ptr[at - 1] != '\n' && text.ptr[at - 1] != ' ') {
        at--;
        if (!str_starts(str_sub(text, at, end), STR("://")))
            continue;
        while (at > 0 && in_name(text.ptr[at - 1]))
            at--;
        return at;
    }
    return text.len;
}

/* SCHEME://ROOT/<run.name>/TASK/OUTPUT becomes a mark, the first one. */
static str put_uri(play *p, str text)
{
    str run = STR("/<run.name>/");
    size_t at = str_find(text, run), start = uri_start(text, at);
    str rest = str_sub(text, at + run.len, text.len);
    size_t task = name_length(rest);
    str output = str_sub(rest, task + 1, rest.len);
    buf out = buf_new(p->arena);

    if (at == text.len || start == text.len || !task || !output.len)
        return text;
    output = str_sub(output, 0, name_length(output));
    buf_put(&out, str_sub(text, 0, start));
    buf_put(&out, play_mark(p->arena, "uri", str_sub(rest, 0, task), output));
    buf_put(&out, str_sub(rest, task + 1 + output.len, rest.len));
    return buf_str(&out);
}

void play_marks(play *p)
{
    for (play_task *t = p->first; t; t = t->next) {
        for (doc *w = t->argv->first; w; w = w->next)
            w->text = put_uri(p, put_paths(p, t, w->text));
        for (doc *e = t->env->first; e; e = e->next) {
            doc *value = doc_get(e, STR("value"));

            value->text = put_uri(p, put_paths(p, t, value->text));
        }
    }
}

static bool is_helper(str name)
{
    return str_starts(name, STR("PIPEC_"));
}

void play_print(play *p, buf *out)
{
    for (const play_task *t = p->first; t; t = t->next) {
        buf_printf(out, "task %.*s\n", STR_ARG(t->name));
        doc_each (word, t->argv) {
            buf_put(out, STR("  "));
            json_write_string(out, word->text);
            buf_char(out, '\n');
        }
        doc_each (entry, t->env) {
            str name = doc_get(entry, STR("name"))->text;

            if (is_helper(name))
                continue;
            buf_printf(out, "env %.*s=", STR_ARG(name));
            json_write_string(out, doc_get(entry, STR("value"))->text);
            buf_char(out, '\n');
        }
    }
}
