/* An image of another size from its nearest pixels */
#ifndef MOTE_RESIZE_NEAREST_H
#define MOTE_RESIZE_NEAREST_H

#include "mote.h"

#include <string.h>

typedef struct mote_resize_nearest_params
{
    int32_t images, in_height, in_width, out_height, out_width;
    int32_t pixel_bytes;
} mote_resize_nearest_params;

MOTE_KERNEL void mote_resize_nearest(
    const mote_resize_nearest_params *p, const void *x, const int16_t *rows, const int16_t *columns, void *y)
{
    uint8_t *to = (uint8_t *)y;
    int32_t n, i, j;
    for (n = 0; n < p->images; n++)
        for (i = 0; i < p->out_height; i++)
        {
            const uint8_t *const row = (const uint8_t *)x + (ptrdiff_t)((n * p->in_height + rows[i]) * p->in_width) * p->pixel_bytes;
            for (j = 0; j < p->out_width; j++)
            {
                memcpy(to, row + (ptrdiff_t)columns[j] * p->pixel_bytes, (size_t)p->pixel_bytes);
                to += p->pixel_bytes;
            }
        }
}

#endif
