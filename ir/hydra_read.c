#include "ir/hydra_read.h"

#include "ir/hydra_function.h"
#include "ir/hydra_number.h"
#include "ir/hydra_token.h"

typedef struct reader {
    arena *arena;
    str text;
    hydra_token now;
    unsigned depth;
    hydra_fault fault;
} reader;

static const char DEEP[] = "more than %d brackets inside each other";

static void advance(reader *r)
{
    r->now = hydra_token_at(r->text, r->now.at + r->now.text.len);
}

static doc *placed(doc *d, size_t at)
{
    d->at = (span){ (uint32_t)at, (uint32_t)at };
    return d;
}

/* Reports what stands here instead of what was expected; NULL. */
static void *unexpected(reader *r, const char *expected)
{
    size_t n = 1;

    if (r->now.kind == HYDRA_END) {
        hydra_fail(&r->fault, r->now.at, "the text ends where %s was expected",
                   expected);
        return NULL;
    }
    if (r->now.kind == HYDRA_BAD &&
        (r->now.text.ptr[0] == '\'' || r->now.text.ptr[0] == '"')) {
        hydra_fail(&r->fault, r->now.at, "this quote is not closed");
        return NULL;
    }
    while (r->now.kind == HYDRA_BAD && r->now.at + n < r->text.len &&
           ((unsigned char)r->text.ptr[r->now.at + n] & 0xc0) == 0x80)
        n++;
    hydra_fail(&r->fault, r->now.at, "'%.*s' stands where %s was expected",
               r->now.kind == HYDRA_BAD ? (int)n : (int)r->now.text.len,
               r->text.ptr + r->now.at, expected);
    if (!r->fault.help.len)
        r->fault.help = STR("a text with such characters needs quotes: '...'");
    return NULL;
}

/* ---- primitives ---------------------------------------------------------- */

/* Quotes gone; a run of backslashes that touches one is halved. */
static str unquoted(arena *a, str token)
{
    buf out = buf_new(a);
    char quote = token.ptr[0];
    size_t run = 0;

    for (size_t i = 1; i < token.len; i++) {
        char c = token.ptr[i];

        if (c == '\\') {
            run++;
            continue;
        }
        buf_fill(&out, '\\', c == quote ? run / 2 : run);
        if (i + 1 < token.len)
            buf_char(&out, c);
        run = 0;
    }
    return buf_str(&out);
}

static bool is_primitive(hydra_token_kind kind, bool in_key)
{
    if (kind == HYDRA_COLON || kind == HYDRA_DOLLAR)
        return !in_key;
    return kind >= HYDRA_ID && kind <= HYDRA_BLANK;
}

static void put_token(buf *out, hydra_token t)
{
    if (t.kind != HYDRA_ESCAPE) {
        buf_put(out, t.text);
        return;
    }
    for (size_t i = 1; i < t.text.len; i += 2)
        buf_char(out, t.text.ptr[i]);
}

/* A token that stands alone has a type. */
static doc *typed(reader *r, hydra_token t)
{
    buf out = buf_new(r->arena);
    doc *d;

    if (t.kind == HYDRA_NULL)
        return doc_null(r->arena);
    if (t.kind == HYDRA_BOOL)
        return doc_bool(r->arena, (t.text.ptr[0] | 0x20) == 't');
    if (t.kind == HYDRA_FLOAT)
        return hydra_float(r->arena, t.text);
    if (t.kind == HYDRA_INT) {
        d = hydra_int(r->arena, t.text);
        if (!d)
            hydra_fail(&r->fault, t.at, "this number is too long");
        return d;
    }
    put_token(&out, t);
    d = doc_string(r->arena, buf_str(&out));
    d->plain = true;
    return d;
}

static doc *joined(reader *r, const buf *text)
{
    doc *d = doc_string(r->arena, buf_str(text));

    d->plain = true;
    return d;
}

/*
 * The tokens from `first` on that make one text; a blank at its end does not
 * count. r->now is the one after first.
 */
static doc *primitive(reader *r, hydra_token first, bool in_key)
{
    buf text = buf_new(r->arena);
    hydra_token blank = { HYDRA_END, STR(""), 0 };
    bool alone = true;
    doc *d;

    put_token(&text, first);
    for (; is_primitive(r->now.kind, in_key); advance(r)) {
        if (r->now.kind == HYDRA_BLANK) {
            blank = r->now;
            continue;
        }
        put_token(&text, blank);
        put_token(&text, r->now);
        blank.text = STR("");
        alone = false;
    }
    d = alone ? typed(r, first) : joined(r, &text);
    return d ? placed(d, first.at) : NULL;
}

static doc *quoted(reader *r)
{
    doc *d = doc_string(r->arena, unquoted(r->arena, r->now.text));

    placed(d, r->now.at);
    advance(r);
    return d;
}

/* ---- containers ---------------------------------------------------------- */

static hydra_item *read_element(reader *r);

/* An element inside a list or map: no sweep. */
static doc *inner(reader *r)
{
    hydra_item *i = read_element(r);

    if (i && i->shape != HYDRA_ELEMENT) {
        hydra_fail(&r->fault, i->at,
                   "a sweep cannot stand inside a list or a dict");
        return NULL;
    }
    return i ? i->value : NULL;
}

/* True after a comma; at the closing bracket it is taken, and false. */
static bool more(reader *r, hydra_token_kind close, const char *expected)
{
    if (r->now.kind != HYDRA_COMMA && r->now.kind != close)
        unexpected(r, expected);
    if (r->fault.set)
        return false;
    if (r->now.kind == close) {
        advance(r);
        return false;
    }
    advance(r);
    return true;
}

static doc *list(reader *r)
{
    doc *made = placed(doc_seq(r->arena), r->now.at);
    doc *child;

    advance(r);
    if (r->now.kind == HYDRA_BRACKET_END) {
        advance(r);
        return made;
    }
    do {
        child = inner(r);
        if (!child)
            return NULL;
        doc_push(r->arena, made, child);
    } while (more(r, HYDRA_BRACKET_END, "',' or ']'"));
    return r->fault.set ? NULL : made;
}

static bool pair(reader *r, doc *to)
{
    hydra_token first = r->now;
    doc *key;
    doc *value;

    if (!is_primitive(first.kind, true)) {
        unexpected(r, "a key");
        return false;
    }
    advance(r);
    key = primitive(r, first, true);
    if (key && r->now.kind != HYDRA_COLON)
        unexpected(r, "':'");
    if (r->fault.set)
        return false;
    if (key->kind != DOC_STRING) {
        hydra_fail(&r->fault, first.at,
                   "the key '%.*s' is %s, and keys are strings",
                   STR_ARG(first.text), hydra_kind_word(key));
        return false;
    }
    advance(r);
    value = inner(r);
    if (value)
        doc_put(r->arena, to, key->text, value);
    return value != NULL;
}

static doc *dict(reader *r)
{
    doc *made = placed(doc_map(r->arena), r->now.at);

    advance(r);
    if (r->now.kind == HYDRA_BRACE_END) {
        advance(r);
        return made;
    }
    do {
        if (!pair(r, made))
            return NULL;
    } while (more(r, HYDRA_BRACE_END, "',' or '}'"));
    return r->fault.set ? NULL : made;
}

/* ---- functions ----------------------------------------------------------- */

/* An argument, with its name when it has one. */
static hydra_item *argument(reader *r)
{
    hydra_token name = r->now;
    hydra_item *made;

    if (name.kind != HYDRA_ID)
        return read_element(r);
    if (hydra_token_at(r->text, name.at + name.text.len).kind != HYDRA_EQUAL)
        return read_element(r);
    advance(r);
    advance(r);
    made = read_element(r);
    if (made)
        made->name = name.text;
    return made;
}

static bool arguments(reader *r, hydra_item **to)
{
    bool named = false;

    do {
        hydra_item *arg = argument(r);

        if (!arg)
            return false;
        if (named && !arg->name.len) {
            hydra_fail(&r->fault, arg->at,
                       "an argument without a name follows one with a name");
            return false;
        }
        named = arg->name.len > 0;
        *to = arg;
        to = &arg->next;
    } while (more(r, HYDRA_PAREN_END, "',' or ')'"));
    return !r->fault.set;
}

static hydra_item *function(reader *r, hydra_token name)
{
    hydra_call call = { name.text, name.at, NULL };
    hydra_item *made;

    advance(r);
    if (r->now.kind == HYDRA_PAREN_END)
        advance(r);
    else if (!arguments(r, &call.args))
        return NULL;
    made = hydra_evaluate(&r->fault, &call);
    if (made) {
        made->name = STR("");
        made->next = NULL;
        made->at = name.at;
    }
    return made;
}

/* ---- elements ------------------------------------------------------------ */

static hydra_item *element_here(reader *r)
{
    hydra_token first = r->now;
    hydra_item *made = hydra_item_new(r->arena, HYDRA_ELEMENT, first.at);

    if (first.kind == HYDRA_BRACKET) {
        made->value = list(r);
    } else if (first.kind == HYDRA_BRACE) {
        made->value = dict(r);
    } else if (first.kind == HYDRA_QUOTED) {
        made->value = quoted(r);
    } else if (is_primitive(first.kind, false)) {
        advance(r);
        if (first.kind == HYDRA_ID && r->now.kind == HYDRA_PAREN)
            return function(r, first);
        made->value = primitive(r, first, false);
    } else {
        return unexpected(r, "a value");
    }
    return made->value ? made : NULL;
}

static hydra_item *read_element(reader *r)
{
    hydra_item *made;

    if (r->depth >= HYDRA_DEPTH) {
        hydra_fail(&r->fault, r->now.at, DEEP, (int)HYDRA_DEPTH);
        return NULL;
    }
    r->depth++;
    made = element_here(r);
    r->depth--;
    return made;
}

/* a,b,c: the rest of a sweep after its first element. */
static hydra_item *simple_sweep(reader *r, hydra_item *first)
{
    hydra_item *made = hydra_item_new(r->arena, HYDRA_CHOICE, first->at);
    hydra_item *next = first;

    made->value = doc_seq(r->arena);
    while (next && next->shape == HYDRA_ELEMENT) {
        doc_push(r->arena, made->value, next->value);
        if (r->now.kind != HYDRA_COMMA)
            return made;
        advance(r);
        next = read_element(r);
    }
    if (next)
        hydra_fail(&r->fault, next->at, "a sweep cannot stand inside another");
    return NULL;
}

static hydra_item *whole(reader *r)
{
    hydra_item *made = read_element(r);

    if (made && r->now.kind == HYDRA_COMMA)
        made = simple_sweep(r, made);
    if (made && r->now.kind != HYDRA_END)
        return unexpected(r, "',' or the end");
    return made;
}

/* ---- OmegaConf ----------------------------------------------------------- */

/* Whether `${` at i is live: an even run of backslashes stands before it. */
static bool is_live(size_t run)
{
    return run % 2 == 0;
}

/* The text with its escaped `${` freed; false when one of them is live. */
static bool free_dollars(arena *a, str *text)
{
    buf out = buf_new(a);
    size_t run = 0;

    if (str_find(*text, STR("${")) == text->len)
        return true;
    for (size_t i = 0; i < text->len; i++) {
        char c = text->ptr[i];
        bool open = c == '$' && i + 1 < text->len && text->ptr[i + 1] == '{';

        if (c == '\\') {
            run++;
            continue;
        }
        if (open && is_live(run))
            return false;
        buf_fill(&out, '\\', open ? run / 2 : run);
        buf_char(&out, c);
        run = 0;
    }
    buf_fill(&out, '\\', run);
    *text = buf_str(&out);
    return true;
}

/* Takes OmegaConf's escapes off all texts; notes down the first live one. */
static void settle(arena *a, doc *d, hydra_reading *to)
{
    size_t at = d->at.lo;

    d->at = NOWHERE;
    if (d->kind == DOC_STRING && !free_dollars(a, &d->text) &&
        to->kind != HYDRA_INTERPOLATION) {
        to->kind = HYDRA_INTERPOLATION;
        to->at = at;
    }
    if (d->kind == DOC_SEQ || d->kind == DOC_MAP)
        for (doc *child = d->first; child; child = child->next)
            settle(a, child, to);
}

hydra_reading hydra_read(arena *a, str text)
{
    reader r = { .arena = a, .text = text, .fault.arena = a };
    hydra_reading made = { .kind = HYDRA_CONSTANT };
    hydra_item *i;
    size_t blank = 0;

    while (blank < text.len &&
           (text.ptr[blank] == ' ' || text.ptr[blank] == '\t'))
        blank++;
    r.now = hydra_token_at(text, blank);
    i = r.now.kind == HYDRA_END ? NULL : whole(&r);
    if (i && i->shape == HYDRA_RANGE)
        i->value = hydra_range_values(&r.fault, i);
    if (r.fault.set)
        return (hydra_reading){ HYDRA_WRONG, NULL, r.fault.why, r.fault.help,
                                r.fault.at };
    made.value = i ? i->value : doc_string(a, STR(""));
    if (i && i->shape != HYDRA_ELEMENT)
        made.kind = HYDRA_SWEEP;
    settle(a, made.value, &made);
    return made;
}
