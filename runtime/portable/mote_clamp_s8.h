/* y = clamp(x), int8; y may be x */
#ifndef MOTE_CLAMP_S8_H
#define MOTE_CLAMP_S8_H

#include "mote.h"

typedef struct mote_clamp_s8_params
{
    int32_t elements;
    int32_t low, high;
} mote_clamp_s8_params;

MOTE_KERNEL void mote_clamp_s8(const mote_clamp_s8_params *p, const int8_t *x, int8_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = mote_clamp_to_s8(x[i], p->low, p->high);
}

#endif
