#include "tests/play.h"

#include "base/utf8.h"

/*
 * Argo replaces tags in the JSON of an object, not in its strings: the first
 * `}}` after a `{{` ends the tag, wherever that stands.
 */

typedef struct tags {
    play *play;
    const map *vars;
    const char *strict;
    buf out;
} tags;

/* The inside of a JSON string for text. */
static str json_inside(arena *a, str text)
{
    buf out = buf_new(a);
    str quoted;

    json_write_string(&out, text);
    quoted = buf_str(&out);
    return str_sub(quoted, 1, quoted.len - 1);
}

/* The text that stands as the inside of a JSON string. */
static str json_outside(play *p, str inside)
{
    str quoted = arena_printf(p->arena, "\"%.*s\"", STR_ARG(inside));
    source *from =
        sources_add(&p->session->sources, p->arena, STR("<tag>"), quoted);
    const doc *d = from ? json_read(p->session, from) : NULL;

    return d && d->kind == DOC_STRING ? d->text : inside;
}

/* Printable, as far as that does not depend on Go's version of Unicode. */
static bool is_printable(uint32_t c)
{
    return c < 0xe0000 || (c >= 0xe0100 && c <= 0xe01ef);
}

/*
 * A simple tag's value goes through Go's quoting, which is not JSON's: for
 * some characters the result cannot be read any more.
 */
static void put_value(tags *t, str name, str value)
{
    for (size_t at = 0; at < value.len;) {
        uint32_t c = utf8_next(value, &at);

        if (c == 0x7f || !is_printable(c) ||
            (c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\b' &&
             c != '\f'))
            play_fail(t->play, "{{%.*s}} has a control character",
                      STR_ARG(name));
    }
    buf_put(&t->out, json_inside(t->play->arena, value));
}

static bool must_be_known(const tags *t, str name)
{
    return t->strict && str_starts(name, str_of(t->strict)) &&
           str_find(name, STR(".outputs.artifacts.")) == name.len;
}

/* Offset of the last needle in s, or s.len. */
static size_t find_last(str s, str needle)
{
    size_t found = s.len;

    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (str_starts(str_sub(s, i, s.len), needle))
            found = i;
    return found;
}

static void put_simple(tags *t, str tag)
{
    const str *value = play_get(t->vars, str_trim(tag));
    size_t inner = find_last(tag, STR("{{"));

    if (value) {
        put_value(t, str_trim(tag), *value);
        return;
    }
    if (must_be_known(t, str_trim(tag)))
        play_fail(t->play, "{{%.*s}} cannot be resolved: the run hangs",
                  STR_ARG(tag));
    buf_put(&t->out, STR("{{"));
    if (inner > 0 && inner < tag.len) {
        str name = str_sub(tag, inner + 2, tag.len);

        value = play_get(t->vars, name);
        if (value) {
            buf_put(&t->out, str_sub(tag, 0, inner));
            put_value(t, name, *value);
            return;
        }
    }
    buf_put(&t->out, tag);
    buf_put(&t->out, STR("}}"));
}

static void put_expression(tags *t, str tag)
{
    str text = json_outside(t->play, str_sub(tag, 1, tag.len));
    const doc *value = play_expression(t->play, text, t->vars);
    buf json = buf_new(t->play->arena);

    if (!value) {
        buf_printf(&t->out, "{{%.*s}}", STR_ARG(tag));
        return;
    }
    if (value->kind == DOC_STRING)
        buf_put(&json, value->text);
    else
        json_write_compact(&json, value);
    buf_put(&t->out, json_inside(t->play->arena, buf_str(&json)));
}

static doc *read_back(play *p, str json)
{
    source *from =
        sources_add(&p->session->sources, p->arena, STR("<pass>"), json);
    const doc *d = from ? json_read(p->session, from) : NULL;

    if (!d) {
        play_fail(p, "a tag made this no JSON: %.*s", STR_ARG(json));
        return doc_map(p->arena);
    }
    return doc_copy(p->arena, d);
}

doc *play_argo_pass(play *p, const doc *d, const map *vars, const char *strict)
{
    tags t = { p, vars, strict, buf_new(p->arena) };
    buf json = buf_new(p->arena);
    str rest;

    json_write_compact(&json, d);
    rest = buf_str(&json);
    for (;;) {
        size_t open = str_find(rest, STR("{{"));
        str after = str_sub(rest, open + 2, rest.len);
        size_t close = str_find(after, STR("}}"));
        str tag = str_sub(after, 0, close);

        buf_put(&t.out, str_sub(rest, 0, open));
        if (open == rest.len || close == after.len) {
            buf_put(&t.out, str_sub(rest, open, rest.len));
            break;
        }
        if (str_starts(tag, STR("=")))
            put_expression(&t, tag);
        else
            put_simple(&t, tag);
        rest = str_sub(after, close + 2, after.len);
    }
    return read_back(p, buf_str(&t.out));
}

/* Variables begin with one of these; what else stands in braces is text. */
static bool is_variable(str name)
{
    static const char *const heads[] = { "item.",    "steps.", "inputs.",
                                         "outputs.", "pod.",   "workflow.",
                                         "tasks." };

    for (size_t i = 0; i < COUNT(heads); i++)
        if (str_starts(name, str_of(heads[i])))
            return true;
    return false;
}

static bool is_artifact(str name)
{
    return str_find(name, STR(".artifacts.")) < name.len &&
           str_find(name, STR(".path")) == name.len;
}

static void lint_tag(play *p, str tag, const map *vars)
{
    size_t inner = find_last(tag, STR("{{"));
    bool nested = inner < tag.len;
    str name = str_trim(nested ? str_sub(tag, inner + 2, tag.len) : tag);

    if (nested && str_starts(name, STR("=")))
        play_fail(p, "an open '{{' hides {{%.*s}}", STR_ARG(name));
    else if (str_starts(tag, STR("=")) &&
             !play_expression(p, json_outside(p, str_sub(tag, 1, tag.len)),
                              vars))
        play_fail(p, "{{%.*s}} has no value", STR_ARG(tag));
    else if (is_variable(name) && !is_artifact(name) && !play_get(vars, name))
        play_fail(p, "{{%.*s}} is unknown", STR_ARG(name));
}

void play_argo_lint(play *p, const doc *d, const map *vars)
{
    buf json = buf_new(p->arena);
    str rest;

    json_write_compact(&json, d);
    rest = buf_str(&json);
    for (;;) {
        size_t open = str_find(rest, STR("{{"));
        str after = str_sub(rest, open + 2, rest.len);
        size_t close = str_find(after, STR("}}"));

        if (open == rest.len || close == after.len)
            return;
        lint_tag(p, str_sub(after, 0, close), vars);
        rest = str_sub(after, close + 2, after.len);
    }
}
