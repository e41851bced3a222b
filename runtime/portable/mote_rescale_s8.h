/* y = clamp(rescale(x + input_offset) + output_offset), int8; y may be x */
#ifndef MOTE_RESCALE_S8_H
#define MOTE_RESCALE_S8_H

#include "mote_fixed_point.h"

typedef struct mote_rescale_s8_params
{
    int32_t elements;
    int32_t input_offset, output_offset;
    int32_t multiplier, shift;
    int32_t low, high;
} mote_rescale_s8_params;

MOTE_KERNEL void mote_rescale_s8(const mote_rescale_s8_params *p, const int8_t *x, int8_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++)
        y[i] = mote_clamp_to_s8(mote_add(mote_rescale(x[i] + p->input_offset, p->multiplier, p->shift), p->output_offset), p->low, p->high);
}

#endif
