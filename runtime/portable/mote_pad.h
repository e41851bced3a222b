/* A tensor of at most four dimensions with elements of one value around it */
#ifndef MOTE_PAD_H
#define MOTE_PAD_H

#include "mote.h"

#include <string.h>

typedef struct mote_pad_params
{
    int32_t element_bytes; /* 1, 2, 4 or, filled with zero, any other */
    int32_t in[4], before[4], out[4];
    int32_t fill; /* the padding's elements */
} mote_pad_params;

MOTE_KERNEL void mote_pad(const mote_pad_params *p, const void *x, void *y)
{
    const uint8_t *from = (const uint8_t *)x;
    uint8_t *const to = (uint8_t *)y;
    const size_t row = (size_t)(p->in[3] * p->element_bytes);
    const int32_t elements = p->out[0] * p->out[1] * p->out[2] * p->out[3];
    int32_t i, j, k;
    if (p->element_bytes == 2 && p->fill != 0)
    {
        for (i = 0; i < elements; i++) ((int16_t *)y)[i] = (int16_t)p->fill;
    }
    else if (p->element_bytes == 4 && p->fill != 0)
    {
        for (i = 0; i < elements; i++) ((int32_t *)y)[i] = p->fill;
    }
    else memset(to, p->fill, (size_t)(elements * p->element_bytes));
    for (i = 0; i < p->in[0]; i++)
        for (j = 0; j < p->in[1]; j++)
            for (k = 0; k < p->in[2]; k++)
            {
                const int32_t at = ((i + p->before[0]) * p->out[1] + j + p->before[1]) * p->out[2] + k + p->before[2];
                memcpy(to + (ptrdiff_t)(at * p->out[3] + p->before[3]) * p->element_bytes, from, row);
                from += row;
            }
}

#endif
