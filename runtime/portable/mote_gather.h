/* Rows by number; numbers outside count as the nearest inside */
#ifndef MOTE_GATHER_H
#define MOTE_GATHER_H

#include "mote.h"

#include <string.h>

typedef struct mote_gather_params
{
    int32_t batches, outer;
    int32_t rows;    /* of x to choose from */
    int32_t indices; /* a batch */
    int32_t row_bytes;
} mote_gather_params;

MOTE_KERNEL void mote_gather(const mote_gather_params *p, const void *x, const int32_t *indices, void *y)
{
    uint8_t *to = (uint8_t *)y;
    int32_t b, o, i;
    for (b = 0; b < p->batches; b++)
        for (o = 0; o < p->outer; o++)
            for (i = 0; i < p->indices; i++)
            {
                const int32_t row = mote_min(mote_max(indices[b * p->indices + i], 0), p->rows - 1);
                memcpy(to, (const uint8_t *)x + (ptrdiff_t)((b * p->outer + o) * p->rows + row) * p->row_bytes, (size_t)p->row_bytes);
                to += p->row_bytes;
            }
}

#endif
