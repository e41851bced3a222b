/* Softmax over rows of int16 by two tables; y has the scale 1/32768 and the zero point 0; y may be x */
#ifndef MOTE_SOFTMAX_S16_H
#define MOTE_SOFTMAX_S16_H

#include "mote_int16_table.h"
#include "mote_reciprocal.h"

typedef struct mote_softmax_s16_params
{
    int32_t rows, depth;
    int32_t multiplier, shift; /* brings differences of -10 to -65535 */
} mote_softmax_s16_params;

/* exponential: e^x for x in [-10, 0]; reciprocal: 1 / (1 + x) for x in [0, 1]; both in Q0.15 */
MOTE_KERNEL void mote_softmax_s16(const mote_softmax_s16_params *p, const int16_t *x, const int16_t *exponential,
                                  const int16_t *reciprocal, int16_t *y)
{
    int32_t row, c;
    for (row = 0; row < p->rows; row++)
    {
        int32_t max = INT16_MIN, sum = 0, headroom, mantissa, scale, right;
        for (c = 0; c < p->depth; c++) max = mote_max(max, x[c]);
        for (c = 0; c < p->depth; c++)
        {
            const int32_t difference = mote_rescale(x[c] - max, p->multiplier, p->shift);
            y[c] = mote_int16_table(mote_saturate_to_s16(mote_wrap((uint32_t)difference + 32767u)), exponential);
            sum += y[c];
        }
        /* The sum as 1 + fraction, the fraction in 16 bits and then around zero. */
        headroom = mote_leading_zeros((uint32_t)sum);
        mantissa = (int32_t)((((int64_t)sum << (headroom - 1)) + (1 << 13)) >> 14);
        scale = mote_int16_table(mote_saturate_to_s16(mantissa - ((1 << 15) + (1 << 16))), reciprocal);
        right = 31 - headroom;
        for (c = 0; c < p->depth; c++)
        {
            const int32_t probability = (int32_t)(((int64_t)y[c] * scale + ((int64_t)1 << (right - 1))) >> right);
            y[c] = mote_clamp_to_s16(probability, 0, INT16_MAX);
        }
        x += p->depth;
        y += p->depth;
    }
}

#endif
