/* y = whether a and b compare as the kind says, int8 as reals with 8 bits of fraction, shapes broadcast */
#ifndef MOTE_COMPARE_S8_H
#define MOTE_COMPARE_S8_H

#include "mote_pairs.h"
#include "mote_compare.h"
#include "mote_fixed_point.h"

typedef struct mote_compare_s8_params
{
    mote_pairs shape;
    int32_t kind;
    int32_t a_offset, b_offset;
    int32_t a_multiplier, a_shift, b_multiplier, b_shift;
} mote_compare_s8_params;

static inline uint8_t mote_compare_one_s8(const mote_compare_s8_params *p, int32_t a, int32_t b)
{
    const int32_t real_a = mote_rescale((a + p->a_offset) * 256, p->a_multiplier, p->a_shift);
    const int32_t real_b = mote_rescale((b + p->b_offset) * 256, p->b_multiplier, p->b_shift);
    return (uint8_t)MOTE_COMPARE(p->kind, real_a, real_b);
}

MOTE_KERNEL void mote_compare_s8(const mote_compare_s8_params *p, const int8_t *a, const int8_t *b, uint8_t *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const int8_t *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const int8_t *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = mote_compare_one_s8(p, x0[c * s->a_step], x1[c * s->b_step]);
    }
}

#endif
