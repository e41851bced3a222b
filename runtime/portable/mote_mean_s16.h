/* The mean over some of at most four dimensions, rescaled, int16 */
#ifndef MOTE_MEAN_S16_H
#define MOTE_MEAN_S16_H

#include "mote_fixed_point.h"

typedef struct mote_mean_s16_params
{
    int32_t kept[4], reduced[4]; /* each dimension's size in one, 1 in the other */
    int32_t strides[4];
    int32_t sum_offset; /* -count * zero point of x */
    int32_t multiplier, shift;
    int32_t output_offset;
} mote_mean_s16_params;

MOTE_KERNEL void mote_mean_s16(const mote_mean_s16_params *p, const int16_t *x, int16_t *y)
{
    int32_t k0, k1, k2, k3, r0, r1, r2, r3;
    for (k0 = 0; k0 < p->kept[0]; k0++)
    for (k1 = 0; k1 < p->kept[1]; k1++)
    for (k2 = 0; k2 < p->kept[2]; k2++)
    for (k3 = 0; k3 < p->kept[3]; k3++)
    {
        uint32_t sum = 0;
        for (r0 = 0; r0 < p->reduced[0]; r0++)
        for (r1 = 0; r1 < p->reduced[1]; r1++)
        for (r2 = 0; r2 < p->reduced[2]; r2++)
        for (r3 = 0; r3 < p->reduced[3]; r3++)
        {
            const int32_t value = x[(k0 + r0) * p->strides[0] + (k1 + r1) * p->strides[1]
                                    + (k2 + r2) * p->strides[2] + (k3 + r3) * p->strides[3]];
            sum += (uint32_t)value;
        }
        *y++ = mote_clamp_to_s16(
            mote_add(mote_rescale(mote_wrap(sum + (uint32_t)p->sum_offset), p->multiplier, p->shift), p->output_offset),
            INT16_MIN, INT16_MAX);
    }
}

#endif
