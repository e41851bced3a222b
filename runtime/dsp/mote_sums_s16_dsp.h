/* What follows sums of int16 times int8, and two channels' sums over one column or two. */
#ifndef MOTE_SUMS_S16_DSP_H
#define MOTE_SUMS_S16_DSP_H

#include "mote_halves.h"
#include "mote_wide_fixed_point.h"

typedef struct mote_sums_s16
{
    int32_t wide;   /* 1: sums need 64 bits, biases are int64 */
    int32_t narrow; /* 1: rounded twice, as sums with biases of 32 bits are */
    int32_t fitted; /* 1: the rounded upper word of sum * multiplier is the result; shifts do not count */
    int32_t low, high;
} mote_sums_s16;

static MOTE_ALWAYS_INLINE int16_t mote_saturate_s16(int32_t value, int32_t low, int32_t high)
{
    int32_t result;
    if (low == INT16_MIN && high == INT16_MAX) __asm__("ssat %0, #16, %1" : "=r"(result) : "r"(value));
    else if (low == 0 && high == INT16_MAX) __asm__("usat %0, #15, %1" : "=r"(result) : "r"(value));
    else result = mote_min(mote_max(value, low), high);
    return (int16_t)result;
}

/* Of channel o. Sums of 32 bits are known to be exact there, or meant to wrap. */
static MOTE_ALWAYS_INLINE int16_t mote_output_s16(const mote_sums_s16 *p, uint64_t sum, int32_t o, const int32_t *multiplier,
                                                  const int8_t *shift)
{
    const int32_t value = mote_wrap((uint32_t)sum);
    if (p->fitted) return mote_saturate_s16(mote_rounded_upper_word(value, multiplier[o]), p->low, p->high);
    return mote_sum_to_s16(p->wide ? sum : (uint64_t)(int64_t)value, multiplier[o], shift[o], p->narrow, p->low, p->high);
}

static MOTE_ALWAYS_INLINE uint64_t mote_start_s16(const mote_sums_s16 *p, const void *bias, int32_t o)
{
    return p->wide ? (uint64_t)((const int64_t *)bias)[o] : (uint64_t)(uint32_t)((const int32_t *)bias)[o];
}

static MOTE_ALWAYS_INLINE uint64_t mote_products_s16(const mote_sums_s16 *p, uint64_t sum, uint32_t x, uint32_t w)
{
    return p->wide ? mote_add_two_wide(sum, x, w) : (uint64_t)mote_add_two((uint32_t)sum, x, w);
}

/* Four products of two channels and one column, of two columns: sums in registers, the weights unpacked once. */
#define MOTE_FOUR_WEIGHTS "ldr %[wa], [%[w]], #4\n\tldr %[wb], [%[w]], #4\n\tsxtb16 %[va], %[wa]\n\tsxtb16 %[vb], %[wb]\n\t"
#define MOTE_UPPER_WEIGHTS "sxtb16 %[va], %[wa], ror #8\n\tsxtb16 %[vb], %[wb], ror #8\n\t"
#define MOTE_FIRST_COLUMN "ldr %[v], [%[x]], #4\n\tsmlad %[a0], %[v], %[va], %[a0]\n\tsmlad %[b0], %[v], %[vb], %[b0]\n\t"
#define MOTE_SECOND_COLUMN "ldr %[v], [%[z]], #4\n\tsmlad %[a1], %[v], %[va], %[a1]\n\tsmlad %[b1], %[v], %[vb], %[b1]\n\t"
#define MOTE_FOUR_TEMPORARIES [wa] "=&r"(wa), [wb] "=&r"(wb), [va] "=&r"(va), [vb] "=&r"(vb), [v] "=&r"(v)

typedef struct mote_four_sums
{
    uint64_t a0, b0, a1, b1; /* channel a and b, first and second column */
} mote_four_sums;

static MOTE_ALWAYS_INLINE mote_four_sums mote_narrow_columns_s16(int32_t columns, int32_t groups, const int16_t *x, int32_t step,
                                                                 const int8_t *w, mote_four_sums s)
{
    const int16_t *z = x + step;
    uint32_t a0 = (uint32_t)s.a0, b0 = (uint32_t)s.b0, a1 = (uint32_t)s.a1, b1 = (uint32_t)s.b1;
    uint32_t wa, wb, va, vb, v;
    int32_t i;
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 4
#endif
    for (i = groups; i > 0; i--)
    {
        if (columns > 1)
            __asm__(MOTE_FOUR_WEIGHTS MOTE_FIRST_COLUMN MOTE_SECOND_COLUMN MOTE_UPPER_WEIGHTS MOTE_FIRST_COLUMN MOTE_SECOND_COLUMN
                    : [a0] "+r"(a0), [b0] "+r"(b0), [a1] "+r"(a1), [b1] "+r"(b1), [x] "+r"(x), [z] "+r"(z), [w] "+r"(w),
                      MOTE_FOUR_TEMPORARIES : : "memory");
        else
            __asm__(MOTE_FOUR_WEIGHTS MOTE_FIRST_COLUMN MOTE_UPPER_WEIGHTS MOTE_FIRST_COLUMN
                    : [a0] "+r"(a0), [b0] "+r"(b0), [x] "+r"(x), [w] "+r"(w), MOTE_FOUR_TEMPORARIES : : "memory");
    }
    s.a0 = a0;
    s.b0 = b0;
    s.a1 = a1;
    s.b1 = b1;
    return s;
}

/* The same for sums of 64 bits. */
static MOTE_ALWAYS_INLINE mote_four_sums mote_wide_columns_s16(int32_t columns, int32_t groups, const int16_t *x, int32_t step,
                                                               const int8_t *w, mote_four_sums s)
{
    int32_t i;
    for (i = groups; i > 0; i--, x += 4, w += 8)
    {
        const uint32_t a = mote_load_word(w), b = mote_load_word(w + 4), low = mote_load_word(x), high = mote_load_word(x + 2);
        s.a0 = mote_add_two_wide(mote_add_two_wide(s.a0, low, mote_even_bytes(a)), high, mote_odd_bytes(a));
        s.b0 = mote_add_two_wide(mote_add_two_wide(s.b0, low, mote_even_bytes(b)), high, mote_odd_bytes(b));
        if (columns > 1)
        {
            const uint32_t second_low = mote_load_word(x + step), second_high = mote_load_word(x + step + 2);
            s.a1 = mote_add_two_wide(mote_add_two_wide(s.a1, second_low, mote_even_bytes(a)), second_high, mote_odd_bytes(a));
            s.b1 = mote_add_two_wide(mote_add_two_wide(s.b1, second_low, mote_even_bytes(b)), second_high, mote_odd_bytes(b));
        }
    }
    return s;
}

static MOTE_ALWAYS_INLINE uint64_t mote_product_s16(int16_t x, int8_t w)
{
    return (uint64_t)(int64_t)(x * w);
}

/*
 * Columns of `depth` values, one or two of them, `step` values apart, times all channels. Weights: of channels 2i and 2i + 1 four after
 * four, w0 w2 w1 w3 of the one and of the other, then what is left of the one and of the other; a last channel without a second by itself.
 */
static MOTE_ALWAYS_INLINE void mote_columns_s16(const mote_sums_s16 *p, int32_t columns, int32_t depth, int32_t outputs,
                                                const int16_t *x, int32_t step, const int8_t *w, const void *bias,
                                                const int32_t *multiplier, const int8_t *shift, int16_t *y)
{
    const int32_t rest = depth & 3, groups = depth >> 2, twos = outputs / 2 * 2;
    const int16_t *const end = x + (depth - rest);
    int32_t o, i, k;
    for (o = 0; o < twos; o += 2)
    {
        const uint64_t a = mote_start_s16(p, bias, o), b = mote_start_s16(p, bias, o + 1);
        mote_four_sums sums = {a, b, a, b};
        sums = p->wide ? mote_wide_columns_s16(columns, groups, x, step, w, sums)
                       : mote_narrow_columns_s16(columns, groups, x, step, w, sums);
        w += 8 * groups;
        for (k = 0; k < rest; k++)
        {
            sums.a0 += mote_product_s16(end[k], w[k]);
            sums.b0 += mote_product_s16(end[k], w[rest + k]);
            if (columns > 1)
            {
                sums.a1 += mote_product_s16(end[step + k], w[k]);
                sums.b1 += mote_product_s16(end[step + k], w[rest + k]);
            }
        }
        w += 2 * rest;
        y[o] = mote_output_s16(p, sums.a0, o, multiplier, shift);
        y[o + 1] = mote_output_s16(p, sums.b0, o + 1, multiplier, shift);
        if (columns > 1)
        {
            y[outputs + o] = mote_output_s16(p, sums.a1, o, multiplier, shift);
            y[outputs + o + 1] = mote_output_s16(p, sums.b1, o + 1, multiplier, shift);
        }
    }
    if (twos < outputs)
        for (i = 0; i < columns; i++, x += step)
        {
            uint64_t sum = mote_start_s16(p, bias, o);
            const int8_t *weights = w;
            for (k = 0; k + 3 < depth; k += 4, weights += 4)
            {
                const uint32_t four = mote_load_word(weights);
                sum = mote_products_s16(p, sum, mote_load_word(x + k), mote_even_bytes(four));
                sum = mote_products_s16(p, sum, mote_load_word(x + k + 2), mote_odd_bytes(four));
            }
            for (k = 0; k < rest; k++) sum += mote_product_s16(x[depth - rest + k], weights[k]);
            y[i * outputs + o] = mote_output_s16(p, sum, o, multiplier, shift);
        }
}

#endif
