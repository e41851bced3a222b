/* y = a / b, int8 or int16, shapes broadcast; y may be an operand of its shape */
#ifndef MOTE_QUOTIENT_ANY_H
#define MOTE_QUOTIENT_ANY_H

#include "mote_integers.h"
#include "mote_pairs.h"
#include "mote_quotient.h"

typedef struct mote_quotient_any_params
{
    mote_pairs shape;
    int32_t type; /* see mote_integers.h */
    int32_t a_offset, b_offset, output_offset;
    int32_t multiplier, shift;
    int32_t low, high;
} mote_quotient_any_params;

MOTE_KERNEL void mote_quotient_any(const mote_quotient_any_params *p, const void *a, const void *b, void *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c, at = 0;
    for (row = 0; row < s->rows; row++)
    {
        const int32_t x0 = mote_row_offset(s->dims, s->a_strides, row);
        const int32_t x1 = mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++)
        {
            const int32_t u = mote_load_integer(a, x0 + c * s->a_step, p->type) + p->a_offset;
            const int32_t v = mote_load_integer(b, x1 + c * s->b_step, p->type) + p->b_offset;
            const int32_t value = mote_quotient(u, v, p->multiplier, p->shift) + p->output_offset;
            mote_store_integer(y, at++, p->type, mote_min(mote_max(value, p->low), p->high));
        }
    }
}

#endif
