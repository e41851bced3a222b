/* A tensor of at most four dimensions with its mirror images around it */
#ifndef MOTE_MIRROR_PAD_H
#define MOTE_MIRROR_PAD_H

#include "mote.h"
#include "mote_mirrored.h"

#include <string.h>

typedef struct mote_mirror_pad_params
{
    int32_t element_bytes;
    int32_t in[4], before[4], out[4];
    int32_t symmetric; /* whether the border itself is repeated */
} mote_mirror_pad_params;

MOTE_KERNEL void mote_mirror_pad(const mote_mirror_pad_params *p, const void *x, void *y)
{
    uint8_t *to = (uint8_t *)y;
    int32_t i, j, k, l;
    for (i = 0; i < p->out[0]; i++)
        for (j = 0; j < p->out[1]; j++)
            for (k = 0; k < p->out[2]; k++)
            {
                const int32_t image = mote_mirrored(i - p->before[0], p->in[0], p->symmetric);
                const int32_t row = image * p->in[1] + mote_mirrored(j - p->before[1], p->in[1], p->symmetric);
                const int32_t pixel = row * p->in[2] + mote_mirrored(k - p->before[2], p->in[2], p->symmetric);
                for (l = 0; l < p->out[3]; l++)
                {
                    const int32_t at = pixel * p->in[3] + mote_mirrored(l - p->before[3], p->in[3], p->symmetric);
                    memcpy(to, (const uint8_t *)x + (ptrdiff_t)at * p->element_bytes, (size_t)p->element_bytes);
                    to += p->element_bytes;
                }
            }
}

#endif
