#include "ir/hydra_token.h"

#include <string.h>

static char char_at(str s, size_t at)
{
    return at < s.len ? s.ptr[at] : '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_one_of(char c, const char *of)
{
    return c && strchr(of, c);
}

static size_t skip_blanks(str s, size_t at)
{
    while (is_one_of(char_at(s, at), " \t"))
        at++;
    return at;
}

/* ---- numbers ------------------------------------------------------------- */

/* End of digits that may have single underscores between them. */
static size_t skip_digits(str s, size_t at)
{
    if (!is_digit(char_at(s, at)))
        return at;
    for (at++; at < s.len; at++)
        if (!is_digit(s.ptr[at]) &&
            !(s.ptr[at] == '_' && is_digit(char_at(s, at + 1))))
            break;
    return at;
}

size_t hydra_digits_length(str s)
{
    return char_at(s, 0) == '0' ? 1 : skip_digits(s, 0);
}

static size_t exponent_end(str s, size_t at)
{
    size_t from = at + 1;

    if (!is_one_of(char_at(s, at), "eE"))
        return at;
    if (is_one_of(char_at(s, from), "+-"))
        from++;
    return skip_digits(s, from) > from ? skip_digits(s, from) : at;
}

/* End of a number without sign at `from`; *real: it has a point or exponent. */
static size_t number_end(str s, size_t from, bool *real)
{
    size_t whole = from + hydra_digits_length(str_sub(s, from, s.len));
    size_t end = whole;

    if (char_at(s, end) == '.')
        end = skip_digits(s, end + 1);
    if (end == from + 1 && whole == from)
        return from;
    if (end > from)
        end = exponent_end(s, end);
    *real = end > whole;
    return end;
}

static bool has_word(str s, size_t at, const char *word)
{
    for (; *word; word++, at++)
        if ((char_at(s, at) | 0x20) != *word)
            return false;
    return true;
}

static hydra_token make(str text, size_t at, size_t end, hydra_token_kind kind)
{
    return (hydra_token){ kind, str_sub(text, at, end), at };
}

/* A number, its sign too; or HYDRA_END. */
static hydra_token number_at(str s, size_t at)
{
    size_t from = at + (is_one_of(char_at(s, at), "+-") ? 1 : 0);
    bool real = false;
    size_t end = number_end(s, from, &real);

    if (end > from)
        return make(s, at, end, real ? HYDRA_FLOAT : HYDRA_INT);
    if (has_word(s, from, "inf") || has_word(s, from, "nan"))
        return make(s, at, from + 3, HYDRA_FLOAT);
    return make(s, at, at, HYDRA_END);
}

/* ---- words --------------------------------------------------------------- */

static size_t id_end(str s, size_t at)
{
    if (!is_letter(char_at(s, at)))
        return at;
    while (is_letter(char_at(s, at)) || is_digit(char_at(s, at)) ||
           char_at(s, at) == '-')
        at++;
    return at;
}

static hydra_token word_at(str s, size_t at)
{
    size_t end = id_end(s, at);
    hydra_token_kind kind = HYDRA_ID;

    if (end - at == 4 && has_word(s, at, "null"))
        kind = HYDRA_NULL;
    else if ((end - at == 4 && has_word(s, at, "true")) ||
             (end - at == 5 && has_word(s, at, "false")))
        kind = HYDRA_BOOL;
    else if (end - at == 3 &&
             (has_word(s, at, "inf") || has_word(s, at, "nan")))
        kind = HYDRA_FLOAT;
    return make(s, at, end, kind);
}

/* It ends at the first of its quotes that an even run of backslashes (or none)
 * stands before. */
static hydra_token quoted_at(str s, size_t at)
{
    size_t run = 0;

    for (size_t i = at + 1; i < s.len; i++) {
        if (s.ptr[i] == s.ptr[at] && run % 2 == 0)
            return make(s, at, i + 1, HYDRA_QUOTED);
        run = s.ptr[i] == '\\' ? run + 1 : 0;
    }
    return make(s, at, s.len, HYDRA_BAD);
}

static size_t escapes_end(str s, size_t at)
{
    while (char_at(s, at) == '\\' &&
           is_one_of(char_at(s, at + 1), "\\()[]{}:=, \t"))
        at += 2;
    return at;
}

static hydra_token dollar_at(str s, size_t at)
{
    const char *end;

    if (char_at(s, at + 1) == '{' && at + 3 < s.len && s.ptr[at + 2] != '}') {
        end = memchr(s.ptr + at, '}', s.len - at);
        if (end)
            return make(s, at, (size_t)(end - s.ptr) + 1, HYDRA_DOLLAR);
    }
    return make(s, at, at + 1, HYDRA_CHAR);
}

/* ---- signs --------------------------------------------------------------- */

static const struct sign {
    char c;
    hydra_token_kind kind;
    bool before, after; /* takes the blanks there */
} signs[] = {
    { '(', HYDRA_PAREN, true, true },
    { ')', HYDRA_PAREN_END, true, false },
    { '[', HYDRA_BRACKET, false, true },
    { ']', HYDRA_BRACKET_END, true, false },
    { '{', HYDRA_BRACE, false, true },
    { '}', HYDRA_BRACE_END, true, false },
    { ',', HYDRA_COMMA, true, true },
    { ':', HYDRA_COLON, true, true },
    { '=', HYDRA_EQUAL, true, true },
};

/* A sign, or blanks; or HYDRA_END. */
static hydra_token sign_at(str s, size_t at)
{
    size_t blank = skip_blanks(s, at);
    size_t end;

    for (size_t i = 0; i < COUNT(signs); i++) {
        if (char_at(s, blank) != signs[i].c || (blank > at && !signs[i].before))
            continue;
        end = signs[i].after ? skip_blanks(s, blank + 1) : blank + 1;
        return make(s, at, end, signs[i].kind);
    }
    return make(s, at, blank, blank > at ? HYDRA_BLANK : HYDRA_END);
}

hydra_token hydra_token_at(str text, size_t at)
{
    char c = char_at(text, at);
    hydra_token t = sign_at(text, at);

    if (at >= text.len || t.kind != HYDRA_END)
        return t;
    if (c == '\'' || c == '"')
        return quoted_at(text, at);
    if (is_letter(c))
        return word_at(text, at);
    if (c == '$')
        return dollar_at(text, at);
    if (escapes_end(text, at) > at)
        return make(text, at, escapes_end(text, at), HYDRA_ESCAPE);
    t = number_at(text, at);
    if (t.kind != HYDRA_END)
        return t;
    return make(text, at, at + 1,
                is_one_of(c, "/-\\+.$%*@?|") ? HYDRA_CHAR : HYDRA_BAD);
}
