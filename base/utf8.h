#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include "base/base.h"

/*
 * Decodes the code point at s[*at] and moves *at past it. Malformed bytes give
 * UTF8_BAD and move by one.
 */
#define UTF8_BAD 0xffffffffu
uint32_t utf8_next(str s, size_t *at);
/* Offset of the first byte that is not UTF-8, or s.len. */
size_t utf8_check(str s);
/* Code points in s (malformed bytes count one each). */
size_t utf8_count(str s);
/* Columns a terminal gives to a code point: 0, 1 or 2 (Unicode UAX #11). */
int utf8_width(uint32_t code);
void utf8_put(buf *b, uint32_t code);

#endif
