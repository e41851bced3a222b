/* Instructions on pairs of half-words: Armv7E-M, Armv8-M with the DSP extension. They say what the C compiler does not find by itself. */
#ifndef MOTE_HALVES_H
#define MOTE_HALVES_H

#include "mote.h"

#include <string.h>

/* From any address: these cores load words from anywhere. */
static MOTE_ALWAYS_INLINE uint32_t mote_load_word(const void *from)
{
    uint32_t word;
    memcpy(&word, from, sizeof word);
    return word;
}

/* Bytes 0 and 2 as signed half-words. */
static MOTE_ALWAYS_INLINE uint32_t mote_even_bytes(uint32_t word)
{
    uint32_t halves;
    __asm__("sxtb16 %0, %1" : "=r"(halves) : "r"(word));
    return halves;
}

/* Bytes 1 and 3. */
static MOTE_ALWAYS_INLINE uint32_t mote_odd_bytes(uint32_t word)
{
    uint32_t halves;
    __asm__("sxtb16 %0, %1, ror #8" : "=r"(halves) : "r"(word));
    return halves;
}

/* sum + both products, modulo 2^32 */
static MOTE_ALWAYS_INLINE uint32_t mote_add_two(uint32_t sum, uint32_t a, uint32_t b)
{
    __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

/* The same with 64 bits. */
static MOTE_ALWAYS_INLINE uint64_t mote_add_two_wide(uint64_t sum, uint32_t a, uint32_t b)
{
    __asm__("smlald %Q0, %R0, %1, %2" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

/* sum + the product of the lower half-words, of the upper ones */
static MOTE_ALWAYS_INLINE uint32_t mote_add_lower(uint32_t sum, uint32_t a, uint32_t b)
{
    __asm__("smlabb %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

static MOTE_ALWAYS_INLINE uint32_t mote_add_upper(uint32_t sum, uint32_t a, uint32_t b)
{
    __asm__("smlatt %0, %1, %2, %0" : "+r"(sum) : "r"(a), "r"(b));
    return sum;
}

/* (a * b + 2^31) >> 32 */
static MOTE_ALWAYS_INLINE int32_t mote_rounded_upper_word(int32_t a, int32_t b)
{
    int32_t word;
    __asm__("smmulr %0, %1, %2" : "=r"(word) : "r"(a), "r"(b));
    return word;
}

#endif
