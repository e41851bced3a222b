/* Sums of all elements up to each along an axis, rescaled, int8; y may be x */
#ifndef MOTE_CUMULATIVE_SUM_S8_H
#define MOTE_CUMULATIVE_SUM_S8_H

#include "mote_fixed_point.h"

typedef struct mote_cumulative_sum_s8_params
{
    int32_t outer, length, inner; /* x as three dimensions */
    int32_t exclusive, reverse;
    int32_t input_offset, output_offset;
    int32_t multiplier, shift;
} mote_cumulative_sum_s8_params;

MOTE_KERNEL void mote_cumulative_sum_s8(const mote_cumulative_sum_s8_params *p, const int8_t *x, int8_t *y)
{
    int32_t o, i, k;
    for (o = 0; o < p->outer; o++, x += p->length * p->inner, y += p->length * p->inner)
        for (i = 0; i < p->inner; i++)
        {
            /* Elements count times 2^19. The sum begins at minus the zero point, as the reference's does. */
            uint32_t sum = (uint32_t)p->input_offset << 19;
            for (k = 0; k < p->length; k++)
            {
                const int32_t at = (p->reverse ? p->length - 1 - k : k) * p->inner + i;
                const uint32_t before = sum;
                sum += (uint32_t)(x[at] + p->input_offset) << 19;
                y[at] = mote_clamp_to_s8(
                    mote_add(mote_rescale(mote_wrap(p->exclusive ? before : sum), p->multiplier, p->shift), p->output_offset),
                    INT8_MIN, INT8_MAX);
            }
        }
}

#endif
