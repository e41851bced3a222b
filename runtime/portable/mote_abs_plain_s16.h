/* y = |x|, int16 without a scale; the smallest stays; y may be x */
#ifndef MOTE_ABS_PLAIN_S16_H
#define MOTE_ABS_PLAIN_S16_H

#include "mote.h"

typedef struct mote_abs_plain_s16_params
{
    int32_t elements;
} mote_abs_plain_s16_params;

MOTE_KERNEL void mote_abs_plain_s16(const mote_abs_plain_s16_params *p, const int16_t *x, int16_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = (int16_t)(x[i] < 0 ? -x[i] : x[i]);
}

#endif
