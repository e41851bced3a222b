/* Logarithm of the softmax over rows of int8; y has the scale 16/256 and the zero point 127; y may be x */
#ifndef MOTE_LOG_SOFTMAX_S8_H
#define MOTE_LOG_SOFTMAX_S8_H

#include "mote_exp_of_negative.h"
#include "mote_log_of_at_least_one.h"

typedef struct mote_log_softmax_s8_params
{
    int32_t rows, depth;
    int32_t multiplier, shift;   /* brings differences to Q5.26 */
    int32_t smallest_difference; /* below it an exponential counts as zero */
    int32_t reverse_multiplier, reverse_shift;
} mote_log_softmax_s8_params;

MOTE_KERNEL void mote_log_softmax_s8(const mote_log_softmax_s8_params *p, const int8_t *x, int8_t *y)
{
    int32_t row, c;
    for (row = 0; row < p->rows; row++)
    {
        int32_t max = INT8_MIN, sum = 0, log, least;
        for (c = 0; c < p->depth; c++) max = mote_max(max, x[c]);
        for (c = 0; c < p->depth; c++)
            if (x[c] - max >= p->smallest_difference)
                sum += mote_divide_by_power_of_two(mote_exp_of_negative(mote_rescale(x[c] - max, p->multiplier, p->shift)), 12);
        log = mote_log_of_at_least_one(sum);
        /* Below it, the difference less the logarithm no longer fits into Q5.26. */
        least = mote_max(p->smallest_difference - 1,
            mote_rescale(mote_wrap((uint32_t)log + 0x80000000u), p->reverse_multiplier, p->reverse_shift));
        for (c = 0; c < p->depth; c++)
        {
            const int32_t difference = x[c] - max;
            y[c] = INT8_MIN;
            if (difference > least)
                y[c] = mote_clamp_to_s8(
                    mote_divide_by_power_of_two(mote_rescale(difference, p->multiplier, p->shift) - log, 22) + INT8_MAX,
                    INT8_MIN, INT8_MAX);
        }
        x += p->depth;
        y += p->depth;
    }
}

#endif
