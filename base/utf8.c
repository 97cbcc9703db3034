#include "base/utf8.h"

#include <string.h>

typedef struct range {
    uint32_t first, last;
} range;

/* East Asian Width W and F (UAX #11); gaps nobody may use are filled. */
static const range wide[] = {
    { 0x1100, 0x115f },   { 0x231a, 0x231b },   { 0x2329, 0x232a },
    { 0x23e9, 0x23ec },   { 0x23f0, 0x23f0 },   { 0x23f3, 0x23f3 },
    { 0x25fd, 0x25fe },   { 0x2614, 0x2615 },   { 0x2648, 0x2653 },
    { 0x267f, 0x267f },   { 0x2693, 0x2693 },   { 0x26a1, 0x26a1 },
    { 0x26aa, 0x26ab },   { 0x26bd, 0x26be },   { 0x26c4, 0x26c5 },
    { 0x26ce, 0x26ce },   { 0x26d4, 0x26d4 },   { 0x26ea, 0x26ea },
    { 0x26f2, 0x26f3 },   { 0x26f5, 0x26f5 },   { 0x26fa, 0x26fa },
    { 0x26fd, 0x26fd },   { 0x2705, 0x2705 },   { 0x270a, 0x270b },
    { 0x2728, 0x2728 },   { 0x274c, 0x274c },   { 0x274e, 0x274e },
    { 0x2753, 0x2755 },   { 0x2757, 0x2757 },   { 0x2795, 0x2797 },
    { 0x27b0, 0x27b0 },   { 0x27bf, 0x27bf },   { 0x2b1b, 0x2b1c },
    { 0x2b50, 0x2b50 },   { 0x2b55, 0x2b55 },   { 0x2e80, 0x303e },
    { 0x3041, 0x3247 },   { 0x3250, 0x4dbf },   { 0x4e00, 0xa4cf },
    { 0xa960, 0xa97f },   { 0xac00, 0xd7a3 },   { 0xf900, 0xfaff },
    { 0xfe10, 0xfe19 },   { 0xfe30, 0xfe6f },   { 0xff01, 0xff60 },
    { 0xffe0, 0xffe6 },   { 0x16fe0, 0x18d08 }, { 0x1aff0, 0x1b2fb },
    { 0x1f004, 0x1f004 }, { 0x1f0cf, 0x1f0cf }, { 0x1f18e, 0x1f18e },
    { 0x1f191, 0x1f19a }, { 0x1f200, 0x1f320 }, { 0x1f32d, 0x1f335 },
    { 0x1f337, 0x1f37c }, { 0x1f37e, 0x1f393 }, { 0x1f3a0, 0x1f3ca },
    { 0x1f3cf, 0x1f3d3 }, { 0x1f3e0, 0x1f3f0 }, { 0x1f3f4, 0x1f3f4 },
    { 0x1f3f8, 0x1f43e }, { 0x1f440, 0x1f440 }, { 0x1f442, 0x1f4fc },
    { 0x1f4ff, 0x1f53d }, { 0x1f54b, 0x1f54e }, { 0x1f550, 0x1f567 },
    { 0x1f57a, 0x1f57a }, { 0x1f595, 0x1f596 }, { 0x1f5a4, 0x1f5a4 },
    { 0x1f5fb, 0x1f64f }, { 0x1f680, 0x1f6c5 }, { 0x1f6cc, 0x1f6cc },
    { 0x1f6d0, 0x1f6d2 }, { 0x1f6d5, 0x1f6df }, { 0x1f6eb, 0x1f6ef },
    { 0x1f6f4, 0x1f6ff }, { 0x1f7e0, 0x1f7f0 }, { 0x1f90c, 0x1f93a },
    { 0x1f93c, 0x1f945 }, { 0x1f947, 0x1f9ff }, { 0x1fa70, 0x1faff },
    { 0x20000, 0x3fffd },
};

/* Combining and invisible characters of the scripts seen in practice. */
static const range narrow[] = {
    { 0x0300, 0x036f }, { 0x0483, 0x0489 },   { 0x0591, 0x05bd },
    { 0x05bf, 0x05bf }, { 0x05c1, 0x05c2 },   { 0x05c4, 0x05c5 },
    { 0x0610, 0x061c }, { 0x064b, 0x065f },   { 0x0670, 0x0670 },
    { 0x06d6, 0x06dd }, { 0x06df, 0x06e4 },   { 0x06e7, 0x06e8 },
    { 0x06ea, 0x06ed }, { 0x08ca, 0x0902 },   { 0x093a, 0x093a },
    { 0x093c, 0x093c }, { 0x0941, 0x0948 },   { 0x094d, 0x094d },
    { 0x0951, 0x0957 }, { 0x0e31, 0x0e31 },   { 0x0e34, 0x0e3a },
    { 0x0e47, 0x0e4e }, { 0x0eb1, 0x0eb1 },   { 0x0eb4, 0x0ebc },
    { 0x1160, 0x11ff }, { 0x1ab0, 0x1aff },   { 0x1dc0, 0x1dff },
    { 0x200b, 0x200f }, { 0x202a, 0x202e },   { 0x2060, 0x206f },
    { 0x20d0, 0x20f0 }, { 0x302a, 0x302d },   { 0x3099, 0x309a },
    { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f },   { 0xfeff, 0xfeff },
    { 0xfff9, 0xfffb }, { 0xe0001, 0xe01ef },
};

static bool is_in(const range *ranges, size_t count, uint32_t code)
{
    size_t lo = 0, hi = count;

    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;

        if (ranges[mid].last < code)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < count && code >= ranges[lo].first;
}

static size_t sequence_length(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* Whether code needs that many bytes and is no surrogate (RFC 3629). */
static bool is_legal(uint32_t code, size_t len)
{
    if (code >= 0xd800 && code < 0xe000)
        return false;
    return code <= 0x10ffff && (len < 3 || code >= 0x800) &&
           (len < 4 || code >= 0x10000);
}

uint32_t utf8_next(str s, size_t *at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + *at;
    size_t len = sequence_length(*p), rest = s.len - *at;
    uint32_t code = *p;

    if (len == 1) {
        *at += 1;
        return code;
    }
    if (!len || len > rest) {
        *at += 1;
        return UTF8_BAD;
    }
    code &= 0x7fu >> len;
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            *at += 1;
            return UTF8_BAD;
        }
        code = code << 6 | (p[i] & 0x3fu);
    }
    if (!is_legal(code, len)) {
        *at += 1;
        return UTF8_BAD;
    }
    *at += len;
    return code;
}

/* Eight bytes without a high bit are eight characters. */
static bool is_ascii_word(const char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
    return !(word & 0x8080808080808080u);
}

size_t utf8_check(str s)
{
    size_t at = 0;

    while (at < s.len) {
        size_t before = at;

        if (s.len - at >= 8 && is_ascii_word(s.ptr + at)) {
            at += 8;
            continue;
        }
        if (utf8_next(s, &at) == UTF8_BAD)
            return before;
    }
    return s.len;
}

size_t utf8_count(str s)
{
    size_t n = 0;

    for (size_t at = 0; at < s.len; n++)
        utf8_next(s, &at);
    return n;
}

int utf8_width(uint32_t code)
{
    if (code < 0x300)
        return code < 0x20 || (code >= 0x7f && code < 0xa0) ? 0 : 1;
    if (is_in(narrow, COUNT(narrow), code))
        return 0;
    return is_in(wide, COUNT(wide), code) ? 2 : 1;
}

static void put_tail(buf *b, uint32_t code, unsigned shift)
{
    buf_char(b, (char)(0x80 | (code >> shift & 0x3f)));
}

void utf8_put(buf *b, uint32_t code)
{
    if (code > 0x10ffff)
        code = 0xfffd;
    if (code < 0x80) {
        buf_char(b, (char)code);
        return;
    }
    if (code < 0x800) {
        buf_char(b, (char)(0xc0 | code >> 6));
    } else if (code < 0x10000) {
        buf_char(b, (char)(0xe0 | code >> 12));
        put_tail(b, code, 6);
    } else {
        buf_char(b, (char)(0xf0 | code >> 18));
        put_tail(b, code, 12);
        put_tail(b, code, 6);
    }
    put_tail(b, code, 0);
}
