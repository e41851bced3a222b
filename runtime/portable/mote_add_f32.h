/* y = clamp(a + b), equal shapes; y may be a or b */
#ifndef MOTE_ADD_F32_H
#define MOTE_ADD_F32_H

#include "mote_float_math.h"

typedef struct mote_add_f32_params
{
    int32_t elements;
    float low, high;
} mote_add_f32_params;

MOTE_KERNEL void mote_add_f32(const mote_add_f32_params *p, const float *a, const float *b, float *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = mote_clamp_f32(a[i] + b[i], p->low, p->high);
}

#endif
