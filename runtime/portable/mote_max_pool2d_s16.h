/* The maximum over each window, padding not counted, int16 */
#ifndef MOTE_MAX_POOL2D_S16_H
#define MOTE_MAX_POOL2D_S16_H

#include "mote_window.h"

typedef struct mote_max_pool2d_s16_params
{
    mote_window window;
    int32_t low, high;
} mote_max_pool2d_s16_params;

MOTE_KERNEL void mote_max_pool2d_s16(const mote_max_pool2d_s16_params *p, const int16_t *x, int16_t *y)
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
                for (c = 0; c < s->in_c; c++)
                {
                    int32_t max = INT16_MIN;
                    for (iy = top; iy < bottom; iy++)
                        for (ix = left; ix < right; ix++)
                            max = mote_max(max, x[(ptrdiff_t)((n * s->in_h + iy) * s->in_w + ix) * s->in_c + c]);
                    *y++ = mote_clamp_to_s16(max, p->low, p->high);
                }
            }
}

#endif
