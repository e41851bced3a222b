/* y = 0, elements of any size */
#ifndef MOTE_ZEROS_H
#define MOTE_ZEROS_H

#include <string.h>

#include "mote.h"

typedef struct mote_zeros_params
{
    int32_t bytes;
} mote_zeros_params;

MOTE_KERNEL void mote_zeros(const mote_zeros_params *p, void *y)
{
    memset(y, 0, (size_t)p->bytes);
}

#endif
