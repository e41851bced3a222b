/* y = f(a, b), f by its kind, int32, modulo 2^32, shapes broadcast; y may be an operand of its shape */
#ifndef MOTE_BINARY_S32_H
#define MOTE_BINARY_S32_H

#include "mote_pairs.h"

typedef struct mote_binary_s32_params
{
    mote_pairs shape;
    int32_t kind;
    int32_t low, high; /* of differences and quotients */
} mote_binary_s32_params;

static inline int32_t mote_binary_one_s32(const mote_binary_s32_params *p, int32_t a, int32_t b)
{
    const uint32_t difference = (uint32_t)a - (uint32_t)b;
    switch (p->kind)
    {
    case 0: return mote_min(mote_max(mote_wrap(difference), p->low), p->high);
    case 1: return mote_min(mote_max(b == 0 ? 0 : b == -1 ? mote_wrap(0u - (uint32_t)a) : a / b, p->low), p->high);
    case 2: return mote_min(a, b);
    case 3: return mote_max(a, b);
    default: return mote_wrap(difference * difference);
    }
}

MOTE_KERNEL void mote_binary_s32(const mote_binary_s32_params *p, const int32_t *a, const int32_t *b, int32_t *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const int32_t *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const int32_t *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = mote_binary_one_s32(p, x0[c * s->a_step], x1[c * s->b_step]);
    }
}

#endif
