/* The product of two int8 */
#ifndef MOTE_MUL_ONE_S8_H
#define MOTE_MUL_ONE_S8_H

#include "mote_fixed_point.h"

typedef struct mote_mul_s8_scales
{
    int32_t a_offset, b_offset, output_offset;
    int32_t multiplier, shift;
    int32_t low, high;
} mote_mul_s8_scales;

static inline int8_t mote_mul_one_s8(const mote_mul_s8_scales *p, int32_t a, int32_t b)
{
    const int32_t product = (a + p->a_offset) * (b + p->b_offset);
    return mote_clamp_to_s8(mote_add(mote_rescale(product, p->multiplier, p->shift), p->output_offset), p->low, p->high);
}

#endif
