/* y = a where a >= 0, a * b below, int16 and int8, shapes broadcast; y may be an operand of its shape */
#ifndef MOTE_PRELU_S16_H
#define MOTE_PRELU_S16_H

#include "mote_pairs.h"
#include "mote_prelu_one.h"

typedef struct mote_prelu_s16_params
{
    mote_pairs shape;
    mote_prelu_scales scales;
} mote_prelu_s16_params;

MOTE_KERNEL void mote_prelu_s16(const mote_prelu_s16_params *p, const int16_t *a, const int8_t *b, int16_t *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const int16_t *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const int8_t *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = (int16_t)mote_prelu_one(&p->scales, x0[c * s->a_step], x1[c * s->b_step]);
    }
}

#endif
