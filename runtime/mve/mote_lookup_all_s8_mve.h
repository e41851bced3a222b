/* y = table[x + 128]; y may be x */
#ifndef MOTE_LOOKUP_ALL_S8_MVE_H
#define MOTE_LOOKUP_ALL_S8_MVE_H

#include "mote.h"

typedef struct mote_lookup_all_s8_params
{
    void (*lookup)(const int8_t *x, const int8_t *table, int8_t *y);
} mote_lookup_all_s8_params;

MOTE_KERNEL void mote_lookup_all_s8_mve(const mote_lookup_all_s8_params *p, const int8_t *x, const int8_t *table, int8_t *y)
{
    p->lookup(x, table, y);
}

#endif
