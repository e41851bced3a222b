/* The place of the smallest or largest element along an axis, the first of equal ones, int8 */
#ifndef MOTE_ARG_EXTREME_S8_H
#define MOTE_ARG_EXTREME_S8_H

#include "mote.h"

typedef struct mote_arg_extreme_s8_params
{
    int32_t outer, length, inner; /* x as three dimensions */
    int32_t largest;
} mote_arg_extreme_s8_params;

MOTE_KERNEL void mote_arg_extreme_s8(const mote_arg_extreme_s8_params *p, const int8_t *x, int32_t *y)
{
    int32_t o, i, k;
    for (o = 0; o < p->outer; o++, x += p->length * p->inner)
        for (i = 0; i < p->inner; i++)
        {
            int8_t best = x[i];
            int32_t place = 0;
            for (k = 1; k < p->length; k++)
            {
                const int8_t value = x[k * p->inner + i];
                if (!(p->largest ? value > best : value < best)) continue;
                best = value;
                place = k;
            }
            *y++ = place;
        }
}

#endif
