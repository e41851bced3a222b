/* y = 1 / sqrt(x), int16; the largest value where x is not above zero; y may be x */
#ifndef MOTE_RSQRT_S16_H
#define MOTE_RSQRT_S16_H

#include "mote_inverse_sqrt.h"

typedef struct mote_rsqrt_s16_params
{
    int32_t elements;
    int32_t multiplier, shift;
} mote_rsqrt_s16_params;

MOTE_KERNEL void mote_rsqrt_s16(const mote_rsqrt_s16_params *p, const int16_t *x, int16_t *y)
{
    const int32_t bits = 20;
    int32_t i;
    for (i = 0; i < p->elements; i++)
    {
        int32_t shift, inverse;
        if (x[i] <= 0)
        {
            y[i] = INT16_MAX;
            continue;
        }
        inverse = mote_inverse_sqrt(x[i], &shift);
        inverse = mote_rescale(1, inverse, shift + bits);
        /* What is shifted out altogether is nothing. */
        inverse = p->shift - bits < -31 ? 0 : mote_rescale(inverse, p->multiplier, p->shift - bits);
        y[i] = (int16_t)mote_min(inverse, INT16_MAX);
    }
}

#endif
