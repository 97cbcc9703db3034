#include "driver/wildcard.h"

#include "base/utf8.h"

/* A character of the pattern that stands for itself. */
static uint32_t read_character(str pattern, size_t *at)
{
    if (pattern.ptr[*at] == '\\' && ++*at == pattern.len)
        return 0; /* a backslash at the end: no name has this */
    return utf8_next(pattern, at);
}

/* `[…]`: whether it takes the character. False when it has no end. */
static bool read_class(str pattern, size_t *at, uint32_t code, bool *takes)
{
    size_t i = *at + 1, first;
    bool others =
        i < pattern.len && (pattern.ptr[i] == '!' || pattern.ptr[i] == '^');

    i += others;
    first = i;
    *takes = false;
    while (i < pattern.len && (i == first || pattern.ptr[i] != ']')) {
        uint32_t lo = read_character(pattern, &i), hi = lo;

        if (i + 1 < pattern.len && pattern.ptr[i] == '-' &&
            pattern.ptr[i + 1] != ']') {
            i++;
            hi = read_character(pattern, &i);
        }
        *takes = *takes || (lo <= code && code <= hi);
    }
    if (i >= pattern.len)
        return false;
    *takes = *takes != others;
    *at = i + 1;
    return true;
}

/* Whether the part of the pattern at *at takes the character; moves behind it.
 */
static bool takes_one(str pattern, size_t *at, uint32_t code)
{
    bool takes;

    if (pattern.ptr[*at] == '?') {
        ++*at;
        return true;
    }
    if (pattern.ptr[*at] == '[' && read_class(pattern, at, code, &takes))
        return takes;
    return read_character(pattern, at) == code;
}

static bool is_hidden(str pattern, str name)
{
    return str_starts(name, STR(".")) && !str_starts(pattern, STR(".")) &&
           !str_starts(pattern, STR("\\."));
}

/* Where a character does not fit, the last `*` takes one more. */
bool wildcard_match(str pattern, str name)
{
    size_t p = 0, n = 0, star = pattern.len + 1, taken = 0;

    if (is_hidden(pattern, name))
        return false;
    while (n < name.len) {
        size_t next_p = p, next_n = n;
        uint32_t code = utf8_next(name, &next_n);

        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = ++p;
            taken = n;
        } else if (p < pattern.len && takes_one(pattern, &next_p, code)) {
            p = next_p;
            n = next_n;
        } else if (star <= pattern.len) {
            utf8_next(name, &taken);
            n = taken;
            p = star;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}
