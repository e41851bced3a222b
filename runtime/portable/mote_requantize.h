/* y = clamp(rescale(x - zero point) + zero point), from one integer type to another; y may be x where both are of one size */
#ifndef MOTE_REQUANTIZE_H
#define MOTE_REQUANTIZE_H

#include "mote_fixed_point.h"
#include "mote_integers.h"

typedef struct mote_requantize_params
{
    int32_t elements;
    int32_t from, to; /* MOTE_S8, ... */
    int32_t input_offset, output_offset;
    int32_t multiplier, shift;
    int32_t low, high;
} mote_requantize_params;

MOTE_KERNEL void mote_requantize(const mote_requantize_params *p, const void *x, void *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++)
    {
        const int32_t value = mote_wrap((uint32_t)mote_load_integer(x, i, p->from) + (uint32_t)p->input_offset);
        const int32_t scaled = mote_wrap((uint32_t)mote_rescale(value, p->multiplier, p->shift) + (uint32_t)p->output_offset);
        mote_store_integer(y, i, p->to, mote_min(mote_max(scaled, p->low), p->high));
    }
}

#endif
