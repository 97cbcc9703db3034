#include "base/sha256.h"

#include <string.h>

#include "base/sha256_x86.h"

enum { BLOCK = 64 };

const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, unsigned by)
{
    return x >> by | x << (32 - by);
}

static uint32_t big_endian(const unsigned char *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

/* x rotated by `one`, by one + two and by one + two + more, all xored. */
static uint32_t three(uint32_t x, unsigned one, unsigned two, unsigned more)
{
    return rotate(x ^ rotate(x ^ rotate(x, more), two), one);
}

/* Section 6.2.2, step 3. The letters a to h move one place each round; here
 * they stay, and `t`, the round, says where they are. */
static inline void turn(uint32_t v[8], size_t t, uint32_t more)
{
    uint32_t a = v[(0 - t) & 7], b = v[(1 - t) & 7], c = v[(2 - t) & 7];
    uint32_t e = v[(4 - t) & 7], f = v[(5 - t) & 7], g = v[(6 - t) & 7];
    uint32_t s1 = three(e, 6, 5, 14); /* by 6, 11 and 25 */
    uint32_t one = v[(7 - t) & 7] + s1 + (g ^ (e & (f ^ g))) + more;
    uint32_t s0 = three(a, 2, 11, 9); /* by 2, 13 and 22 */

    v[(3 - t) & 7] += one;
    v[(7 - t) & 7] = one + s0 + ((a & b) | (c & (a | b)));
}

/* The 16 words of the schedule behind those in w. */
static void next_words(uint32_t w[16])
{
    for (size_t t = 0; t < 16; t++) {
        uint32_t a = w[(t + 1) & 15], b = w[(t + 14) & 15];

        w[t] += (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10) + w[(t + 9) & 15] +
                (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3);
    }
}

static void add_block(uint32_t state[8], const unsigned char block[BLOCK])
{
    uint32_t w[16], v[8];

    for (size_t t = 0; t < 16; t++)
        w[t] = big_endian(block + 4 * t);
    memcpy(v, state, sizeof v);
    for (size_t t = 0; t < 64; t += 8) {
        const uint32_t *k = sha256_constants + t, *now = w + t % 16;

        if (t && t % 16 == 0)
            next_words(w);
        turn(v, 0, k[0] + now[0]);
        turn(v, 1, k[1] + now[1]);
        turn(v, 2, k[2] + now[2]);
        turn(v, 3, k[3] + now[3]);
        turn(v, 4, k[4] + now[4]);
        turn(v, 5, k[5] + now[5]);
        turn(v, 6, k[6] + now[6]);
        turn(v, 7, k[7] + now[7]);
    }
    for (size_t i = 0; i < 8; i++)
        state[i] += v[i];
}

sha256 sha256_start(void)
{
    return (sha256){ .state = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                0x510e527f, 0x9b05688c, 0x1f83d9ab,
                                0x5be0cd19 } };
}

static void add_blocks(uint32_t state[8], const char *text, size_t blocks)
{
    const unsigned char *data = (const unsigned char *)text;

    if (sha256_x86_is_there()) {
        sha256_x86_add(state, data, blocks);
        return;
    }
    for (; blocks; blocks--, data += BLOCK)
        add_block(state, data);
}

void sha256_add(sha256 *h, str part)
{
    size_t filled = h->size % BLOCK, n = BLOCK - filled;

    h->size += part.len;
    if (filled && part.len >= n) {
        memcpy(h->block + filled, part.ptr, n);
        add_blocks(h->state, (const char *)h->block, 1);
        part = str_sub(part, n, part.len);
        filled = 0;
    }
    if (!filled) {
        add_blocks(h->state, part.ptr, part.len / BLOCK);
        part = str_sub(part, part.len - part.len % BLOCK, part.len);
    }
    if (part.len)
        memcpy(h->block + filled, part.ptr, part.len);
}

str sha256_end(arena *a, sha256 *h, size_t digits)
{
    uint64_t bits = h->size * 8;
    size_t filled = h->size % 64;
    static const char fill[64] = "\x80";
    char length[8], *hex = arena_alloc(a, 64, 1);

    sha256_add(h, (str){ fill, filled < 56 ? 56 - filled : 120 - filled });
    for (size_t i = 0; i < 8; i++)
        length[i] = (char)(bits >> (56 - 8 * i) & 255);
    sha256_add(h, (str){ length, 8 });
    for (size_t i = 0; i < 64; i++)
        hex[i] = "0123456789abcdef"[h->state[i / 8] >> (28 - 4 * (i % 8)) & 15];
    return (str){ hex, digits < 64 ? digits : 64 };
}

str sha256_hex(arena *a, str data, size_t digits)
{
    sha256 h = sha256_start();

    sha256_add(&h, data);
    return sha256_end(a, &h, digits);
}

str sha256_lines_hex(arena *a, str text, size_t digits)
{
    sha256 h = sha256_start();

    while (text.len) {
        size_t end = str_find(text, STR("\r\n"));

        sha256_add(&h, str_sub(text, 0, end));
        text = str_sub(text, end, text.len);
        if (text.len)
            text = str_sub(text, 1, text.len);
    }
    return sha256_end(a, &h, digits);
}
