/* y = clamp(a + b), equal shapes, int8; y may be a or b */
#ifndef MOTE_SUM_S8_MVE_H
#define MOTE_SUM_S8_MVE_H

#include "mote.h"

typedef struct mote_sum_s8_params
{
    void (*sum)(const int8_t *a, const int8_t *b, int8_t *y);
} mote_sum_s8_params;

MOTE_KERNEL void mote_sum_s8_mve(const mote_sum_s8_params *p, const int8_t *a, const int8_t *b, int8_t *y)
{
    p->sum(a, b, y);
}

#endif
