/* Two int8 brought to one scale and added */
#ifndef MOTE_ADD_ONE_S8_H
#define MOTE_ADD_ONE_S8_H

#include "mote_fixed_point.h"

typedef struct mote_add_s8_scales
{
    int32_t a_offset, b_offset, output_offset;
    int32_t a_multiplier, a_shift, b_multiplier, b_shift; /* to twice the larger scale, 20 bits up */
    int32_t output_multiplier, output_shift;
    int32_t low, high;
} mote_add_s8_scales;

static inline int8_t mote_add_one_s8(const mote_add_s8_scales *p, int32_t a, int32_t b)
{
    const int32_t sum = mote_rescale((a + p->a_offset) * (1 << 20), p->a_multiplier, p->a_shift)
        + mote_rescale((b + p->b_offset) * (1 << 20), p->b_multiplier, p->b_shift);
    return mote_clamp_to_s8(mote_add(mote_rescale(sum, p->output_multiplier, p->output_shift), p->output_offset), p->low, p->high);
}

#endif
