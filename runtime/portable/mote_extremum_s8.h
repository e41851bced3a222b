/* y = the smaller of a and b, or the larger, int8, shapes broadcast; y may be an operand of its shape */
#ifndef MOTE_EXTREMUM_S8_H
#define MOTE_EXTREMUM_S8_H

#include "mote_pairs.h"

typedef struct mote_extremum_s8_params
{
    mote_pairs shape;
    int32_t is_minimum;
} mote_extremum_s8_params;

MOTE_KERNEL void mote_extremum_s8(const mote_extremum_s8_params *p, const int8_t *a, const int8_t *b, int8_t *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const int8_t *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const int8_t *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++)
        {
            const int8_t u = x0[c * s->a_step], v = x1[c * s->b_step];
            *y++ = (u < v) == (p->is_minimum != 0) ? u : v;
        }
    }
}

#endif
