#include "tests/play.h"

#include <stdlib.h>

#include "base/utf8.h"

/*
 * The part of Argo's expression language that the Argo back end writes: text
 * and number literals, names, calls of a few functions, `+`, lists, maps.
 */

enum { DEPTH = 32 };

typedef struct reader {
    play *play;
    str text;
    size_t at;
    const map *vars;
    int depth;
    bool missing; /* a name that vars does not know (yet) */
    bool failed;
} reader;

static const doc *read_sum(reader *r);

static void fail(reader *r, const char *what)
{
    if (!r->failed)
        play_fail(r->play, "{{=%.*s}}: %s at %zu", STR_ARG(r->text), what,
                  r->at);
    r->failed = true;
}

static char peek(reader *r)
{
    while (r->at < r->text.len &&
           (r->text.ptr[r->at] == ' ' || r->text.ptr[r->at] == '\n'))
        r->at++;
    return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static bool accept(reader *r, char c)
{
    if (peek(r) != c)
        return false;
    r->at++;
    return true;
}

static void expect(reader *r, char c)
{
    if (!accept(r, c))
        fail(r, "another character was expected");
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static str read_word(reader *r)
{
    size_t from;

    peek(r);
    from = r->at;
    while (r->at < r->text.len &&
           (is_letter(r->text.ptr[r->at]) ||
            (r->at > from && is_digit(r->text.ptr[r->at]))))
        r->at++;
    return str_sub(r->text, from, r->at);
}

/* What follows a backslash. */
static void put_escape(reader *r, buf *out)
{
    static const char names[] = "n\nt\tr\r\\\\''\"\"";
    char c = r->text.ptr[++r->at];

    if (c == 'u' && r->at + 4 < r->text.len) {
        const char *digits =
            arena_cstr(r->play->arena, str_sub(r->text, r->at + 1, r->at + 5));

        utf8_put(out, (uint32_t)strtoul(digits, NULL, 16));
        r->at += 4;
        return;
    }
    for (size_t i = 0; names[i]; i += 2) {
        if (names[i] != c)
            continue;
        buf_char(out, names[i + 1]);
        return;
    }
    fail(r, "unknown escape");
}

static str read_quoted(reader *r)
{
    char quote = peek(r);
    buf out = buf_new(r->play->arena);

    for (r->at++; r->at < r->text.len && r->text.ptr[r->at] != quote; r->at++) {
        char c = r->text.ptr[r->at];

        if (c == '\\' && quote != '`' && r->at + 1 < r->text.len)
            put_escape(r, &out);
        else
            buf_char(&out, c);
    }
    expect(r, quote);
    return buf_str(&out);
}

static bool at_quote(reader *r)
{
    char c = peek(r);

    return c == '\'' || c == '"' || c == '`';
}

static doc *text_of(reader *r, str text)
{
    return doc_string(r->play->arena, text);
}

static str replaced(arena *a, str in, str from, str to)
{
    buf out = buf_new(a);

    while (from.len) {
        size_t at = str_find(in, from);

        buf_put(&out, str_sub(in, 0, at));
        if (at == in.len)
            break;
        buf_put(&out, to);
        in = str_sub(in, at + from.len, in.len);
    }
    return buf_str(&out);
}

static const doc *parsed(reader *r, str json)
{
    source *from = sources_add(&r->play->session->sources, r->play->arena,
                               STR("<fromJSON>"), json);
    const doc *d = from ? json_read(r->play->session, from) : NULL;

    if (!d)
        fail(r, "a value is no JSON");
    return d ? d : text_of(r, json);
}

/*
 * Go writes maps with sorted keys and escapes what HTML would read; numbers
 * went through a double.
 */
static void put_go(reader *r, buf *out, const doc *d);

static void put_go_text(buf *out, str text)
{
    buf json = buf_new(out->arena);

    json_write_string(&json, text);
    for (size_t i = 0; i < json.len; i++) {
        if (json.ptr[i] == '<' || json.ptr[i] == '>' || json.ptr[i] == '&')
            buf_printf(out, "\\u%04x", (unsigned)json.ptr[i]);
        else
            buf_char(out, json.ptr[i]);
    }
}

static const doc *next_key(const doc *in, const doc *last)
{
    const doc *best = NULL;

    doc_each (child, in) {
        if (last && str_cmp(child->key, last->key) <= 0)
            continue;
        if (!best || str_cmp(child->key, best->key) < 0)
            best = child;
    }
    return best;
}

static void put_go_map(reader *r, buf *out, const doc *d)
{
    const doc *last = NULL;

    buf_char(out, '{');
    for (const doc *c = next_key(d, NULL); c; c = next_key(d, c)) {
        if (last)
            buf_char(out, ',');
        put_go_text(out, c->key);
        buf_char(out, ':');
        put_go(r, out, c);
        last = c;
    }
    buf_char(out, '}');
}

static void put_go(reader *r, buf *out, const doc *d)
{
    if (d->kind == DOC_MAP) {
        put_go_map(r, out, d);
    } else if (d->kind == DOC_SEQ) {
        buf_char(out, '[');
        doc_each (child, d) {
            if (child != d->first)
                buf_char(out, ',');
            put_go(r, out, child);
        }
        buf_char(out, ']');
    } else if (d->kind == DOC_STRING) {
        put_go_text(out, d->text);
    } else if (d->kind == DOC_INT || d->kind == DOC_FLOAT) {
        buf_put(out, play_double(r->play->arena, d->text, 1e21));
    } else {
        json_write_compact(out, d);
    }
}

static const doc *called(reader *r, str name, const doc *const *args, int n)
{
    bool text = n > 0 && args[0]->kind == DOC_STRING;
    buf out = buf_new(r->play->arena);

    if (str_eq(name, STR("replace")) && n == 3 && text)
        return text_of(r, replaced(r->play->arena, args[0]->text, args[1]->text,
                                   args[2]->text));
    if (str_eq(name, STR("toJson")) && n == 1) {
        put_go(r, &out, args[0]);
        return text_of(r, buf_str(&out));
    }
    if (str_eq(name, STR("fromJSON")) && n == 1 && text)
        return parsed(r, args[0]->text);
    if (str_eq(name, STR("string")) && n == 1)
        return text_of(r, args[0]->text);
    if (str_eq(name, STR("int")) || str_eq(name, STR("float")))
        return doc_number(r->play->arena, args[0]->text);
    fail(r, "unknown function");
    return text_of(r, STR(""));
}

static const doc *read_call(reader *r, str name)
{
    const doc *args[4] = { NULL };
    int n = 0;

    while (!accept(r, ')')) {
        if (n == 4 || (n && !accept(r, ','))) {
            fail(r, "a list of arguments was expected");
            return text_of(r, STR(""));
        }
        args[n++] = read_sum(r);
    }
    return r->missing ? text_of(r, STR("")) : called(r, name, args, n);
}

/* a.b['c']: the variable of that name. */
static const doc *read_name(reader *r)
{
    buf path = buf_new(r->play->arena);
    const str *value;

    buf_put(&path, read_word(r));
    if (accept(r, '('))
        return read_call(r, buf_str(&path));
    while (!r->failed && (peek(r) == '.' || peek(r) == '[')) {
        bool bracket = accept(r, '[');

        buf_char(&path, '.');
        if (!bracket)
            r->at++;
        buf_put(&path, bracket ? read_quoted(r) : read_word(r));
        if (bracket)
            expect(r, ']');
    }
    value = play_get(r->vars, buf_str(&path));
    r->missing = r->missing || !value;
    return text_of(r, value ? *value : STR(""));
}

static const doc *read_list(reader *r)
{
    doc *list = doc_seq(r->play->arena);

    while (!r->failed && !accept(r, ']')) {
        if (list->count)
            expect(r, ',');
        doc_push(r->play->arena, list, doc_copy(r->play->arena, read_sum(r)));
    }
    return list;
}

static const doc *read_map(reader *r)
{
    doc *made = doc_map(r->play->arena);

    while (!r->failed && !accept(r, '}')) {
        str key;

        if (made->count)
            expect(r, ',');
        key = at_quote(r) ? read_quoted(r) : read_word(r);
        expect(r, ':');
        doc_put(r->play->arena, made, key,
                doc_copy(r->play->arena, read_sum(r)));
    }
    return made;
}

static const doc *read_number(reader *r)
{
    size_t from = r->at;

    while (r->at < r->text.len &&
           (is_digit(r->text.ptr[r->at]) || r->text.ptr[r->at] == '.'))
        r->at++;
    return doc_number(r->play->arena, str_sub(r->text, from, r->at));
}

/* ['key'] of a map, [1:-1] of a text. */
static const doc *read_part(reader *r, const doc *of)
{
    const doc *part = NULL;

    if (at_quote(r)) {
        part = doc_get(of, read_quoted(r));
    } else if (str_starts(str_sub(r->text, r->at, r->text.len), STR("1:-1")) &&
               of->kind == DOC_STRING) {
        r->at += 4;
        part = text_of(r, str_sub(of->text, 1, of->text.len - 1));
    }
    expect(r, ']');
    if (!part && !r->missing)
        fail(r, "there is no such part");
    return part ? part : text_of(r, STR(""));
}

static const doc *read_plain(reader *r);

static const doc *read_operand(reader *r)
{
    const doc *value = read_plain(r);

    while (!r->failed && accept(r, '['))
        value = read_part(r, value);
    return value;
}

static const doc *read_plain(reader *r)
{
    const doc *inside;

    if (at_quote(r))
        return text_of(r, read_quoted(r));
    if (accept(r, '['))
        return read_list(r);
    if (accept(r, '{'))
        return read_map(r);
    if (is_digit(peek(r)))
        return read_number(r);
    if (is_letter(peek(r)))
        return read_name(r);
    expect(r, '(');
    inside = r->failed ? text_of(r, STR("")) : read_sum(r);
    expect(r, ')');
    return inside;
}

static const doc *add(reader *r, const doc *left, const doc *right)
{
    arena *a = r->play->arena;

    if (left->kind == DOC_STRING && right->kind == DOC_STRING)
        return text_of(r, arena_join(a, left->text, right->text));
    if (left->kind == DOC_INT && right->kind == DOC_INT)
        return doc_int(a, strtol(arena_cstr(a, left->text), NULL, 10) +
                              strtol(arena_cstr(a, right->text), NULL, 10));
    fail(r, "a text and something else are added");
    return left;
}

static const doc *read_sum(reader *r)
{
    const doc *left;

    if (++r->depth > DEPTH)
        fail(r, "too deep");
    left = r->failed ? text_of(r, STR("")) : read_operand(r);
    while (!r->failed && accept(r, '+'))
        left = add(r, left, read_operand(r));
    r->depth--;
    return left;
}

const doc *play_expression(play *p, str text, const map *vars)
{
    reader r = { .play = p, .text = text, .vars = vars };
    const doc *value = read_sum(&r);
    buf json = buf_new(p->arena);

    if (!r.failed && peek(&r))
        fail(&r, "the end was expected");
    if (r.failed || r.missing)
        return NULL;
    if (value->kind == DOC_STRING)
        return value;
    put_go(&r, &json, value);
    return text_of(&r, buf_str(&json));
}
