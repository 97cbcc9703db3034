#include "base/formats.h"
#include "base/utf8.h"
#include "ir/args_word.h"

enum { PYTHON_DEPTH = 64 };

/* ---- Python literals ----------------------------------------------------- */

typedef struct python {
    arena *arena;
    str text;
    size_t at;
    unsigned depth;
} python;

static char peek(const python *in)
{
    return in->at < in->text.len ? in->text.ptr[in->at] : 0;
}

static void skip_blanks(python *in)
{
    while (peek(in) == ' ' || peek(in) == '\t' || peek(in) == '\n')
        in->at++;
}

static bool take(python *in, char c)
{
    skip_blanks(in);
    if (peek(in) != c)
        return false;
    in->at++;
    skip_blanks(in);
    return true;
}

static bool take_hex(python *in, size_t digits, buf *out)
{
    uint32_t code = 0;

    for (size_t i = 0; i < digits; i++) {
        char c = peek(in);
        size_t digit = str_find(STR("0123456789abcdef"),
                                (str){ &(char){ (char)(c | 0x20) }, 1 });

        if (c >= '0' && c <= '9')
            digit = (size_t)(c - '0');
        if (digit == 16 || !c)
            return false;
        code = code * 16 + (uint32_t)digit;
        in->at++;
    }
    if (!code || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return false;
    utf8_put(out, code);
    return true;
}

static bool take_escape(python *in, buf *out)
{
    static const char names[] = "\\'\"nrtabfv",
                      values[] = "\\'\"\n\r\t\a\b\f\v";
    char c = peek(in);

    in->at++;
    if (c == 'x' || c == 'u' || c == 'U')
        return take_hex(in, c == 'x' ? 2 : c == 'u' ? 4 : 8, out);
    for (size_t i = 0; names[i]; i++) {
        if (names[i] != c)
            continue;
        buf_char(out, values[i]);
        return true;
    }
    if (!c || c == '\n' || c == 'N' || (c >= '0' && c <= '7'))
        return false;
    buf_char(out, '\\');
    buf_char(out, c);
    return true;
}

static bool take_string(python *in, str *out)
{
    char quote = peek(in);
    buf text = buf_new(in->arena);

    if (quote != '\'' && quote != '"')
        return false;
    for (in->at++; peek(in) && peek(in) != quote;) {
        char c = in->text.ptr[in->at++];

        if (c == '\n' || (c == '\\' && !take_escape(in, &text)))
            return false;
        if (c != '\\')
            buf_char(&text, c);
    }
    *out = buf_str(&text);
    if (!out->ptr)
        *out = STR("");
    return peek(in) == quote && in->at++ < in->text.len;
}

static doc *take_value(python *in);

static doc *take_list(python *in, char end)
{
    doc *list = doc_seq(in->arena);

    for (in->at++; !take(in, end);) {
        doc *item = take_value(in);

        if (!item)
            return NULL;
        doc_push(in->arena, list, item);
        if (!take(in, ',') && peek(in) != end)
            return NULL;
    }
    return list;
}

static doc *take_map(python *in)
{
    doc *out = doc_map(in->arena);

    for (in->at++; !take(in, '}');) {
        str key;
        doc *value;

        if (!take_string(in, &key) || doc_get(out, key) || !take(in, ':'))
            return NULL;
        value = take_value(in);
        if (!value)
            return NULL;
        doc_put(in->arena, out, key, value);
        if (!take(in, ',') && peek(in) != '}')
            return NULL;
    }
    return out;
}

/* JSON wants a digit on both sides of a point. */
static doc *make_number(arena *a, str text)
{
    size_t dot = str_find(text, STR("."));
    str whole = str_sub(text, 0, dot), part = str_sub(text, dot + 1, text.len);

    if (dot == text.len)
        return doc_number(a, text);
    return doc_number(
        a, arena_printf(
               a, "%.*s%s.%s%.*s", STR_ARG(whole),
               text_is_number(whole) ? "" : "0",
               part.len && part.ptr[0] >= '0' && part.ptr[0] <= '9' ? "" : "0",
               STR_ARG(part)));
}

static doc *take_word(python *in)
{
    size_t n = in->at;
    str word;

    while (n < in->text.len &&
           !(str_find(STR(" \t\n,:]})"), str_sub(in->text, n, n + 1)) < 8))
        n++;
    word = str_sub(in->text, in->at, n);
    in->at = n;
    if (str_eq(word, STR("None")))
        return doc_null(in->arena);
    if (str_eq(word, STR("True")) || str_eq(word, STR("False")))
        return doc_bool(in->arena, str_eq(word, STR("True")));
    return text_is_number(word) ? make_number(in->arena, word) : NULL;
}

static doc *take_value(python *in)
{
    doc *value = NULL;
    str text;

    if (++in->depth > PYTHON_DEPTH)
        return NULL;
    skip_blanks(in);
    if (peek(in) == '[' || peek(in) == '(')
        value = take_list(in, peek(in) == '[' ? ']' : ')');
    else if (peek(in) == '{')
        value = take_map(in);
    else if (peek(in) != '\'' && peek(in) != '"')
        value = take_word(in);
    else if (take_string(in, &text))
        value = doc_string(in->arena, text);
    in->depth--;
    return value;
}

doc *python_literal(arena *a, str text)
{
    python in = { a, text, 0, 0 };
    doc *value = take_value(&in);

    skip_blanks(&in);
    return in.at == text.len ? value : NULL;
}

/* ---- texts of components ------------------------------------------------- */

static const doc *json_constant(const args_context *in, str text)
{
    session quiet = *in->session;
    source from = { .name = STR("argument"), .text = text };

    diags_init(&quiet.diags, in->arena);
    return json_read(&quiet, &from);
}

bool text_is_bool(str s)
{
    return str_eq(s, STR("true")) || str_eq(s, STR("false")) ||
           str_eq(s, STR("True")) || str_eq(s, STR("False"));
}

static bool has_bare_point(str s)
{
    size_t dot = str_find(s, STR("."));

    return dot < s.len && (!dot || s.ptr[dot - 1] == '-' || dot + 1 == s.len ||
                           (s.ptr[dot + 1] | 0x20) == 'e');
}

/* Without a type only what JSON has for a number or a bool is no text. */
static bool is_json(str text)
{
    if (text_is_bool(text))
        return *text.ptr >= 'a';
    return text_is_number(text) && !has_bare_point(text);
}

/* What only the type of its input tells from a text: +1 and inf. */
static const doc *typed_number(arena *a, str text, ir_type_kind kind)
{
    str sign = str_starts(text, STR("-")) ? STR("-") : STR("");
    bool plus = str_starts(text, STR("+"));
    str bare = str_sub(text, plus || sign.len, text.len);

    if (kind != IR_FLOAT && kind != IR_INT)
        return NULL;
    if (plus && !str_starts(bare, STR("-")) && text_is_number(bare))
        return make_number(a, bare);
    if (kind == IR_FLOAT &&
        (str_eq(bare, STR("inf")) || str_eq(bare, STR("nan"))))
        return doc_number(a,
                          arena_printf(a, "%.*s.%.*s",
                                       bare.ptr[0] == 'i' ? (int)sign.len : 0,
                                       sign.ptr, STR_ARG(bare)));
    return NULL;
}

/* absl: items without quotes between commas. */
static const doc *comma_list(const args_context *in, str text)
{
    doc *list = doc_seq(in->arena);

    if (str_find(text, STR("\"")) < text.len)
        return NULL;
    while (text.len) {
        str item = str_sub(text, 0, str_find(text, STR(",")));

        doc_push(in->arena, list, doc_string(in->arena, item));
        text = str_sub(text, item.len + 1, text.len);
    }
    return list;
}

const doc *constant_of(const args_context *in, str text, const ir_port *port)
{
    ir_type_kind kind = port ? port->type.kind : IR_ANY;
    bool told = kind == IR_INT || kind == IR_FLOAT || kind == IR_BOOL;
    bool typed = told || (kind != IR_STRING && is_json(text));
    const doc *tree = NULL;

    if (in->from && in->from->escape == ESCAPE_PYTHON) {
        tree = python_literal(in->arena, text);
        return tree ? tree : doc_string(in->arena, text);
    }
    if (in->from && in->from->list == LIST_CSV && kind == IR_LIST)
        tree = comma_list(in, text);
    if (tree)
        return tree;
    if (kind == IR_LIST || kind == IR_STRUCT) {
        tree = json_constant(in, text);
        if (doc_is_seq(tree) || doc_is_map(tree))
            return tree;
    }
    if (typed && text_is_number(text))
        return make_number(in->arena, text);
    if (typed && text_is_bool(text))
        return doc_bool(in->arena, (text.ptr[0] | 0x20) == 't');
    tree = typed_number(in->arena, text, kind);
    if (tree)
        return tree;
    return doc_string(in->arena, text);
}

/* ---- texts with references ----------------------------------------------- */

bool python_decode(const args_context *in, str text, str *out)
{
    const doc *value = python_literal(in->arena, text);

    if (!value || value->kind != DOC_STRING)
        return false;
    *out = value->text;
    return true;
}

bool yaml_decode(const args_context *in, str text, str *out)
{
    session quiet = *in->session;
    source *from = NEW(in->arena, source);
    const doc *all;

    from->name = STR("argument");
    from->text = text;
    diags_init(&quiet.diags, in->arena);
    all = yaml_read(&quiet, from);
    if (!all || all->count != 1 || all->first->kind != DOC_STRING)
        return false;
    *out = all->first->text;
    return true;
}

static bool unquote_piece(const args_context *in, text_decode *decode,
                          const ir_piece *p, str text, ir_text *to)
{
    str out;

    if (!decode(in, text, &out))
        return false;
    if (out.len)
        ir_piece_literal(in->arena, to, out, p->at);
    return true;
}

bool text_unquote(const args_context *in, text_decode *decode,
                  const ir_text *from, ir_text *to)
{
    str first = from->first->kind == IR_LITERAL ? from->first->text : STR("");
    str last = from->last->kind == IR_LITERAL ? from->last->text : STR("");
    str quote = str_sub(first, 0, 1);

    if ((!str_eq(quote, STR("'")) && !str_eq(quote, STR("\""))) ||
        from->first == from->last || !str_ends(last, quote))
        return false;
    for (const ir_piece *p = from->first; p; p = p->next) {
        str text = p->text;

        if (p->kind != IR_LITERAL) {
            ir_piece_copy(in->arena, to, p);
            continue;
        }
        if (p != from->first)
            text = arena_join(in->arena, quote, text);
        if (p->next)
            text = arena_join(in->arena, text, quote);
        if (!unquote_piece(in, decode, p, text, to))
            return false;
    }
    return true;
}
