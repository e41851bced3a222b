/* y = x above zero, alpha * x below; y may be x */
#ifndef MOTE_LEAKY_RELU_F32_H
#define MOTE_LEAKY_RELU_F32_H

#include "mote.h"

typedef struct mote_leaky_relu_f32_params
{
    int32_t elements;
    float alpha;
} mote_leaky_relu_f32_params;

MOTE_KERNEL void mote_leaky_relu_f32(const mote_leaky_relu_f32_params *p, const float *x, float *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = x[i] > 0.0f ? x[i] : x[i] * p->alpha;
}

#endif
