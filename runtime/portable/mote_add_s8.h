/* y = clamp(a + b), equal shapes, int8; y may be a or b */
#ifndef MOTE_ADD_S8_H
#define MOTE_ADD_S8_H

#include "mote_add_one_s8.h"

typedef struct mote_add_s8_params
{
    mote_add_s8_scales scales;
    int32_t elements;
} mote_add_s8_params;

MOTE_KERNEL void mote_add_s8(const mote_add_s8_params *p, const int8_t *a, const int8_t *b, int8_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = mote_add_one_s8(&p->scales, a[i], b[i]);
}

#endif
