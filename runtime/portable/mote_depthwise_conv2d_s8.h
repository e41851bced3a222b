/* y = clamp(rescale(bias + sum (x + input_offset) * w) + output_offset), each channel by itself, int8 */
#ifndef MOTE_DEPTHWISE_CONV2D_S8_H
#define MOTE_DEPTHWISE_CONV2D_S8_H

#include "mote_fixed_point.h"
#include "mote_window.h"

typedef struct mote_depthwise_conv2d_s8_params
{
    mote_window window;
    int32_t channel_multiplier; /* out_c / in_c */
    int32_t input_offset;
    int32_t output_offset;
    int32_t low, high;
} mote_depthwise_conv2d_s8_params;

/* w [kernel_h, kernel_w, out_c] */
MOTE_KERNEL void mote_depthwise_conv2d_s8(const mote_depthwise_conv2d_s8_params *p, const int8_t *x, const int8_t *w,
                                          const int32_t *bias, const int32_t *multiplier, const int8_t *shift, int8_t *y)
{
    const mote_window *const s = &p->window;
    int32_t step_n, step_y, step_x, o, ky, kx;
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
                int8_t *out = y + (ptrdiff_t)((n * s->out_h + oy) * s->out_w + ox) * s->out_c;
                const int32_t left = ox * s->stride_w - s->pad_left;
                const int32_t kx_from = mote_first_inside(left, s->dilation_w);
                const int32_t kx_to = mote_end_inside(left, s->dilation_w, s->kernel_w, s->in_w);
                for (o = 0; o < s->out_c; o++)
                {
                    uint32_t sum = (uint32_t)bias[o];
                    for (ky = ky_from; ky < ky_to; ky++)
                    {
                        /* May lie before the image by itself; every index built on it lies inside. */
                        const int32_t row =
                            ((n * s->in_h + top + ky * s->dilation_h) * s->in_w + left) * s->in_c + o / p->channel_multiplier;
                        const int8_t *const weights = w + (ptrdiff_t)ky * s->kernel_w * s->out_c + o;
                        for (kx = kx_from; kx < kx_to; kx++)
                            sum += (uint32_t)((x[row + kx * s->dilation_w * s->in_c] + p->input_offset) * weights[kx * s->out_c]);
                    }
                    *out++ = mote_clamp_to_s8(mote_add(mote_rescale(mote_wrap(sum), multiplier[o], shift[o]), p->output_offset),
                                            p->low, p->high);
                }
            }
        }
}

#endif
