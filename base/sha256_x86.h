#ifndef BASE_SHA256_X86_H
#define BASE_SHA256_X86_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* FIPS 180-4, section 4.2.2. */
extern const uint32_t sha256_constants[64];

/* Whether the processor has instructions for SHA-256. */
bool sha256_x86_is_there(void);
/* Adds blocks of 64 bytes by them: six times as fast as without. */
void sha256_x86_add(uint32_t state[8], const unsigned char *data,
                    size_t blocks);

#endif
