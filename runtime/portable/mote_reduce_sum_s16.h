/* The sum over some dimensions, rescaled, int16 */
#ifndef MOTE_REDUCE_SUM_S16_H
#define MOTE_REDUCE_SUM_S16_H

#include "mote_reduce_loops.h"
#include "mote_fixed_point.h"

typedef struct mote_reduce_sum_s16_params
{
    mote_reduce_loops loops;
    int32_t sum_offset; /* -count * zero point of x */
    int32_t multiplier, shift;
    int32_t output_offset;
} mote_reduce_sum_s16_params;

MOTE_KERNEL void mote_reduce_sum_s16(const mote_reduce_sum_s16_params *p, const int16_t *x, int16_t *y)
{
    const mote_reduce_loops *const l = &p->loops;
    int32_t k0, k1, k2, r0, r1, r2;
    for (k0 = 0; k0 < l->kept[0]; k0++)
    for (k1 = 0; k1 < l->kept[1]; k1++)
    for (k2 = 0; k2 < l->kept[2]; k2++)
    {
        const int16_t *const from = x + k0 * l->kept_strides[0] + k1 * l->kept_strides[1] + k2 * l->kept_strides[2];
        uint32_t sum = (uint32_t)p->sum_offset;
        for (r0 = 0; r0 < l->reduced[0]; r0++)
        for (r1 = 0; r1 < l->reduced[1]; r1++)
        for (r2 = 0; r2 < l->reduced[2]; r2++)
        {
            const int32_t value = from[r0 * l->reduced_strides[0] + r1 * l->reduced_strides[1] + r2 * l->reduced_strides[2]];
            sum += (uint32_t)value;
        }
        *y++ = mote_clamp_to_s16(mote_add(mote_rescale(mote_wrap(sum), p->multiplier, p->shift), p->output_offset), INT16_MIN, INT16_MAX);
    }
}

#endif
