/* y = a and b, or a or b, shapes broadcast; y may be an operand of its shape */
#ifndef MOTE_LOGICAL_BOOL_H
#define MOTE_LOGICAL_BOOL_H

#include "mote_pairs.h"

typedef struct mote_logical_bool_params
{
    mote_pairs shape;
    int32_t is_and;
} mote_logical_bool_params;

MOTE_KERNEL void mote_logical_bool(const mote_logical_bool_params *p, const uint8_t *a, const uint8_t *b, uint8_t *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const uint8_t *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const uint8_t *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = (uint8_t)(p->is_and ? (x0[c * s->a_step] != 0) & (x1[c * s->b_step] != 0)
                                  : (x0[c * s->a_step] != 0) | (x1[c * s->b_step] != 0));
    }
}

#endif
