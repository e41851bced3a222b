/* y = whether a and b compare as the kind says, float, shapes broadcast */
#ifndef MOTE_COMPARE_F32_H
#define MOTE_COMPARE_F32_H

#include "mote_pairs.h"
#include "mote_compare.h"

typedef struct mote_compare_f32_params
{
    mote_pairs shape;
    int32_t kind;
} mote_compare_f32_params;

MOTE_KERNEL void mote_compare_f32(const mote_compare_f32_params *p, const float *a, const float *b, uint8_t *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const float *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const float *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = (uint8_t)MOTE_COMPARE(p->kind, x0[c * s->a_step], x1[c * s->b_step]);
    }
}

#endif
