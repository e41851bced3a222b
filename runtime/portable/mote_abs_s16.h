/* y = |x|, rescaled, int16; y may be x */
#ifndef MOTE_ABS_S16_H
#define MOTE_ABS_S16_H

#include "mote_fixed_point.h"

typedef struct mote_abs_s16_params
{
    int32_t elements;
    int32_t input_offset, output_offset;
    int32_t multiplier, shift;
} mote_abs_s16_params;

MOTE_KERNEL void mote_abs_s16(const mote_abs_s16_params *p, const int16_t *x, int16_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++)
    {
        const int32_t value = x[i] + p->input_offset;
        const int32_t scaled = mote_add(mote_rescale(value < 0 ? -value : value, p->multiplier, p->shift), p->output_offset);
        y[i] = (int16_t)mote_min(mote_max(scaled, INT16_MIN), INT16_MAX);
    }
}

#endif
