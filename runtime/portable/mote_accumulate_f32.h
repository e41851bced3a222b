/* y = x + 0, or y = y + x: one operand of a sum */
#ifndef MOTE_ACCUMULATE_F32_H
#define MOTE_ACCUMULATE_F32_H

#include "mote.h"

typedef struct mote_accumulate_f32_params
{
    int32_t elements;
    int32_t is_first;
} mote_accumulate_f32_params;

MOTE_KERNEL void mote_accumulate_f32(const mote_accumulate_f32_params *p, const float *x, float *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = (p->is_first ? 0.0f : y[i]) + x[i];
}

#endif
