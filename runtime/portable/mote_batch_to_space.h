/* The pixels of several images as the blocks of one, less a border */
#ifndef MOTE_BATCH_TO_SPACE_H
#define MOTE_BATCH_TO_SPACE_H

#include "mote.h"

#include <string.h>

typedef struct mote_batch_to_space_params
{
    int32_t element_bytes;
    int32_t in[4], out[4]; /* n, h, w, c */
    int32_t block[2];
    int32_t before[2]; /* rows above and columns to the left of y that are cut off */
} mote_batch_to_space_params;

MOTE_KERNEL void mote_batch_to_space(const mote_batch_to_space_params *p, const void *x, void *y)
{
    uint8_t *to = (uint8_t *)y;
    const int32_t pixel = p->in[3] * p->element_bytes;
    int32_t n, i, j;
    for (n = 0; n < p->out[0]; n++)
        for (i = 0; i < p->out[1]; i++)
            for (j = 0; j < p->out[2]; j++)
            {
                const int32_t row = i + p->before[0], column = j + p->before[1];
                const int32_t part = row % p->block[0] * p->block[1] + column % p->block[1];
                const int32_t image = part * p->out[0] + n;
                const int32_t at = (image * p->in[1] + row / p->block[0]) * p->in[2] + column / p->block[1];
                memcpy(to, (const uint8_t *)x + (ptrdiff_t)at * pixel, (size_t)pixel);
                to += pixel;
            }
}

#endif
