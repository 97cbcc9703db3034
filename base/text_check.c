#include "base/text_check.h"

#include "base/formats.h"
#include "base/utf8.h"

#include <string.h>

typedef struct lookalike {
    uint32_t code;
    const char *name, *meant;
} lookalike;

static const lookalike lookalikes[] = {
    { 0x3000, "a full-width space", "a blank" },
    { 0x00a0, "a no-break space", "a blank" },
    { 0xff1a, "a full-width colon", "':'" },
    { 0xff0d, "a full-width hyphen", "'-'" },
    { 0xff0c, "a full-width comma", "','" },
    { 0x3001, "an ideographic comma", "','" },
    { 0xff3b, "a full-width bracket", "'['" },
    { 0xff3d, "a full-width bracket", "']'" },
    { 0xff5b, "a full-width brace", "'{'" },
    { 0xff5d, "a full-width brace", "'}'" },
    { 0xff02, "a full-width quote", "'\"'" },
    { 0x201c, "a curly quote", "'\"'" },
    { 0x201d, "a curly quote", "'\"'" },
    { 0xff03, "a full-width number sign", "'#'" },
};

size_t text_mark_length(str text)
{
    return str_starts(text, STR("\xef\xbb\xbf")) ? 3 : 0;
}

str text_line_at(str text, size_t at)
{
    size_t from = at < text.len ? at : text.len, to = from;

    while (from && text.ptr[from - 1] != '\n' && text.ptr[from - 1] != '\r')
        from--;
    while (to < text.len && text.ptr[to] != '\n' && text.ptr[to] != '\r')
        to++;
    return str_sub(text, from, to);
}

static bool holds(str s, uint32_t code)
{
    for (size_t at = 0; at < s.len;)
        if (utf8_next(s, &at) == code)
            return true;
    return false;
}

void text_help_lookalikes(session *s, diag *about, const source *from,
                          size_t at)
{
    str line = text_line_at(from->text, at);

    for (size_t i = 0; i < COUNT(lookalikes); i++)
        if (holds(line, lookalikes[i].code))
            diag_help(&s->diags, about,
                      "the line holds %s (U+%04X) where %s may be meant",
                      lookalikes[i].name, (unsigned)lookalikes[i].code,
                      lookalikes[i].meant);
}

/*
 * Length of the CP932 character at `at`, 0 when there is none: one byte for
 * ASCII and half-width katakana, else a lead and a trail byte.
 */
static size_t cp932_length(str s, size_t at)
{
    unsigned char lead = (unsigned char)s.ptr[at], trail;

    if (lead < 0x80 || (lead >= 0xa1 && lead <= 0xdf))
        return 1;
    if (lead == 0x80 || lead == 0xa0 || lead > 0xfc || at + 1 == s.len)
        return 0;
    trail = (unsigned char)s.ptr[at + 1];
    return trail >= 0x40 && trail <= 0xfc && trail != 0x7f ? 2 : 0;
}

static bool is_cp932(str s)
{
    bool pairs = false;

    for (size_t at = 0; at < s.len;) {
        size_t len = cp932_length(s, at);

        if (!len)
            return false;
        pairs |= len == 2;
        at += len;
    }
    return pairs;
}

static bool is_utf16(str s)
{
    if (s.len < 2)
        return false;
    if (!memcmp(s.ptr, "\xff\xfe", 2) || !memcmp(s.ptr, "\xfe\xff", 2))
        return true;
    return !s.ptr[0] != !s.ptr[1];
}

bool text_check(session *s, const source *from)
{
    size_t bad = utf8_check(from->text);
    bool utf16 = is_utf16(from->text);
    diag *d;

    if (from->text.len > READ_BYTES) {
        REPORT(s, D_BUDGET, source_span(from, 0, 0),
               "the text has %zu bytes, more than the %d MiB allowed",
               from->text.len, READ_BYTES >> 20);
        return false;
    }
    if (bad == from->text.len && !utf16)
        return true;
    if (utf16)
        bad = 0;
    d = REPORT(s, D_NOT_UTF8, source_span(from, bad, bad),
               "the text is not UTF-8: byte 0x%02X",
               bad < from->text.len ? (unsigned char)from->text.ptr[bad] : 0u);
    if (utf16)
        diag_help(&s->diags, d, "it looks like UTF-16; save it as UTF-8");
    else if (is_cp932(from->text))
        diag_help(&s->diags, d,
                  "it looks like Shift_JIS (CP932); save it as UTF-8");
    return false;
}
