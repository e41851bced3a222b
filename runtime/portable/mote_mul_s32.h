/* y = clamp(a * b), equal shapes, int32 modulo 2^32; y may be a or b */
#ifndef MOTE_MUL_S32_H
#define MOTE_MUL_S32_H

#include "mote.h"

typedef struct mote_mul_s32_params
{
    int32_t elements;
    int32_t low, high;
} mote_mul_s32_params;

MOTE_KERNEL void mote_mul_s32(const mote_mul_s32_params *p, const int32_t *a, const int32_t *b, int32_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = mote_min(mote_max(mote_wrap((uint32_t)a[i] * (uint32_t)b[i]), p->low), p->high);
}

#endif
