/* y = clamp(sum x * w + bias), each channel by itself, eight channels at a time */
#ifndef MOTE_DEPTHWISE_F32_EIGHT_H
#define MOTE_DEPTHWISE_F32_EIGHT_H

#include "mote_eight_f32.h"
#include "mote_window.h"

typedef struct mote_depthwise_f32_eight_params
{
    mote_window window;
    int32_t cycles; /* 1: fewest cycles, not instructions */
    float low, high;
} mote_depthwise_f32_eight_params;

/* w [kernel_h, kernel_w, channels] */
MOTE_KERNEL void mote_depthwise_f32_eight(const mote_depthwise_f32_eight_params *p, const float *x, const float *w, const float *bias,
                                          float *y)
{
    const mote_window *const s = &p->window;
    const int32_t pixels = s->batches * s->out_h * s->out_w;
    const int32_t eights = s->out_c / 8 * 8;
    int32_t step, o, ky, kx;
    for (step = 0; step < pixels; step++)
    {
        const int32_t pixel = mote_turn(step, pixels, s->backward);
        const int32_t line = pixel / s->out_w, n = line / s->out_h;
        const int32_t top = (line - n * s->out_h) * s->stride_h - s->pad_top;
        const int32_t left = (pixel - line * s->out_w) * s->stride_w - s->pad_left;
        const int32_t ky_from = mote_first_inside(top, s->dilation_h);
        const int32_t ky_to = mote_end_inside(top, s->dilation_h, s->kernel_h, s->in_h);
        const int32_t kx_from = mote_first_inside(left, s->dilation_w);
        const int32_t kx_to = mote_end_inside(left, s->dilation_w, s->kernel_w, s->in_w);
        const int32_t across = s->dilation_w * s->in_c, down = s->dilation_h * s->in_w * s->in_c;
        /* May lie before the image by itself; every index built on it lies inside. */
        const int32_t origin = ((n * s->in_h + top) * s->in_w + left) * s->in_c;
        const mote_eight_taps taps = {ky_to - ky_from, kx_to - kx_from, across, s->out_c,
            down - (kx_to - kx_from) * across, (s->kernel_w - (kx_to - kx_from)) * s->out_c};
        float *const out = y + pixel * s->out_c;
        for (o = 0; o < eights; o += 8)
        {
            mote_eight sums = {0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f};
            sums = mote_add_eight_taps(x + (origin + o + ky_from * down + kx_from * across),
                                       w + (o + (ky_from * s->kernel_w + kx_from) * s->out_c), taps, p->cycles, sums);
            mote_put_eight(sums, bias + o, p->low, p->high, out + o);
        }
        for (o = eights; o < s->out_c; o++)
        {
            float sum = 0.0f;
            for (ky = ky_from; ky < ky_to; ky++)
                for (kx = kx_from; kx < kx_to; kx++)
                    sum = mote_add_product_f32(sum, x[origin + o + ky * down + kx * across], w[o + (ky * s->kernel_w + kx) * s->out_c]);
            out[o] = mote_clamp_f32(mote_add_f32_plainly(sum, bias[o]), p->low, p->high);
        }
    }
}

#endif
