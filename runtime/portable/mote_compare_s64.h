/* y = whether a and b compare as the kind says, int64, shapes broadcast */
#ifndef MOTE_COMPARE_S64_H
#define MOTE_COMPARE_S64_H

#include "mote_pairs.h"
#include "mote_compare.h"

typedef struct mote_compare_s64_params
{
    mote_pairs shape;
    int32_t kind;
} mote_compare_s64_params;

MOTE_KERNEL void mote_compare_s64(const mote_compare_s64_params *p, const int64_t *a, const int64_t *b, uint8_t *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const int64_t *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const int64_t *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = (uint8_t)MOTE_COMPARE(p->kind, x0[c * s->a_step], x1[c * s->b_step]);
    }
}

#endif
