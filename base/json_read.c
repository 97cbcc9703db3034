#include "base/formats.h"

#include "base/text_check.h"
#include "base/utf8.h"

#include <string.h>

typedef struct reader {
    session *s;
    const source *from;
    arena *trees; /* for docs; texts are the session's */
    str text;
    size_t at;
    uint32_t nodes;
} reader;

static doc *read_value(reader *r, int depth);

static char peek(const reader *r)
{
    return r->at < r->text.len ? r->text.ptr[r->at] : '\0';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static void skip_blanks(reader *r)
{
    while (is_blank(peek(r)))
        r->at++;
}

/* Reports what was expected where the reader stands; gives NULL. */
static doc *fail(reader *r, const char *expected)
{
    size_t end = r->at;
    diag *d;

    if (end < r->text.len && (unsigned char)r->text.ptr[end] >= ' ')
        utf8_next(r->text, &end);
    d = REPORT(r->s, D_SYNTAX, source_span(r->from, r->at, end),
               "expected %s%s", expected,
               r->at == r->text.len ? " before the end of the text" : "");
    text_help_lookalikes(r->s, d, r->from, r->at);
    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool skip_digits(reader *r)
{
    size_t from = r->at;

    while (is_digit(peek(r)))
        r->at++;
    return r->at > from;
}

/* -? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][-+]?[0-9]+)? */
static bool skip_number(reader *r, bool *whole)
{
    *whole = true;
    if (peek(r) == '-')
        r->at++;
    if (peek(r) == '0')
        r->at++;
    else if (!skip_digits(r))
        return false;
    if (peek(r) == '.') {
        *whole = false;
        r->at++;
        if (!skip_digits(r))
            return false;
    }
    if (peek(r) == 'e' || peek(r) == 'E') {
        *whole = false;
        r->at++;
        if (peek(r) == '+' || peek(r) == '-')
            r->at++;
        if (!skip_digits(r))
            return false;
    }
    return !is_digit(peek(r));
}

static doc *read_number(reader *r)
{
    size_t lo = r->at;
    bool whole;
    doc *d;

    if (!skip_number(r, &whole))
        return fail(r, "a number without leading zeros");
    d = NEW(r->trees, doc);
    d->kind = whole ? DOC_INT : DOC_FLOAT;
    d->text = str_sub(r->text, lo, r->at);
    return d;
}

static int hex_value(char c)
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The four digits after \u, or UTF8_BAD; r stands at the first of them. */
static uint32_t read_hex(reader *r)
{
    uint32_t code = 0;

    for (int i = 0; i < 4; i++) {
        int digit = hex_value(peek(r));

        if (digit < 0)
            return UTF8_BAD;
        code = code << 4 | (uint32_t)digit;
        r->at++;
    }
    return code;
}

static bool read_unicode(reader *r, buf *out)
{
    size_t lo = r->at - 2;
    uint32_t code = read_hex(r), low;

    if (code == UTF8_BAD)
        return fail(r, "four hexadecimal digits");
    if (code - 0xd800 < 0x400 &&
        str_starts(str_sub(r->text, r->at, r->text.len), STR("\\u"))) {
        r->at += 2;
        low = read_hex(r);
        if (low - 0xdc00 < 0x400)
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    if (code - 0xd800 < 0x800) {
        r->at = lo;
        return fail(r, "a pair of surrogates, not one alone");
    }
    utf8_put(out, code);
    return true;
}

/* r stands behind the backslash. */
static bool read_escape(reader *r, buf *out)
{
    static const char names[] = "\"\\/bfnrt", values[] = "\"\\/\b\f\n\r\t";
    const char *name = peek(r) ? strchr(names, peek(r)) : NULL;

    if (name) {
        buf_char(out, values[name - names]);
        r->at++;
        return true;
    }
    if (peek(r) != 'u')
        return fail(r, "one of \" \\ / b f n r t u after the backslash");
    r->at++;
    return read_unicode(r, out);
}

/* The rest of a string that has escapes; `head` is what was read before. */
static bool read_escaped(reader *r, str head, str *text)
{
    buf out = buf_new(r->s->arena);

    buf_put(&out, head);
    while (peek(r) != '"') {
        size_t lo = r->at;

        if (peek(r) == '\\') {
            r->at++;
            if (!read_escape(r, &out))
                return false;
            continue;
        }
        while ((unsigned char)peek(r) >= ' ' && peek(r) != '"' &&
               peek(r) != '\\')
            r->at++;
        if (r->at == lo)
            return fail(r, "'\"' or an escape");
        buf_put(&out, str_sub(r->text, lo, r->at));
    }
    *text = buf_str(&out);
    return true;
}

/* r stands at the first quote. */
static bool read_string(reader *r, str *text)
{
    size_t lo = ++r->at;

    while ((unsigned char)peek(r) >= ' ' && peek(r) != '"' && peek(r) != '\\')
        r->at++;
    *text = str_sub(r->text, lo, r->at);
    if (peek(r) != '"' && peek(r) != '\\')
        return fail(r, "'\"' or an escape");
    if (peek(r) == '\\' && !read_escaped(r, *text, text))
        return false;
    r->at++;
    return true;
}

static doc *read_word(reader *r)
{
    static const struct {
        const char *word;
        doc_kind kind;
    } words[] = { { "null", DOC_NULL },
                  { "true", DOC_BOOL },
                  { "false", DOC_BOOL } };
    str rest = str_sub(r->text, r->at, r->text.len);

    for (size_t i = 0; i < COUNT(words); i++) {
        str word = str_of(words[i].word);
        doc *d;

        if (!str_starts(rest, word))
            continue;
        d = NEW(r->trees, doc);
        d->kind = (uint8_t)words[i].kind;
        d->text = word;
        r->at += word.len;
        return d;
    }
    return fail(r, "a value");
}

static bool read_items(reader *r, doc *seq, int depth)
{
    for (;;) {
        doc *item = read_value(r, depth);

        if (!item)
            return false;
        doc_push(r->trees, seq, item);
        skip_blanks(r);
        if (peek(r) == ']')
            return true;
        if (peek(r) != ',')
            return fail(r, "',' or ']'");
        r->at++;
    }
}

static void add_entry(reader *r, doc *object, str key, doc *value)
{
    const doc *first = doc_get(object, key);
    diag *d;

    if (!first) {
        doc_add(r->trees, object, key, value);
        return;
    }
    d = REPORT(r->s, D_DUPLICATE_KEY, value->key_at,
               "key '%.*s' is given twice", STR_ARG(key));
    diag_note(&r->s->diags, d, first->key_at, "it is given first here");
}

static bool read_entry(reader *r, doc *object, int depth)
{
    size_t lo, hi;
    doc *value;
    str key;

    skip_blanks(r);
    lo = r->at;
    if (peek(r) != '"')
        return fail(r, "a key in double quotes");
    if (!read_string(r, &key))
        return false;
    hi = r->at;
    skip_blanks(r);
    if (peek(r) != ':')
        return fail(r, "':' after the key");
    r->at++;
    value = read_value(r, depth);
    if (!value)
        return false;
    value->key_at = source_span(r->from, lo, hi);
    add_entry(r, object, key, value);
    return true;
}

static bool read_entries(reader *r, doc *object, int depth)
{
    while (read_entry(r, object, depth)) {
        skip_blanks(r);
        if (peek(r) == '}')
            return true;
        if (peek(r) != ',')
            return fail(r, "',' or '}'");
        r->at++;
    }
    return false;
}

/* r stands at the bracket. */
static doc *read_collection(reader *r, int depth)
{
    bool object = peek(r) == '{';
    doc *d = object ? doc_map(r->trees) : doc_seq(r->trees);

    if (depth == READ_DEPTH) {
        REPORT(r->s, D_BUDGET, source_span(r->from, r->at, r->at + 1),
               "nested deeper than %d levels", READ_DEPTH);
        return NULL;
    }
    r->at++;
    skip_blanks(r);
    if (peek(r) != (object ? '}' : ']') &&
        !(object ? read_entries(r, d, depth + 1) : read_items(r, d, depth + 1)))
        return NULL;
    r->at++;
    return d;
}

static doc *read_text(reader *r)
{
    str text;

    return read_string(r, &text) ? doc_string(r->trees, text) : NULL;
}

static doc *read_value(reader *r, int depth)
{
    size_t lo;
    doc *d;

    skip_blanks(r);
    lo = r->at;
    if (++r->nodes > READ_NODES) {
        REPORT(r->s, D_BUDGET, source_span(r->from, lo, lo),
               "more than %d values", READ_NODES);
        return NULL;
    }
    if (peek(r) == '{' || peek(r) == '[')
        d = read_collection(r, depth);
    else if (peek(r) == '"')
        d = read_text(r);
    else if (peek(r) == '-' || is_digit(peek(r)))
        d = read_number(r);
    else
        d = read_word(r);
    if (d)
        d->at = source_span(r->from, lo, r->at);
    return d;
}

doc *json_read(session *s, source *from)
{
    reader r = { .s = s, .from = from, .text = from->text };
    doc *d;

    if (!text_check(s, from))
        return NULL;
    r.trees = from->trees ? from->trees : s->arena;
    r.at = text_mark_length(from->text);
    d = read_value(&r, 0);
    if (!d)
        return NULL;
    skip_blanks(&r);
    return r.at == r.text.len ? d : fail(&r, "nothing after the value");
}
