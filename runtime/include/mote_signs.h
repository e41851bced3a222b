/* Values -1 and 1 as bits of words, 1 for 1: those of a run in words of its own, the first one lowest, zeros behind the last. */
#ifndef MOTE_SIGNS_H
#define MOTE_SIGNS_H

#include "mote.h"

#define MOTE_SIGNS_OF_A_WORD 32

/* Bytes -1 and 1 as bits. */
static inline void mote_pack_signs(const int8_t *x, int32_t runs, int32_t run, uint32_t *y)
{
    int32_t r, from, i;
    for (r = 0; r < runs; r++)
        for (from = 0; from < run; from += MOTE_SIGNS_OF_A_WORD)
        {
            const int32_t count = mote_min(MOTE_SIGNS_OF_A_WORD, run - from);
            uint32_t word = 0;
            for (i = 0; i < count; i++) word |= (uint32_t)(*x++ > 0) << i;
            *y++ = word;
        }
}

/* A full adder for each bit: adds a and b to low, and gives what is carried. */
static inline uint32_t mote_carry(uint32_t *low, uint32_t a, uint32_t b)
{
    const uint32_t either = *low ^ a;
    const uint32_t both = *low & a;
    *low = either ^ b;
    return both | (either & b);
}

/* In each four bits, how many of them are set. */
static inline uint32_t mote_bits_of_fours(uint32_t x)
{
    x -= (x >> 1) & 0x55555555u;
    return (x & 0x33333333u) + ((x >> 2) & 0x33333333u);
}

/* In each byte the sum of its two halves; up to 15 each. */
static inline uint32_t mote_bytes_of_fours(uint32_t x)
{
    return (x & 0x0F0F0F0Fu) + ((x >> 4) & 0x0F0F0F0Fu);
}

static inline uint32_t mote_sum_of_bytes(uint32_t x)
{
    x = (x & 0x00FF00FFu) + ((x >> 8) & 0x00FF00FFu);
    return (x + (x >> 16)) & 0xFFFFu;
}

/* In how many bits two runs of words differ. Words are added up bit by bit to numbers of four bits (Harley and Seal): of eight words
   one is counted. Where masks are given, bits that are not in them do not count. */
#define MOTE_DIFFERENCE(i) (masks != NULL ? (a[i] ^ b[i]) & masks[i] : a[i] ^ b[i])

static MOTE_ALWAYS_INLINE int32_t mote_differing_signs(const uint32_t *a, const uint32_t *b, const uint32_t *masks, int32_t words)
{
    uint32_t ones = 0, twos = 0, fours = 0, eights = 0, all = 0;
    int32_t i = 0;
    if (words & 1)
    {
        ones = MOTE_DIFFERENCE(0);
        i = 1;
    }
    if (words & 2)
    {
        twos = mote_carry(&ones, MOTE_DIFFERENCE(i), MOTE_DIFFERENCE(i + 1));
        i += 2;
    }
    if (words & 4)
    {
        const uint32_t first = mote_carry(&ones, MOTE_DIFFERENCE(i), MOTE_DIFFERENCE(i + 1));
        fours = mote_carry(&twos, first, mote_carry(&ones, MOTE_DIFFERENCE(i + 2), MOTE_DIFFERENCE(i + 3)));
        i += 4;
    }
    for (; i < words; i += 8)
    {
        const uint32_t first = mote_carry(&ones, MOTE_DIFFERENCE(i), MOTE_DIFFERENCE(i + 1));
        const uint32_t second = mote_carry(&twos, first, mote_carry(&ones, MOTE_DIFFERENCE(i + 2), MOTE_DIFFERENCE(i + 3)));
        const uint32_t third = mote_carry(&ones, MOTE_DIFFERENCE(i + 4), MOTE_DIFFERENCE(i + 5));
        const uint32_t last = mote_carry(&ones, MOTE_DIFFERENCE(i + 6), MOTE_DIFFERENCE(i + 7));
        eights = mote_carry(&fours, second, mote_carry(&twos, third, last));
        if (i + 8 < words) all += mote_sum_of_bytes(mote_bytes_of_fours(mote_bits_of_fours(eights)));
    }
    /* Of four bits at most 4 + 2 * 4, of a byte 24 + 4 * 24. */
    ones = mote_bytes_of_fours(mote_bits_of_fours(ones) + 2u * mote_bits_of_fours(twos));
    fours = mote_bytes_of_fours(mote_bits_of_fours(fours) + 2u * mote_bits_of_fours(eights));
    return (int32_t)(8u * all + mote_sum_of_bytes(ones + 4u * fours));
}

#undef MOTE_DIFFERENCE

#endif
