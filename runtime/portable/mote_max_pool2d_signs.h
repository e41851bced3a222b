/* The maximum over each window, padding not counted, of signs: 1 where any of them is */
#ifndef MOTE_MAX_POOL2D_SIGNS_H
#define MOTE_MAX_POOL2D_SIGNS_H

#include "mote_signs.h"
#include "mote_window.h"

typedef struct mote_max_pool2d_signs_params
{
    mote_window window;
    int32_t words; /* of a pixel */
} mote_max_pool2d_signs_params;

MOTE_KERNEL void mote_max_pool2d_signs(const mote_max_pool2d_signs_params *p, const uint32_t *x, uint32_t *y)
{
    const mote_window *const s = &p->window;
    int32_t n, oy, ox, c, iy, ix;
    for (n = 0; n < s->batches; n++)
        for (oy = 0; oy < s->out_h; oy++)
            for (ox = 0; ox < s->out_w; ox++)
            {
                const int32_t top = mote_max(0, oy * s->stride_h - s->pad_top);
                const int32_t bottom = mote_min(s->in_h, oy * s->stride_h - s->pad_top + s->kernel_h);
                const int32_t left = mote_max(0, ox * s->stride_w - s->pad_left);
                const int32_t right = mote_min(s->in_w, ox * s->stride_w - s->pad_left + s->kernel_w);
                for (c = 0; c < p->words; c++)
                {
                    uint32_t any = 0;
                    for (iy = top; iy < bottom; iy++)
                        for (ix = left; ix < right; ix++) any |= x[(ptrdiff_t)((n * s->in_h + iy) * s->in_w + ix) * p->words + c];
                    *y++ = any;
                }
            }
}

#endif
