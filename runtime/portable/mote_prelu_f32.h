/* y = a where a >= 0, a * b below, shapes broadcast; y may be an operand of its shape */
#ifndef MOTE_PRELU_F32_H
#define MOTE_PRELU_F32_H

#include "mote_pairs.h"

typedef struct mote_prelu_f32_params
{
    mote_pairs shape;
} mote_prelu_f32_params;

MOTE_KERNEL void mote_prelu_f32(const mote_prelu_f32_params *p, const float *a, const float *b, float *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const float *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const float *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = x0[c * s->a_step] >= 0.0f ? x0[c * s->a_step] : x0[c * s->a_step] * x1[c * s->b_step];
    }
}

#endif
