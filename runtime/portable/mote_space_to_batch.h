/* Each pixel of a block to an image of its own, with a border around the whole */
#ifndef MOTE_SPACE_TO_BATCH_H
#define MOTE_SPACE_TO_BATCH_H

#include "mote.h"
#include "mote_fill_elements.h"

#include <string.h>

typedef struct mote_space_to_batch_params
{
    int32_t element_bytes;
    int32_t in[4], out[4]; /* n, h, w, c */
    int32_t block[2];
    int32_t before[2]; /* rows above and columns to the left of x */
    int32_t fill; /* the stored value of the border */
} mote_space_to_batch_params;

MOTE_KERNEL void mote_space_to_batch(const mote_space_to_batch_params *p, const void *x, void *y)
{
    uint8_t *to = (uint8_t *)y;
    const int32_t pixel = p->in[3] * p->element_bytes;
    int32_t n, i, j;
    for (n = 0; n < p->out[0]; n++)
    {
        const int32_t part = n / p->in[0], image = n % p->in[0];
        for (i = 0; i < p->out[1]; i++)
            for (j = 0; j < p->out[2]; j++)
            {
                const int32_t row = i * p->block[0] + part / p->block[1] - p->before[0];
                const int32_t column = j * p->block[1] + part % p->block[1] - p->before[1];
                if (row < 0 || row >= p->in[1] || column < 0 || column >= p->in[2])
                    mote_fill_elements(to, pixel, p->element_bytes, p->fill);
                else
                    memcpy(to, (const uint8_t *)x + (ptrdiff_t)((image * p->in[1] + row) * p->in[2] + column) * pixel, (size_t)pixel);
                to += pixel;
            }
    }
}

#endif
