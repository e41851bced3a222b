/* y = whether a and b compare as the kind says, int16 as floats, shapes broadcast */
#ifndef MOTE_COMPARE_REALS_S16_H
#define MOTE_COMPARE_REALS_S16_H

#include "mote_pairs.h"
#include "mote_compare.h"

typedef struct mote_compare_reals_s16_params
{
    mote_pairs shape;
    int32_t kind;
    int32_t a_offset, b_offset;
    float a_scale, b_scale;
} mote_compare_reals_s16_params;

static inline uint8_t mote_compare_reals_s16_one(const mote_compare_reals_s16_params *p, int32_t a, int32_t b)
{
    const float real_a = p->a_scale * (float)(a + p->a_offset), real_b = p->b_scale * (float)(b + p->b_offset);
    return (uint8_t)MOTE_COMPARE(p->kind, real_a, real_b);
}

MOTE_KERNEL void mote_compare_reals_s16(const mote_compare_reals_s16_params *p, const int16_t *a, const int16_t *b, uint8_t *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const int16_t *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const int16_t *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = mote_compare_reals_s16_one(p, x0[c * s->a_step], x1[c * s->b_step]);
    }
}

#endif
