#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/base.h"

enum { SHA256_DIGITS = 64 };

/* SHA-256 (FIPS 180-4) of a text that comes in parts. */
typedef struct sha256 {
    uint32_t state[8];
    unsigned char block[64]; /* size % 64 bytes of it are filled */
    uint64_t size;
} sha256;

sha256 sha256_start(void);
void sha256_add(sha256 *h, str part);
/* First `digits` (at most 64) lower-case hex digits. h is used up. */
str sha256_end(arena *a, sha256 *h, size_t digits);

/* The same of a text that is there. */
str sha256_hex(arena *a, str data, size_t digits);
/* Of a text with CRLF as LF, so that a checkout does not change it. */
str sha256_lines_hex(arena *a, str text, size_t digits);

#endif
