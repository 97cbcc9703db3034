#include "base/formats.h"

#include "base/utf8.h"

#include <string.h>

/* Classes of ASCII characters in a string that may stand plain. */
enum {
    CONTROL = 1,   /* cannot be plain or in single quotes */
    INDICATOR = 2, /* cannot come first */
    NUMERIC = 4,   /* part of something a reader may call number or time */
    CONTEXT = 8    /* ':' and '#' depend on their neighbours */
};

#define FOUR(at, class)                                           \
    [(at)] = (class), [(at) + 1] = (class), [(at) + 2] = (class), \
    [(at) + 3] = (class)

static const uint8_t classes[128] = {
    FOUR(0, CONTROL),
    FOUR(4, CONTROL),
    FOUR(8, CONTROL),
    FOUR(12, CONTROL),
    FOUR(16, CONTROL),
    FOUR(20, CONTROL),
    FOUR(24, CONTROL),
    FOUR(28, CONTROL),
    [0x7f] = CONTROL,
    FOUR('0', NUMERIC),
    FOUR('4', NUMERIC),
    ['8'] = NUMERIC,
    ['9'] = NUMERIC,
    FOUR('a', NUMERIC),
    ['e'] = NUMERIC,
    ['f'] = NUMERIC,
    FOUR('A', NUMERIC),
    ['E'] = NUMERIC,
    ['F'] = NUMERIC,
    ['x'] = NUMERIC,
    ['X'] = NUMERIC,
    ['o'] = NUMERIC,
    ['O'] = NUMERIC,
    ['t'] = NUMERIC,
    ['T'] = NUMERIC,
    ['z'] = NUMERIC,
    ['Z'] = NUMERIC,
    ['_'] = NUMERIC,
    ['.'] = NUMERIC,
    ['+'] = NUMERIC,
    ['-'] = NUMERIC,
    [','] = NUMERIC | INDICATOR,
    [' '] = NUMERIC | INDICATOR,
    [':'] = NUMERIC | INDICATOR | CONTEXT,
    ['#'] = INDICATOR | CONTEXT,
    ['?'] = INDICATOR,
    ['['] = INDICATOR,
    [']'] = INDICATOR,
    ['{'] = INDICATOR,
    ['}'] = INDICATOR,
    ['&'] = INDICATOR,
    ['*'] = INDICATOR,
    ['!'] = INDICATOR,
    ['|'] = INDICATOR,
    ['>'] = INDICATOR,
    ['\''] = INDICATOR,
    ['"'] = INDICATOR,
    ['%'] = INDICATOR,
    ['@'] = INDICATOR,
    ['`'] = INDICATOR,
};

/* Words, lower case, that some reader does not read as text. */
static const char *const words[] = {
    ".inf", ".nan",  "inf", "nan", "~",  "=",   "<<", "null",
    "true", "false", "yes", "no",  "on", "off", "y",  "n",
};
enum { SIGNED_WORDS = 3 }; /* the first three also after a sign */

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_word(str s, const char *word)
{
    size_t i = 0;

    while (i < s.len && word[i] && lower(s.ptr[i]) == word[i])
        i++;
    return i == s.len && !word[i];
}

static bool is_reserved(str s)
{
    size_t n = COUNT(words);

    if (s.len > 5)
        return false;
    if (*s.ptr == '+' || *s.ptr == '-') {
        s = str_sub(s, 1, s.len);
        n = SIGNED_WORDS;
    }
    for (size_t i = 0; i < n; i++)
        if (is_word(s, words[i]))
            return true;
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* s consists of NUMERIC characters only; does it begin like a number? */
static bool begins_like_number(str s)
{
    char first = *s.ptr, second = s.len > 1 ? s.ptr[1] : 0;

    if (is_digit(first))
        return true;
    if (first == 'e' || first == 'E')
        return is_digit(second) || second == '+' || second == '-';
    if (first != '+' && first != '-' && first != '.')
        return false;
    return s.len == 1 || is_digit(second) || second == '.' || second == '_' ||
           (lower(second) == 'e' && s.len > 2);
}

/* Line breaks of YAML 1.1, byte order marks and what is no character. */
static bool is_unprintable(uint32_t code)
{
    return code == UTF8_BAD || code < 0xa0 || code == 0x2028 ||
           code == 0x2029 || code == 0xfeff || (code & 0xfffe) == 0xfffe;
}

static bool ends_plain(str s, size_t at)
{
    if (s.ptr[at] == ':')
        return at + 1 == s.len || s.ptr[at + 1] == ' ';
    return at && s.ptr[at - 1] == ' ';
}

static bool has_bad_edge(str s)
{
    unsigned char first = (unsigned char)*s.ptr;

    if (first < 0x80 && classes[first] & INDICATOR)
        return true;
    if (s.ptr[s.len - 1] == ' ')
        return true;
    if (first == '-' && (s.len == 1 || s.ptr[1] == ' '))
        return true;
    return str_starts(s, STR("---")) || str_starts(s, STR("..."));
}

yaml_quote yaml_quote_for(str s)
{
    unsigned all = NUMERIC;
    bool split = false;

    if (!s.len)
        return YAML_SINGLE;
    for (size_t at = 0; at < s.len;) {
        unsigned char c = (unsigned char)s.ptr[at];

        if (c >= 0x80) {
            all = 0;
            if (is_unprintable(utf8_next(s, &at)))
                return YAML_DOUBLE;
            continue;
        }
        if (classes[c] & CONTROL)
            return YAML_DOUBLE;
        all &= classes[c];
        split |= classes[c] & CONTEXT && ends_plain(s, at);
        at++;
    }
    if (split || has_bad_edge(s) || (all && begins_like_number(s)))
        return YAML_SINGLE;
    return is_reserved(s) ? YAML_SINGLE : YAML_PLAIN;
}
