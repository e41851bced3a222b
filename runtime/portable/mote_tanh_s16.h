/* y = tanh x, int16 to steps of 2^-15, interpolated in a table; y may be x */
#ifndef MOTE_TANH_S16_H
#define MOTE_TANH_S16_H

#include "mote_sigmoid_table.h"

typedef struct mote_tanh_s16_params
{
    int32_t elements;
    int32_t multiplier, shift; /* x * multiplier / 2^shift is in steps of 1/12288 */
} mote_tanh_s16_params;

MOTE_KERNEL void mote_tanh_s16(const mote_tanh_s16_params *p, const int16_t *x, int16_t *y)
{
    const int64_t half = p->shift > 0 ? (int64_t)1 << (p->shift - 1) : 0;
    int32_t i;
    for (i = 0; i < p->elements; i++)
        y[i] = mote_sigmoid_tanh((int32_t)(((int64_t)x[i] * p->multiplier + half) >> p->shift));
}

#endif
