#include "base/sha256_x86.h"

/* glibc has asked the processor already; to ask again costs more than it gains
 * on a virtual machine. The sanitized build takes the plain way, so that the
 * tests see both. */
#if defined(__x86_64__) && defined(__has_include) && \
    !defined(__SANITIZE_ADDRESS__)
#if __has_include(<sys/platform/x86.h>)
#define HAS_X86 1
#endif
#endif

#ifdef HAS_X86

#include <immintrin.h>
#include <sys/platform/x86.h>

#define TARGET __attribute__((target("sha,sse4.1,ssse3")))

bool sha256_x86_is_there(void)
{
    return CPU_FEATURE_ACTIVE(SHA) && CPU_FEATURE_ACTIVE(SSE4_1);
}

/* The instructions want the letters as ABEF and CDGH. */
typedef struct letters {
    __m128i abef, cdgh;
} letters;

TARGET static letters load(const uint32_t state[8])
{
    __m128i abcd = _mm_loadu_si128((const __m128i *)(const void *)state);
    __m128i efgh = _mm_loadu_si128((const __m128i *)(const void *)(state + 4));

    abcd = _mm_shuffle_epi32(abcd, 0xb1);
    efgh = _mm_shuffle_epi32(efgh, 0x1b);
    return (letters){ _mm_alignr_epi8(abcd, efgh, 8),
                      _mm_blend_epi16(efgh, abcd, 0xf0) };
}

TARGET static void store(uint32_t state[8], letters l)
{
    __m128i feba = _mm_shuffle_epi32(l.abef, 0x1b);
    __m128i dchg = _mm_shuffle_epi32(l.cdgh, 0xb1);

    _mm_storeu_si128((__m128i *)(void *)state,
                     _mm_blend_epi16(feba, dchg, 0xf0));
    _mm_storeu_si128((__m128i *)(void *)(state + 4),
                     _mm_alignr_epi8(dchg, feba, 8));
}

/* Four rounds with the words w. */
TARGET static inline void turn(letters *l, __m128i w, const uint32_t *constants)
{
    __m128i k = _mm_loadu_si128((const __m128i *)(const void *)constants);

    w = _mm_add_epi32(w, k);
    l->cdgh = _mm_sha256rnds2_epu32(l->cdgh, l->abef, w);
    w = _mm_shuffle_epi32(w, 0x0e);
    l->abef = _mm_sha256rnds2_epu32(l->abef, l->cdgh, w);
}

/* The four words of the schedule behind those in a, b, c and d. */
TARGET static inline __m128i next_words(__m128i a, __m128i b, __m128i c,
                                        __m128i d)
{
    a = _mm_add_epi32(_mm_sha256msg1_epu32(a, b), _mm_alignr_epi8(d, c, 4));
    return _mm_sha256msg2_epu32(a, d);
}

TARGET static void load_words(__m128i w[4], const unsigned char *block)
{
    const __m128i order =
        _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);

    for (int i = 0; i < 4; i++)
        w[i] = _mm_shuffle_epi8(
            _mm_loadu_si128((const __m128i *)(const void *)(block + 16 * i)),
            order);
}

TARGET static void add_block(letters *l, const unsigned char *block)
{
    const letters before = *l;
    __m128i w[4];

    load_words(w, block);
    for (int t = 0; t < 64; t += 16) {
        turn(l, w[0], sha256_constants + t);
        turn(l, w[1], sha256_constants + t + 4);
        turn(l, w[2], sha256_constants + t + 8);
        turn(l, w[3], sha256_constants + t + 12);
        w[0] = next_words(w[0], w[1], w[2], w[3]);
        w[1] = next_words(w[1], w[2], w[3], w[0]);
        w[2] = next_words(w[2], w[3], w[0], w[1]);
        w[3] = next_words(w[3], w[0], w[1], w[2]);
    }
    l->abef = _mm_add_epi32(l->abef, before.abef);
    l->cdgh = _mm_add_epi32(l->cdgh, before.cdgh);
}

TARGET void sha256_x86_add(uint32_t state[8], const unsigned char *data,
                           size_t blocks)
{
    letters l = load(state);

    for (; blocks; blocks--, data += 64)
        add_block(&l, data);
    store(state, l);
}

#else

bool sha256_x86_is_there(void)
{
    return false;
}

void sha256_x86_add(uint32_t state[8], const unsigned char *data, size_t blocks)
{
    (void)state;
    (void)data;
    (void)blocks;
}

#endif
