#include "tests/play.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

void play_fail(play *p, const char *fmt, ...)
{
    va_list args;
    str text;

    p->failed = true;
    va_start(args, fmt);
    text = arena_vprintf(p->arena, fmt, args);
    va_end(args);
    if (p->said.arena)
        buf_printf(&p->said, "%.*s\n", STR_ARG(text));
    else
        fprintf(stderr, "%.*s: %.*s\n", STR_ARG(p->what), STR_ARG(text));
}

play_task *play_add(play *p, str name)
{
    play_task *t = NEW(p->arena, play_task);

    t->name = play_name(p->arena, name);
    *p->last = t;
    p->last = &t->next;
    return t;
}

void play_path_add(play *p, play_task *t, str path, str mark)
{
    play_path *added = NEW(p->arena, play_path);

    added->path = path;
    added->mark = mark;
    added->next = t->paths;
    t->paths = added;
}

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

str play_name(arena *a, str name)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (!is_alnum(c))
            c = '-';
        else if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        buf_char(&out, c);
    }
    return buf_str(&out);
}

str play_mark(arena *a, const char *what, str task, str name)
{
    str t = play_name(a, task), n = play_name(a, name);

    return arena_printf(a, "<%s:%.*s%s%.*s>", what, STR_ARG(t),
                        t.len ? "." : "", STR_ARG(n));
}

void play_set(map *vars, arena *a, str name, str value)
{
    str *kept = NEW(a, str);

    *kept = value;
    map_put(vars, name, kept);
}

const str *play_get(const map *vars, str name)
{
    return map_get(vars, name);
}

const str *play_output(play *p, str task, str output)
{
    str t = play_name(p->arena, task), o = play_name(p->arena, output);

    return play_get(&p->outputs, arena_printf(p->arena, "%.*s.%.*s", STR_ARG(t),
                                              STR_ARG(o)));
}

str play_string(play *p, const doc *d, const char *what)
{
    if (d && d->kind == DOC_STRING)
        return d->text;
    play_fail(p, "%s is %s", what, d ? "not a string" : "missing");
    return STR("");
}

const doc *play_named(const doc *list, str name)
{
    if (!doc_is_seq(list))
        return NULL;
    doc_each (child, list) {
        const doc *own = doc_get(child, STR("name"));

        if (own && str_eq(own->text, name))
            return child;
    }
    return NULL;
}

str play_double(arena *a, str spelling, double fixed)
{
    double value = strtod(arena_cstr(a, spelling), NULL);
    double size = value < 0 ? -value : value;
    str text = STR("0");

    for (int digits = 1; digits <= 17; digits++) {
        text = arena_printf(a, "%.*g", digits, value);
        if (strtod(arena_cstr(a, text), NULL) == value)
            break;
    }
    if (str_find(text, STR("e")) == text.len || size >= fixed || size < 1e-6)
        return text;
    for (int places = 0; places <= 25; places++) {
        text = arena_printf(a, "%.*f", places, value);
        if (strtod(arena_cstr(a, text), NULL) == value)
            break;
    }
    return text;
}

const doc *play_at(const doc *d, const char *path)
{
    str rest = str_of(path);

    while (d && rest.len) {
        size_t dot = str_find(rest, STR("."));

        d = doc_get(d, str_sub(rest, 0, dot));
        rest = str_sub(rest, dot + 1, rest.len);
    }
    return d;
}

/*
 * The kubelet's rule: `$$` is a `$`, `$(NAME)` a variable when there is one,
 * everything else stays; what was inserted is not looked at again. After any
 * other `$` it takes a byte for a character, which breaks what is not ASCII.
 */
str play_expand(arena *a, str text, const map *vars)
{
    buf out = buf_new(a);

    for (size_t i = 0; i < text.len; i++) {
        str rest = str_sub(text, i + 1, text.len);
        size_t end = str_find(rest, STR(")"));
        const str *value;

        buf_char(&out, text.ptr[i]);
        if (text.ptr[i] != '$' || !rest.len)
            continue;
        if (rest.ptr[0] == '$') {
            i++;
            continue;
        }
        if ((unsigned char)rest.ptr[0] >= 0x80) {
            utf8_put(&out, (unsigned char)rest.ptr[0]);
            i++;
        }
        if (rest.ptr[0] != '(' || end == rest.len)
            continue;
        value = play_get(vars, str_sub(rest, 1, end));
        if (value) {
            out.len--;
            buf_put(&out, *value);
        } else {
            buf_put(&out, str_sub(rest, 0, end + 1));
        }
        i += end + 1;
    }
    return buf_str(&out);
}

/* Makes every entry {name, value}; what a cluster object holds gets a mark. */
static doc *expand_env(play *p, const doc *env, map *vars)
{
    doc *list = doc_seq(p->arena);

    if (!env)
        return list;
    doc_each (entry, env) {
        str name = play_string(p, doc_get(entry, STR("name")), "env name");
        const doc *value = doc_get(entry, STR("value"));
        const doc *from = doc_get(entry, STR("valueFrom"));
        doc *made = doc_push(p->arena, list, doc_map(p->arena));
        buf text = buf_new(p->arena);

        if (from)
            json_write_compact(&text, from);
        else if (value)
            buf_put(&text,
                    play_expand(p->arena, play_string(p, value, "env value"),
                                vars));
        doc_put_text(p->arena, made, "name", name);
        doc_put_text(p->arena, made, "value", buf_str(&text));
        play_set(vars, p->arena, name, buf_str(&text));
    }
    return list;
}

static void expand_words(play *p, doc *argv, const doc *words, const map *vars)
{
    if (!words)
        return;
    doc_each (word, words) {
        str text = play_string(p, word, "word");

        doc_push(p->arena, argv,
                 doc_string(p->arena, play_expand(p->arena, text, vars)));
    }
}

void play_kubelet(play *p)
{
    for (play_task *t = p->first; t; t = t->next) {
        map vars = map_new(p->arena);

        t->env = expand_env(p, t->env, &vars);
        t->argv = doc_seq(p->arena);
        expand_words(p, t->argv, t->command, &vars);
        expand_words(p, t->argv, t->args, &vars);
    }
}
