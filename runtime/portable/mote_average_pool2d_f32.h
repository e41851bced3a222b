/* The mean over each window, padding not counted */
#ifndef MOTE_AVERAGE_POOL2D_F32_H
#define MOTE_AVERAGE_POOL2D_F32_H

#include "mote_float_math.h"
#include "mote_window.h"

typedef struct mote_average_pool2d_f32_params
{
    mote_window window;
    float low, high;
} mote_average_pool2d_f32_params;

MOTE_KERNEL void mote_average_pool2d_f32(const mote_average_pool2d_f32_params *p, const float *x, float *y)
{
    const mote_window *const s = &p->window;
    int32_t step_n, step_y, step_x, c, iy, ix;
    for (step_n = 0; step_n < s->batches; step_n++)
        for (step_y = 0; step_y < s->out_h; step_y++)
            for (step_x = 0; step_x < s->out_w; step_x++)
            {
                const int32_t n = mote_turn(step_n, s->batches, s->backward);
                const int32_t oy = mote_turn(step_y, s->out_h, s->backward);
                const int32_t ox = mote_turn(step_x, s->out_w, s->backward);
                float *out = y + (ptrdiff_t)((n * s->out_h + oy) * s->out_w + ox) * s->out_c;
                const int32_t top = mote_max(0, oy * s->stride_h - s->pad_top);
                const int32_t bottom = mote_min(s->in_h, oy * s->stride_h - s->pad_top + s->kernel_h);
                const int32_t left = mote_max(0, ox * s->stride_w - s->pad_left);
                const int32_t right = mote_min(s->in_w, ox * s->stride_w - s->pad_left + s->kernel_w);
                const int32_t count = (bottom - top) * (right - left);
                for (c = 0; c < s->in_c; c++)
                {
                    float sum = 0.0f;
                    for (iy = top; iy < bottom; iy++)
                        for (ix = left; ix < right; ix++)
                            sum += x[(ptrdiff_t)((n * s->in_h + iy) * s->in_w + ix) * s->in_c + c];
                    *out++ = mote_clamp_f32(sum / (float)count, p->low, p->high);
                }
            }
}

#endif
