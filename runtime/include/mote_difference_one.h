/* Two quantized integers brought to one scale and subtracted, and the difference squared or not */
#ifndef MOTE_DIFFERENCE_ONE_H
#define MOTE_DIFFERENCE_ONE_H

#include "mote_fixed_point.h"

typedef struct mote_difference_scales
{
    int32_t is_squared;
    int32_t a_offset, b_offset, output_offset;
    int32_t left_shift;
    int32_t a_multiplier, a_shift, b_multiplier, b_shift; /* to twice the larger scale, left_shift bits up */
    int32_t output_multiplier, output_shift;
    int32_t low, high;
} mote_difference_scales;

static inline int32_t mote_difference_one(const mote_difference_scales *p, int32_t a, int32_t b)
{
    const uint32_t difference = (uint32_t)mote_rescale((a + p->a_offset) * ((int32_t)1 << p->left_shift), p->a_multiplier, p->a_shift)
        - (uint32_t)mote_rescale((b + p->b_offset) * ((int32_t)1 << p->left_shift), p->b_multiplier, p->b_shift);
    const int32_t result = mote_wrap(p->is_squared ? difference * difference : difference);
    const int32_t value = mote_rescale(result, p->output_multiplier, p->output_shift);
    return mote_min(mote_max(mote_add(value, p->output_offset), p->low), p->high);
}

#endif
