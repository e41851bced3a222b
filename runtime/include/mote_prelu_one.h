/* A quantized integer, or below zero its product with another, rescaled */
#ifndef MOTE_PRELU_ONE_H
#define MOTE_PRELU_ONE_H

#include "mote_fixed_point.h"

typedef struct mote_prelu_scales
{
    int32_t a_offset, b_offset, output_offset;
    int32_t multiplier, shift;
    int32_t product_multiplier, product_shift;
    int32_t low, high;
} mote_prelu_scales;

static inline int32_t mote_prelu_one(const mote_prelu_scales *p, int32_t a, int32_t b)
{
    const int32_t x = a + p->a_offset;
    const int32_t y = x >= 0 ? mote_rescale(x, p->multiplier, p->shift)
        : mote_rescale(x * (b + p->b_offset), p->product_multiplier, p->product_shift);
    return mote_min(mote_max(mote_add(y, p->output_offset), p->low), p->high);
}

#endif
