/* Sums of products of signs for 32 channels abreast: bit c of word k is bit k of how many of channel c's products are -1. Nothing but
   additions bit by bit, which end where bits are wanted: in a comparison with 32 thresholds at once. */
#ifndef MOTE_SIGN_COUNTS_H
#define MOTE_SIGN_COUNTS_H

#include "mote_sign_window.h"

enum
{
    MOTE_MOST_COUNT_WORDS = 16
};

/* All bits like bit i of x. */
static MOTE_ALWAYS_INLINE uint32_t mote_spread_bit(uint32_t x, int32_t i)
{
    return (uint32_t)((int32_t)(x << (31 - i)) >> 31);
}

/* Adds two inputs' products, w[0] ^ bit i and w[0] ^ w[1] ^ bit i + 1, to the ones, and gives what is carried. */
static MOTE_ALWAYS_INLINE uint32_t mote_carry_of_two(uint32_t *ones, const uint32_t *w, uint32_t x, uint32_t changes, int32_t i)
{
    const uint32_t first = w[i] ^ mote_spread_bit(x, i);
    const uint32_t differ = w[i + 1] ^ mote_spread_bit(changes, i);
    const uint32_t carried = ((*ones ^ first) & differ) ^ first;
    *ones ^= differ;
    return carried;
}

#define MOTE_CARRY_OF_TWO(i) mote_carry_of_two(&ones, w, inputs, changes, i)

static MOTE_ALWAYS_INLINE uint32_t mote_carry_of_eight(uint32_t *ones_of, uint32_t *twos, uint32_t *fours, const uint32_t *w,
                                                     uint32_t inputs, uint32_t changes, int32_t i)
{
    uint32_t ones = *ones_of;
    uint32_t a = MOTE_CARRY_OF_TWO(i);
    uint32_t b = MOTE_CARRY_OF_TWO(i + 2);
    const uint32_t low = mote_carry(twos, a, b);
    a = MOTE_CARRY_OF_TWO(i + 4);
    b = MOTE_CARRY_OF_TWO(i + 6);
    *ones_of = ones;
    return mote_carry(fours, low, mote_carry(twos, a, b));
}

#undef MOTE_CARRY_OF_TWO

/* Adds the products of some words of signs with weights [words, 32]: of two successive inputs the first one's, and where they differ. */
static MOTE_NOINLINE void mote_count_signs(const uint32_t *x, int32_t words, const uint32_t *w, uint32_t *counts, int32_t count_words)
{
    uint32_t ones = counts[0], twos = counts[1], fours = counts[2], eights = counts[3], sixteens = counts[4];
    int32_t k;
    for (; words > 0; words--)
    {
        const uint32_t inputs = *x++;
        const uint32_t changes = inputs ^ (inputs >> 1);
        uint32_t carry = mote_carry_of_eight(&ones, &twos, &fours, w, inputs, changes, 0);
        const uint32_t half = mote_carry(&eights, carry, mote_carry_of_eight(&ones, &twos, &fours, w, inputs, changes, 8));
        carry = mote_carry_of_eight(&ones, &twos, &fours, w, inputs, changes, 16);
        carry = mote_carry(&eights, carry, mote_carry_of_eight(&ones, &twos, &fours, w, inputs, changes, 24));
        carry = mote_carry(&sixteens, half, carry);
        for (k = 5; k < count_words; k++)
        {
            const uint32_t sum = counts[k];
            counts[k] = sum ^ carry;
            carry &= sum;
        }
        w += MOTE_SIGNS_OF_A_WORD;
    }
    counts[0] = ones;
    counts[1] = twos;
    counts[2] = fours;
    counts[3] = eights;
    counts[4] = sixteens;
}

/* Counts over the window of one pixel of the result. What lies outside of the image counts as half: to be doubled, and made odd where
   the value given back is. */
static MOTE_ALWAYS_INLINE uint32_t mote_count_window(const mote_sign_window *p, const uint32_t *image, int32_t n, int32_t oy, int32_t ox,
                                                   const uint32_t *w, uint32_t *counts, int32_t count_words)
{
    const mote_window *const s = &p->window;
    const int32_t top = oy * s->stride_h - s->pad_top, left = ox * s->stride_w - s->pad_left;
    const int32_t ky_from = mote_first_inside(top, s->dilation_h), kx_from = mote_first_inside(left, s->dilation_w);
    const int32_t ky_to = mote_end_inside(top, s->dilation_h, s->kernel_h, s->in_h);
    const int32_t kx_to = mote_end_inside(left, s->dilation_w, s->kernel_w, s->in_w);
    const int32_t each = p->words * MOTE_SIGNS_OF_A_WORD;
    const int32_t within = mote_max(0, ky_to - ky_from) * mote_max(0, kx_to - kx_from);
    const uint32_t outside = (uint32_t)((s->kernel_h * s->kernel_w - within) * s->in_c);
    int32_t ky, kx, k;
    for (k = 0; k < count_words; k++) counts[k] = 0u - ((outside >> (k + 1)) & 1u);
    for (ky = ky_from; ky < ky_to; ky++)
    {
        /* May lie before the image by itself; every index built on it lies inside. */
        const ptrdiff_t row = (ptrdiff_t)((n * s->in_h + top + ky * s->dilation_h) * s->in_w + left) * p->words;
        const uint32_t *const weights = w + (ptrdiff_t)ky * s->kernel_w * each;
        if (s->dilation_w == 1)
            mote_count_signs(image + row + kx_from * p->words, (kx_to - kx_from) * p->words, weights + (ptrdiff_t)kx_from * each, counts,
                             count_words);
        else
            for (kx = kx_from; kx < kx_to; kx++)
                mote_count_signs(image + row + (ptrdiff_t)kx * s->dilation_w * p->words, p->words, weights + (ptrdiff_t)kx * each, counts,
                                 count_words);
    }
    return outside & 1u;
}

/* Of four channels from the given one on, some words of their counts, a byte each. */
static MOTE_ALWAYS_INLINE uint32_t mote_four_counts(const uint32_t *counts, int32_t count_words, int32_t channel)
{
    uint32_t four = 0;
    int32_t k;
    for (k = 0; k < count_words; k++)
        four |= ((((counts[k] >> channel) & 15u) * 0x00204081u) & 0x01010101u) << k; /* four bits, each to a byte of its own */
    return four;
}

#endif
