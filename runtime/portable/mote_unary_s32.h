/* y = |x|, -x or x squared, int32 without a scale, modulo 2^32; y may be x */
#ifndef MOTE_UNARY_S32_H
#define MOTE_UNARY_S32_H

#include "mote.h"

typedef struct mote_unary_s32_params
{
    int32_t elements;
    int32_t kind; /* see mote_unary_one_f32.h */
} mote_unary_s32_params;

MOTE_KERNEL void mote_unary_s32(const mote_unary_s32_params *p, const int32_t *x, int32_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++)
    {
        const uint32_t value = (uint32_t)x[i];
        y[i] = mote_wrap(p->kind == 4 ? value * value : p->kind == 1 || x[i] < 0 ? 0u - value : value);
    }
}

#endif
