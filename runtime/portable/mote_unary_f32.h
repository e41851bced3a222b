/* y = f(x), f by its kind; y may be x */
#ifndef MOTE_UNARY_F32_H
#define MOTE_UNARY_F32_H

#include "mote_unary_one_f32.h"

typedef struct mote_unary_f32_params
{
    int32_t elements;
    int32_t kind; /* see mote_unary_one_f32.h */
} mote_unary_f32_params;

MOTE_KERNEL void mote_unary_f32(const mote_unary_f32_params *p, const float *x, float *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = mote_unary_one_f32(p->kind, x[i]);
}

#endif
