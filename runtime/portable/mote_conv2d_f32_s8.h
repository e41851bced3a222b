/* y = clamp(scale * sum x * w + bias), float activations, int8 weights */
#ifndef MOTE_CONV2D_F32_S8_H
#define MOTE_CONV2D_F32_S8_H

#include "mote_float_math.h"
#include "mote_window.h"

typedef struct mote_conv2d_f32_s8_params
{
    mote_window window;
    int32_t groups;
    int32_t per_channel; /* 1: a scale for each output channel; 0: one for all */
    float low, high;
} mote_conv2d_f32_s8_params;

/* w [out_c, kernel_h, kernel_w, in_c / groups] */
MOTE_KERNEL void mote_conv2d_f32_s8(const mote_conv2d_f32_s8_params *p, const float *x, const int8_t *w,
                                    const float *scale, const float *bias, float *y)
{
    const mote_window *const s = &p->window;
    const int32_t depth = s->in_c / p->groups;
    const int32_t group_size = s->out_c / p->groups;
    int32_t step_n, step_y, step_x, o, ky, kx, i;
    for (step_n = 0; step_n < s->batches; step_n++)
        for (step_y = 0; step_y < s->out_h; step_y++)
        {
            const int32_t n = mote_turn(step_n, s->batches, s->backward);
            const int32_t oy = mote_turn(step_y, s->out_h, s->backward);
            const int32_t top = oy * s->stride_h - s->pad_top;
            const int32_t ky_from = mote_first_inside(top, s->dilation_h);
            const int32_t ky_to = mote_end_inside(top, s->dilation_h, s->kernel_h, s->in_h);
            for (step_x = 0; step_x < s->out_w; step_x++)
            {
                const int32_t ox = mote_turn(step_x, s->out_w, s->backward);
                float *out = y + (ptrdiff_t)((n * s->out_h + oy) * s->out_w + ox) * s->out_c;
                const int32_t left = ox * s->stride_w - s->pad_left;
                const int32_t kx_from = mote_first_inside(left, s->dilation_w);
                const int32_t kx_to = mote_end_inside(left, s->dilation_w, s->kernel_w, s->in_w);
                for (o = 0; o < s->out_c; o++)
                {
                    float sum = 0.0f;
                    for (ky = ky_from; ky < ky_to; ky++)
                    {
                        /* May lie before the image by itself; every index built on it lies inside. */
                        const int32_t row = ((n * s->in_h + top + ky * s->dilation_h) * s->in_w + left) * s->in_c + o / group_size * depth;
                        const int8_t *const weights = w + (ptrdiff_t)(o * s->kernel_h + ky) * s->kernel_w * depth;
                        if (s->dilation_w == 1 && p->groups == 1)
                        {
                            /* Pixels and weights of one kernel row are contiguous: one run. */
                            for (i = kx_from * depth; i < kx_to * depth; i++)
                                sum += x[row + i] * (float)weights[i];
                        }
                        else
                        {
                            for (kx = kx_from; kx < kx_to; kx++)
                                for (i = 0; i < depth; i++)
                                    sum += x[row + kx * s->dilation_w * s->in_c + i] * (float)weights[kx * depth + i];
                        }
                    }
                    *out++ = mote_clamp_f32(sum * scale[p->per_channel ? o : 0] + bias[o], p->low, p->high);
                }
            }
        }
}

#endif
