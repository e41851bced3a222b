/* y = max(x, low), infinity included; y may be x */
#ifndef MOTE_AT_LEAST_F32_H
#define MOTE_AT_LEAST_F32_H

#include "mote.h"

typedef struct mote_at_least_f32_params
{
    int32_t elements;
    float low;
} mote_at_least_f32_params;

MOTE_KERNEL void mote_at_least_f32(const mote_at_least_f32_params *p, const float *x, float *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = x[i] < p->low ? p->low : x[i];
}

#endif
