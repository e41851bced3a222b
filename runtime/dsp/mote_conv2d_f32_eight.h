/* y = clamp(sum x * w + bias), eight outputs at a time; no groups, columns of the kernel are not dilated */
#ifndef MOTE_CONV2D_F32_EIGHT_H
#define MOTE_CONV2D_F32_EIGHT_H

#include "mote_eight_f32.h"
#include "mote_window.h"

typedef struct mote_conv2d_f32_eight_params
{
    mote_window window;
    int32_t cycles; /* 1: fewest cycles, not instructions */
    float low, high;
} mote_conv2d_f32_eight_params;

/* Weights: of eight outputs value after value of the window; then the windows of outputs left. */
MOTE_KERNEL void mote_conv2d_f32_eight(const mote_conv2d_f32_eight_params *p, const float *x, const float *w, const float *bias, float *y)
{
    const mote_window *const s = &p->window;
    const int32_t run = s->kernel_w * s->in_c, pixels = s->batches * s->out_h * s->out_w;
    const int32_t eights = s->out_c / 8 * 8;
    int32_t step, o, ky, i;
    for (step = 0; step < pixels; step++)
    {
        const int32_t pixel = mote_turn(step, pixels, s->backward);
        const int32_t line = pixel / s->out_w, n = line / s->out_h;
        const int32_t top = (line - n * s->out_h) * s->stride_h - s->pad_top;
        const int32_t left = (pixel - line * s->out_w) * s->stride_w - s->pad_left;
        const int32_t ky_from = mote_first_inside(top, s->dilation_h);
        const int32_t ky_to = mote_end_inside(top, s->dilation_h, s->kernel_h, s->in_h);
        const int32_t from = mote_first_inside(left, 1) * s->in_c;
        const int32_t to = mote_end_inside(left, 1, s->kernel_w, s->in_w) * s->in_c;
        /* May lie before the image by itself; every index built on it lies inside. */
        const int32_t origin = ((n * s->in_h + top) * s->in_w + left) * s->in_c;
        const int32_t down = s->dilation_h * s->in_w * s->in_c;
        const float *weights = w;
        float *const out = y + pixel * s->out_c;
        for (o = 0; o < eights; o += 8)
        {
            mote_eight sums = {0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f};
            for (ky = ky_from; ky < ky_to; ky++)
                if (to > from)
                    sums = mote_add_eight(x + (origin + ky * down + from), weights + 8 * (ky * run + from), to - from, p->cycles, sums);
            weights += 8 * s->kernel_h * run;
            mote_put_eight(sums, bias + o, p->low, p->high, out + o);
        }
        for (o = eights; o < s->out_c; o++)
        {
            float sum = 0.0f;
            for (ky = ky_from; ky < ky_to; ky++)
                for (i = from; i < to; i++)
                    sum = mote_add_product_f32(sum, x[origin + ky * down + i], weights[ky * run + i]);
            weights += s->kernel_h * run;
            out[o] = mote_clamp_f32(mote_add_f32_plainly(sum, bias[o]), p->low, p->high);
        }
    }
}

#endif
