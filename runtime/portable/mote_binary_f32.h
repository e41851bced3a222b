/* y = f(a, b), f by its kind, shapes broadcast; y may be an operand of its shape */
#ifndef MOTE_BINARY_F32_H
#define MOTE_BINARY_F32_H

#include "mote_pairs.h"
#include "mote_float_functions.h"

typedef struct mote_binary_f32_params
{
    mote_pairs shape;
    int32_t kind;
    float low, high; /* of differences and quotients */
} mote_binary_f32_params;

static inline float mote_binary_one_f32(const mote_binary_f32_params *p, float a, float b)
{
    switch (p->kind)
    {
    case 0: return mote_clamp_f32(a - b, p->low, p->high);
    case 1: return mote_clamp_f32(a / b, p->low, p->high);
    case 2: return a < b ? a : b;
    case 3: return a > b ? a : b;
    case 4: return (a - b) * (a - b);
    case 5: return mote_floor_div_f32(a, b);
    default: return mote_floor_mod_f32(a, b);
    }
}

MOTE_KERNEL void mote_binary_f32(const mote_binary_f32_params *p, const float *a, const float *b, float *y)
{
    const mote_pairs *const s = &p->shape;
    int32_t row, c;
    for (row = 0; row < s->rows; row++)
    {
        const float *const x0 = a + mote_row_offset(s->dims, s->a_strides, row);
        const float *const x1 = b + mote_row_offset(s->dims, s->b_strides, row);
        for (c = 0; c < s->columns; c++) *y++ = mote_binary_one_f32(p, x0[c * s->a_step], x1[c * s->b_step]);
    }
}

#endif
