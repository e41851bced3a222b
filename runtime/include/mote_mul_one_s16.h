/* The product of two int16 */
#ifndef MOTE_MUL_ONE_S16_H
#define MOTE_MUL_ONE_S16_H

#include "mote_fixed_point.h"

typedef struct mote_mul_s16_scales
{
    int32_t a_offset, b_offset, output_offset;
    int32_t multiplier, shift;
    int32_t low, high;
} mote_mul_s16_scales;

static inline int16_t mote_mul_one_s16(const mote_mul_s16_scales *p, int32_t a, int32_t b)
{
    const int32_t product = (a + p->a_offset) * (b + p->b_offset);
    return mote_clamp_to_s16(mote_add(mote_rescale(product, p->multiplier, p->shift), p->output_offset), p->low, p->high);
}

#endif
