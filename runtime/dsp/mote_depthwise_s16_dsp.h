/* y = clamp(rescale(bias + sum x * w)), each channel by itself, int16 with int8 weights, zero points 0: four channels at a time */
#ifndef MOTE_DEPTHWISE_S16_DSP_H
#define MOTE_DEPTHWISE_S16_DSP_H

#include "mote_sums_s16_dsp.h"
#include "mote_window.h"

typedef struct mote_depthwise_s16_dsp_params
{
    mote_window window;
    mote_sums_s16 sums;
} mote_depthwise_s16_dsp_params;

#define MOTE_FOUR_CHANNELS(x, w)                                                                                 \
    do                                                                                                           \
    {                                                                                                            \
        const uint32_t four = mote_load_word(w), low = mote_load_word(x), high = mote_load_word((x) + 2);        \
        const uint32_t w_low = mote_even_bytes(four), w_high = mote_odd_bytes(four);                             \
        a = mote_add_lower(a, low, w_low);                                                                       \
        b = mote_add_upper(b, low, w_low);                                                                       \
        c = mote_add_lower(c, high, w_high);                                                                     \
        d = mote_add_upper(d, high, w_high);                                                                     \
    } while (0)

/* Weights: of four channels tap after tap, w0 w2 w1 w3; then of each channel left its taps. */
MOTE_KERNEL void mote_depthwise_s16_dsp(const mote_depthwise_s16_dsp_params *p, const int16_t *x, const int8_t *w,
                                        const int32_t *bias, const int32_t *multiplier, const int8_t *shift, int16_t *y)
{
    const mote_window *const s = &p->window;
    const int32_t taps = s->kernel_h * s->kernel_w, pixels = s->batches * s->out_h * s->out_w;
    const int32_t fours = s->out_c / 4 * 4;
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
        int16_t *const out = y + pixel * s->out_c;
        for (o = 0; o < fours; o += 4)
        {
            uint32_t a = (uint32_t)bias[o], b = (uint32_t)bias[o + 1], c = (uint32_t)bias[o + 2], d = (uint32_t)bias[o + 3];
            for (ky = ky_from; ky < ky_to; ky++)
            {
                const int16_t *in = x + (origin + o + ky * down + kx_from * across);
                const int8_t *weights = w + o * taps + 4 * (ky * s->kernel_w + kx_from);
                /* Whole rows of the kernel are as long as is known: their loop is unrolled. */
                if (kx_to - kx_from == s->kernel_w)
                {
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 8
#endif
                    for (kx = 0; kx < s->kernel_w; kx++) MOTE_FOUR_CHANNELS(in + kx * across, weights + 4 * kx);
                }
                else
                    for (kx = 0; kx < kx_to - kx_from; kx++) MOTE_FOUR_CHANNELS(in + kx * across, weights + 4 * kx);
            }
            out[o] = mote_output_s16(&p->sums, a, o, multiplier, shift);
            out[o + 1] = mote_output_s16(&p->sums, b, o + 1, multiplier, shift);
            out[o + 2] = mote_output_s16(&p->sums, c, o + 2, multiplier, shift);
            out[o + 3] = mote_output_s16(&p->sums, d, o + 3, multiplier, shift);
        }
        for (o = fours; o < s->out_c; o++)
        {
            uint32_t sum = (uint32_t)bias[o];
            for (ky = ky_from; ky < ky_to; ky++)
                for (kx = kx_from; kx < kx_to; kx++)
                    sum += (uint32_t)(x[origin + o + ky * down + kx * across] * w[o * taps + ky * s->kernel_w + kx]);
            out[o] = mote_output_s16(&p->sums, sum, o, multiplier, shift);
        }
    }
}

#endif
