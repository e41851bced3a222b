/* y = clamp(a + b), equal shapes, int16; y may be a or b */
#ifndef MOTE_ADD_S16_H
#define MOTE_ADD_S16_H

#include "mote_add_one_s16.h"

typedef struct mote_add_s16_params
{
    mote_add_s16_scales scales;
    int32_t elements;
} mote_add_s16_params;

MOTE_KERNEL void mote_add_s16(const mote_add_s16_params *p, const int16_t *a, const int16_t *b, int16_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = mote_add_one_s16(&p->scales, a[i], b[i]);
}

#endif
