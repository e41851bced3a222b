/* y = table[x + 128]; y may be x */
#ifndef MOTE_LOOKUP_S8_H
#define MOTE_LOOKUP_S8_H

#include "mote.h"

typedef struct mote_lookup_s8_params
{
    int32_t elements;
} mote_lookup_s8_params;

MOTE_KERNEL void mote_lookup_s8(const mote_lookup_s8_params *p, const int8_t *x, const int8_t *table, int8_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = table[x[i] + 128];
}

#endif
