/* y = clamp(a * b), shapes broadcast */
#ifndef MOTE_MUL_BROADCAST_F32_H
#define MOTE_MUL_BROADCAST_F32_H

#include "mote_float_math.h"
#include "mote_broadcast_offset.h"

typedef struct mote_mul_broadcast_f32_params
{
    mote_broadcast shape;
    float low, high;
} mote_mul_broadcast_f32_params;

MOTE_KERNEL void mote_mul_broadcast_f32(const mote_mul_broadcast_f32_params *p, const float *a, const float *b, float *y)
{
    const mote_broadcast *const s = &p->shape;
    int32_t i;
    for (i = 0; i < s->elements; i++)
        y[i] = mote_clamp_f32(a[mote_broadcast_offset(s->dims, s->a_strides, i)] * b[mote_broadcast_offset(s->dims, s->b_strides, i)],
                              p->low, p->high);
}

#endif
