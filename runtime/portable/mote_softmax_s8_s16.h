/* Softmax over rows of int8; y is int16 with the scale 1/65536 and the zero point -32768 */
#ifndef MOTE_SOFTMAX_S8_S16_H
#define MOTE_SOFTMAX_S8_S16_H

#include "mote_exp_of_negative.h"
#include "mote_reciprocal.h"

typedef struct mote_softmax_s8_s16_params
{
    int32_t rows, depth;
    int32_t multiplier, shift;   /* brings differences to Q5.26 */
    int32_t smallest_difference; /* below it an exponential counts as zero */
} mote_softmax_s8_s16_params;

MOTE_KERNEL void mote_softmax_s8_s16(const mote_softmax_s8_s16_params *p, const int8_t *x, int16_t *y)
{
    int32_t row, c;
    for (row = 0; row < p->rows; row++)
    {
        int32_t max = INT8_MIN, sum = 0, bits_over_unit, scale;
        for (c = 0; c < p->depth; c++) max = mote_max(max, x[c]);
        for (c = 0; c < p->depth; c++)
        {
            const int32_t difference = x[c] - max;
            if (difference >= p->smallest_difference)
                sum += mote_divide_by_power_of_two(mote_exp_of_negative(mote_rescale(difference, p->multiplier, p->shift)), 12);
        }
        scale = mote_reciprocal(sum, 12, &bits_over_unit);
        for (c = 0; c < p->depth; c++)
        {
            const int32_t difference = x[c] - max;
            int32_t probability = 0;
            if (difference >= p->smallest_difference)
                probability = mote_divide_by_power_of_two(
                    mote_high_multiply(scale, mote_exp_of_negative(mote_rescale(difference, p->multiplier, p->shift))),
                    bits_over_unit + 31 - 16);
            y[c] = mote_clamp_to_s16(probability - 32768, INT16_MIN, INT16_MAX);
        }
        x += p->depth;
        y += p->depth;
    }
}

#endif
