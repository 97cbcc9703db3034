#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "base/base.h"

/* First `digits` (at most 64) lower-case hex digits of SHA-256 (FIPS 180-4). */
str sha256_hex(arena *a, str data, size_t digits);

#endif
