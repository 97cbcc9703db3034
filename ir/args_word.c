#include "ir/args_word.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- texts --------------------------------------------------------------- */

static size_t name_length(str s, size_t dashes)
{
    size_t n = dashes + 1;

    if (s.len <= dashes || !is_letter(s.ptr[dashes]))
        return 0;
    while (n < s.len && (is_letter(s.ptr[n]) || is_digit(s.ptr[n]) ||
                         s.ptr[n] == '_' || s.ptr[n] == '.' || s.ptr[n] == '-'))
        n++;
    return n;
}

size_t flag_length(str s)
{
    return str_starts(s, STR("--")) ? name_length(s, 2) : 0;
}

size_t dashed_length(str s)
{
    if (str_starts(s, STR("--")))
        return name_length(s, 2);
    return str_starts(s, STR("-")) ? name_length(s, 1) : 0;
}

static size_t skip_digits(str s, size_t at)
{
    while (at < s.len && is_digit(s.ptr[at]))
        at++;
    return at;
}

bool text_is_number(str s)
{
    size_t from = s.len && s.ptr[0] == '-';
    size_t at = skip_digits(s, from), digits = at - from;

    if (digits > 1 && s.ptr[from] == '0')
        return false;
    if (at < s.len && s.ptr[at] == '.') {
        from = at + 1;
        at = skip_digits(s, from);
        digits += at - from;
    }
    if (!digits || at == s.len)
        return digits;
    if ((s.ptr[at] | 0x20) != 'e')
        return false;
    from = at + 1;
    if (from < s.len && (s.ptr[from] == '-' || s.ptr[from] == '+'))
        from++;
    at = skip_digits(s, from);
    return at == s.len && at > from;
}

/* ---- words --------------------------------------------------------------- */

str word_lead(const ir_word *w)
{
    const ir_piece *p = w->kind == IR_WORD_TEXT ? w->text.first : NULL;

    return p && p->kind == IR_LITERAL ? p->text : (str){ NULL, 0 };
}

bool word_is_literal(const ir_word *w)
{
    return w && w->kind == IR_WORD_TEXT && ir_text_is_literal(&w->text);
}

bool word_is_flag(const ir_word *w)
{
    str s = w ? word_lead(w) : (str){ NULL, 0 };

    return s.len && word_is_literal(w) && flag_length(s) == s.len;
}

bool word_is_short(const ir_word *w)
{
    str s = w ? word_lead(w) : (str){ NULL, 0 };

    return word_is_literal(w) && s.len == 2 && s.ptr[0] == '-' &&
           is_letter(s.ptr[1]);
}

bool word_is_end(const ir_word *w)
{
    return word_is_literal(w) && str_eq(word_lead(w), STR("--"));
}

bool word_is_value(const ir_word *w)
{
    str s = w ? word_lead(w) : (str){ NULL, 0 };

    return word_is_literal(w) &&
           (!str_starts(s, STR("-")) || text_is_number(s));
}

bool word_is_reference(const ir_word *w)
{
    return w && w->kind == IR_WORD_TEXT && !word_is_literal(w) &&
           !str_starts(word_lead(w), STR("-"));
}

static bool is_single_value(const ir_words *branch)
{
    return branch->count == 1 &&
           (word_is_reference(branch->first) || word_is_value(branch->first) ||
            word_is_value_choice(branch->first));
}

bool word_is_value_choice(const ir_word *w)
{
    return w && w->kind == IR_WORD_IF_PRESENT && is_single_value(&w->then) &&
           (!w->other.count || is_single_value(&w->other));
}

/* The word after one of the first seven that is not joined is its value. */
bool word_is_hydra_option(const ir_word *w)
{
    static const char *const names[] = {
        "--config-path", "--config-name", "--config-dir", "--cfg",      "-cp",
        "-cn",           "-cd",           "-c",           "--multirun", "-m",
    };
    str s = word_lead(w);
    size_t n = str_find(s, STR("="));

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(str_sub(s, 0, n), str_of(names[i])))
            return true;
    return false;
}

bool word_takes_next(const ir_word *option)
{
    str s = word_lead(option);

    return str_find(s, STR("=")) == s.len && !str_eq(s, STR("-m")) &&
           !str_eq(s, STR("--multirun"));
}

bool word_is_override(const ir_word *w)
{
    str s = word_lead(w);

    if (str_starts(s, STR("~")))
        return true;
    return str_find(s, STR("=")) < s.len &&
           hydra_key_legal(str_sub(s, 0, str_find(s, STR("="))));
}

/* ---- styles -------------------------------------------------------------- */

bool style_is(const argstyle *style, const char *name)
{
    return str_eq(str_of(style->name), str_of(name));
}

bool style_is_dashed(const argstyle *style)
{
    return *style->lead == '-';
}

bool style_is_override(const argstyle *style)
{
    return !*style->lead && style->pair == PAIR_KEY_EQUALS;
}
