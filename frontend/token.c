#include "frontend/token.h"

#include "base/utf8.h"

typedef struct symbol {
    const char *text;
    token_kind kind;
} symbol;

/* Longer ones first. */
static const symbol symbols[] = {
    { "||", TOKEN_OR },  { "&&", TOKEN_AND },  { "==", TOKEN_EQ },
    { "!=", TOKEN_NE },  { "<=", TOKEN_LE },   { ">=", TOKEN_GE },
    { "<", TOKEN_LT },   { ">", TOKEN_GT },    { "!", TOKEN_NOT },
    { "(", TOKEN_OPEN }, { ")", TOKEN_CLOSE }, { ",", TOKEN_COMMA },
};

typedef struct hint {
    const char *at, *help;
} hint;

static const hint hints[] = {
    { "=", "equality is written '=='" },
    { "&", "'and' is written '&&'" },
    { "|", "'or' is written '||'" },
    { "\"", "text stands in single quotes: 'text'" },
    { "[", "fields are taken with a dot; there is no indexing" },
    { "+", "there is no arithmetic in expressions" },
    { "-", "there is no arithmetic in expressions; '-' belongs to names" },
    { "*", "there is no arithmetic in expressions" },
    { "/", "there is no arithmetic in expressions" },
    { "%", "there is no arithmetic in expressions" },
    { "?", "there is no choice operator; use 'if' on a task" },
};

span expression_span(const expression *e, size_t lo, size_t hi)
{
    if (!e->exact)
        return e->at;
    return (span){ e->at.lo + (uint32_t)lo, e->at.lo + (uint32_t)hi };
}

str token_text(const expression *e, token t)
{
    return str_sub(e->text, t.lo, t.hi);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_id_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_id(char c)
{
    return is_id_start(c) || is_digit(c) || c == '-';
}

/* The character at a byte, or NUL past the end. */
static char at(const expression *e, size_t i)
{
    return i < e->text.len ? e->text.ptr[i] : '\0';
}

static size_t skip_digits(const expression *e, size_t i)
{
    while (is_digit(at(e, i)))
        i++;
    return i;
}

static size_t skip_id(const expression *e, size_t i)
{
    while (is_id(at(e, i)))
        i++;
    return i;
}

static token bad_character(session *s, const expression *e, size_t from)
{
    size_t end = from;
    str text;
    diag *d;

    utf8_next(e->text, &end);
    text = str_sub(e->text, from, end);
    d = REPORT(s, D_EXPRESSION, expression_span(e, from, end),
               "'%.*s' is not part of an expression", STR_ARG(text));
    for (size_t i = 0; i < COUNT(hints); i++)
        if (str_eq(str_of(hints[i].at), text))
            diag_help(&s->diags, d, "%s", hints[i].help);
    return (token){ TOKEN_BAD, from, end };
}

static token symbol_at(session *s, const expression *e, size_t from)
{
    str rest = str_sub(e->text, from, e->text.len);

    for (size_t i = 0; i < COUNT(symbols); i++) {
        str text = str_of(symbols[i].text);

        if (str_starts(rest, text))
            return (token){ symbols[i].kind, from, from + text.len };
    }
    return bad_character(s, e, from);
}

static token string_at(session *s, const expression *e, size_t from)
{
    size_t i = from + 1;

    for (; i < e->text.len; i++) {
        if (at(e, i) != '\'')
            continue;
        if (at(e, i + 1) != '\'')
            return (token){ TOKEN_STRING, from, i + 1 };
        i++;
    }
    REPORT(s, D_EXPRESSION, expression_span(e, from, from + 1),
           "the text that begins here is never closed");
    return (token){ TOKEN_BAD, from, i };
}

static token number_at(session *s, const expression *e, size_t from)
{
    size_t digits = from + (at(e, from) == '-'), end = skip_digits(e, digits);
    token_kind kind = TOKEN_INT;
    bool right = end - digits == 1 || at(e, digits) != '0';

    if (at(e, end) == '.') {
        size_t fraction = end + 1;

        kind = TOKEN_FLOAT;
        end = skip_digits(e, fraction);
        right = right && end > fraction;
    }
    if (at(e, end) == 'e' || at(e, end) == 'E') {
        size_t power =
            end + 1 + (at(e, end + 1) == '-' || at(e, end + 1) == '+');

        kind = TOKEN_FLOAT;
        end = skip_digits(e, power);
        right = right && end > power;
    }
    if (right && !is_id(at(e, end)) && at(e, end) != '.')
        return (token){ kind, from, end };
    while (is_id(at(e, end)) || at(e, end) == '.')
        end++;
    REPORT(s, D_EXPRESSION, expression_span(e, from, end),
           "'%.*s' is not a number", STR_ARG(str_sub(e->text, from, end)));
    return (token){ TOKEN_BAD, from, end };
}

static token path_at(session *s, const expression *e, size_t from)
{
    size_t end = skip_id(e, from);
    str first = str_sub(e->text, from, end);

    if (at(e, end) == '(') {
        if (str_eq(first, STR("collect")) || str_eq(first, STR("oneof")))
            return (token){ TOKEN_CALL, from, end + 1 };
        diag_help(&s->diags,
                  REPORT(s, D_EXPRESSION, expression_span(e, from, end),
                         "'%.*s' is not a function", STR_ARG(first)),
                  "the functions are collect(...) and oneof(...)");
        return (token){ TOKEN_BAD, from, end };
    }
    while (at(e, end) == '.' && is_id_start(at(e, end + 1)))
        end = skip_id(e, end + 1);
    if (at(e, end) != '.')
        return (token){ TOKEN_PATH, from, end };
    REPORT(s, D_EXPRESSION, expression_span(e, end, end + 1),
           "a name was expected after '%.*s.'",
           STR_ARG(str_sub(e->text, from, end)));
    return (token){ TOKEN_BAD, from, end };
}

token token_next(session *s, const expression *e, size_t from)
{
    while (from < e->text.len && (at(e, from) == ' ' || at(e, from) == '\t' ||
                                  at(e, from) == '\n' || at(e, from) == '\r'))
        from++;
    if (from >= e->text.len)
        return (token){ TOKEN_END, e->text.len, e->text.len };
    if (is_id_start(at(e, from)))
        return path_at(s, e, from);
    if (is_digit(at(e, from)) ||
        (at(e, from) == '-' && is_digit(at(e, from + 1))))
        return number_at(s, e, from);
    if (at(e, from) == '\'')
        return string_at(s, e, from);
    return symbol_at(s, e, from);
}
