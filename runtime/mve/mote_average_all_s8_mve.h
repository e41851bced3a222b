/* The rounded mean over a whole image, int8 */
#ifndef MOTE_AVERAGE_ALL_S8_MVE_H
#define MOTE_AVERAGE_ALL_S8_MVE_H

#include "mote.h"

typedef struct mote_average_all_s8_params
{
    void (*average)(const int8_t *x, int8_t *y);
} mote_average_all_s8_params;

MOTE_KERNEL void mote_average_all_s8_mve(const mote_average_all_s8_params *p, const int8_t *x, int8_t *y)
{
    p->average(x, y);
}

#endif
