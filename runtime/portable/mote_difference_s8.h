/* y = a - b or its square, int8, shapes broadcast; y may be an operand of its shape */
#ifndef MOTE_DIFFERENCE_S8_H
#define MOTE_DIFFERENCE_S8_H

#include "mote_pairs.h"
#include "mote_difference_one.h"

typedef struct mote_difference_s8_params
{
    mote_pairs shape;
    mote_difference_scales scales;
} mote_difference_s8_params;

MOTE_KERNEL void mote_difference_s8(const mote_difference_s8_params *p, const int8_t *a, const int8_t *b, int8_t *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const int8_t *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const int8_t *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = (int8_t)mote_difference_one(&p->scales, x0[c * s->a_step], x1[c * s->b_step]);
    }
}

#endif
