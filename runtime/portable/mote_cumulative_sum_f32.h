/* Sums of all elements up to each along an axis; y may be x */
#ifndef MOTE_CUMULATIVE_SUM_F32_H
#define MOTE_CUMULATIVE_SUM_F32_H

#include "mote.h"

typedef struct mote_cumulative_sum_f32_params
{
    int32_t outer, length, inner; /* x as three dimensions */
    int32_t exclusive, reverse;
} mote_cumulative_sum_f32_params;

MOTE_KERNEL void mote_cumulative_sum_f32(const mote_cumulative_sum_f32_params *p, const float *x, float *y)
{
    int32_t o, i, k;
    for (o = 0; o < p->outer; o++, x += p->length * p->inner, y += p->length * p->inner)
        for (i = 0; i < p->inner; i++)
        {
            float sum = 0;
            for (k = 0; k < p->length; k++)
            {
                const int32_t at = (p->reverse ? p->length - 1 - k : k) * p->inner + i;
                const float before = sum;
                sum += x[at];
                y[at] = p->exclusive ? before : sum;
            }
        }
}

#endif
