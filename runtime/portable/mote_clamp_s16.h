/* y = clamp(x), int16; y may be x */
#ifndef MOTE_CLAMP_S16_H
#define MOTE_CLAMP_S16_H

#include "mote.h"

typedef struct mote_clamp_s16_params
{
    int32_t elements;
    int32_t low, high;
} mote_clamp_s16_params;

MOTE_KERNEL void mote_clamp_s16(const mote_clamp_s16_params *p, const int16_t *x, int16_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = mote_clamp_to_s16(x[i], p->low, p->high);
}

#endif
