/* y = clamp(x); y may be x */
#ifndef MOTE_RELU_F32_H
#define MOTE_RELU_F32_H

#include "mote_float_math.h"

typedef struct mote_relu_f32_params
{
    int32_t elements;
    float low, high;
} mote_relu_f32_params;

MOTE_KERNEL void mote_relu_f32(const mote_relu_f32_params *p, const float *x, float *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = mote_clamp_f32(x[i], p->low, p->high);
}

#endif
