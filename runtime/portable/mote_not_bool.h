/* y = not x; y may be x */
#ifndef MOTE_NOT_BOOL_H
#define MOTE_NOT_BOOL_H

#include "mote.h"

typedef struct mote_not_bool_params
{
    int32_t elements;
} mote_not_bool_params;

MOTE_KERNEL void mote_not_bool(const mote_not_bool_params *p, const uint8_t *x, uint8_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = x[i] == 0;
}

#endif
