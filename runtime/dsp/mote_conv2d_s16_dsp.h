/* y = clamp(rescale(bias + sum x * w)), int16 with int8 weights, zero points 0: windows laid out as columns, two at a time */
#ifndef MOTE_CONV2D_S16_DSP_H
#define MOTE_CONV2D_S16_DSP_H

#include "mote_sums_s16_dsp.h"
#include "mote_window_gather.h"

typedef struct mote_conv2d_s16_dsp_params
{
    mote_window window;
    int32_t depth; /* of a window: kernel_h * kernel_w * in_c */
    mote_sums_s16 sums;
} mote_conv2d_s16_dsp_params;

/* windows: two of them */
MOTE_KERNEL void mote_conv2d_s16_dsp(const mote_conv2d_s16_dsp_params *p, const int16_t *x, const int8_t *w, const void *bias,
                                     const int32_t *multiplier, const int8_t *shift, int16_t *y, int16_t *windows)
{
    const mote_window *const s = &p->window;
    const int32_t pixels = s->batches * s->out_h * s->out_w;
    const int32_t pairs = (pixels + 1) / 2;
    mote_window bytes = *s;
    int32_t step;
    bytes.in_c = 2 * s->in_c;
    for (step = 0; step < pairs; step++)
    {
        const int32_t pixel = 2 * mote_turn(step, pairs, s->backward);
        int16_t *const out = y + pixel * s->out_c;
        mote_gather_window(&bytes, pixel, 0, (const int8_t *)(const void *)x, (int8_t *)(void *)windows);
        if (pixel + 1 < pixels)
        {
            mote_gather_window(&bytes, pixel + 1, 0, (const int8_t *)(const void *)x, (int8_t *)(void *)(windows + p->depth));
            mote_columns_s16(&p->sums, 2, p->depth, s->out_c, windows, p->depth, w, bias, multiplier, shift, out);
        }
        else mote_columns_s16(&p->sums, 1, p->depth, s->out_c, windows, 0, w, bias, multiplier, shift, out);
    }
}

#endif
