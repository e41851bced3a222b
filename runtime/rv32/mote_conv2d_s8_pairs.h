/*
 * y = rescaled(bias + sum x * w), int8: four pixels and two channels at a time, two products a multiplication. Two columns lie in one
 * word, x0 + x1 * 2^16; products are added while the lower sum stays in 16 bits, as is known of the weights, then the word is split:
 * with P the words of all groups (mod 2^32), each with 2^15 added, H = sum (P >> 16) is the upper column's sum, sum P - H * 2^16 the
 * lower's. Weights that a group has no room for follow one by one.
 */
#ifndef MOTE_CONV2D_S8_PAIRS_H
#define MOTE_CONV2D_S8_PAIRS_H

#include "mote_steps.h"
#include "mote_window_gather.h"

typedef struct mote_conv2d_s8_pairs_params
{
    mote_window window;
    int32_t depth;    /* bytes of a window */
    int32_t padded;   /* with zeros, which count for nothing, up to whole groups */
    int32_t group;    /* products before a split */
    int32_t row_words; /* of a channel's weights */
    int32_t in_place; /* 1: a window is a pixel, and read where it is */
    int32_t fill;     /* the input's zero point */
    mote_steps steps;
} mote_conv2d_s8_pairs_params;

/* A channel in the stream: start of the lower sums, less what splits add to them; of the upper ones; how many weights follow on their
   own; weights; constants of the steps; (place, weight) each. */
static MOTE_ALWAYS_INLINE const int32_t *mote_next_channel(const mote_conv2d_s8_pairs_params *p, const int32_t *channel)
{
    return channel + 3 + p->row_words + p->steps.words + 2 * channel[2];
}

static MOTE_ALWAYS_INLINE void mote_split(uint32_t word, uint32_t *lower, uint32_t *upper)
{
    *lower += word;
    *upper += (uint32_t)(mote_wrap(word) >> 16);
}

static MOTE_ALWAYS_INLINE void mote_put_columns(const mote_conv2d_s8_pairs_params *p, const int32_t *channel, const uint32_t *columns,
                                                const uint32_t lower[2], const uint32_t upper[2], int8_t *const y[4], int32_t at)
{
    const int32_t *const constants = channel + 3 + p->row_words;
    const uint32_t below = (uint32_t)channel[0], start = (uint32_t)channel[1];
    uint32_t low0 = lower[0], low1 = lower[1], up0 = upper[0], up1 = upper[1];
    int32_t left = channel[2];
    if (left > 0)
    {
        const int32_t *single = constants + p->steps.words;
        do
        {
            const uint32_t *const x = columns + single[0];
            const uint32_t w = (uint32_t)single[1];
            mote_split(w * x[0] + 0x8000u, &low0, &up0);
            mote_split(w * x[1] + 0x8000u, &low1, &up1);
            single += 2;
        } while (--left > 0);
    }
    y[0][at] = mote_step_output(&p->steps, constants, low0 - (up0 << 16) + below);
    y[1][at] = mote_step_output(&p->steps, constants, up0 + start);
    y[2][at] = mote_step_output(&p->steps, constants, low1 - (up1 << 16) + below);
    y[3][at] = mote_step_output(&p->steps, constants, up1 + start);
}

static MOTE_ALWAYS_INLINE void mote_multiply_columns(const mote_conv2d_s8_pairs_params *p, const uint32_t *columns, const int32_t *stream,
                                                     int8_t *const y[4])
{
    const uint32_t *const end = columns + 2 * p->padded;
    const int32_t *a = stream;
    int32_t c, k;
    for (c = 0; c < p->window.out_c; c += 2)
    {
        /* Without a second channel the first is computed twice. */
        const int32_t other = mote_min(c + 1, p->window.out_c - 1);
        const int32_t *const b = other > c ? mote_next_channel(p, a) : a;
        const int8_t *wa = (const int8_t *)(const void *)(a + 3), *wb = (const int8_t *)(const void *)(b + 3);
        const uint32_t *x = columns;
        uint32_t lower_a[2] = {0, 0}, upper_a[2] = {0, 0}, lower_b[2] = {0, 0}, upper_b[2] = {0, 0};
        while (x < end)
        {
            uint32_t a0 = 0x8000u, a1 = 0x8000u, b0 = 0x8000u, b1 = 0x8000u;
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 12
#endif
            for (k = 0; k < p->group; k++)
            {
                const uint32_t u = (uint32_t)wa[k], v = (uint32_t)wb[k];
                const uint32_t x0 = x[2 * k], x1 = x[2 * k + 1];
                a0 += u * x0;
                a1 += u * x1;
                b0 += v * x0;
                b1 += v * x1;
            }
            x += 2 * p->group;
            wa += p->group;
            wb += p->group;
            mote_split(a0, &lower_a[0], &upper_a[0]);
            mote_split(a1, &lower_a[1], &upper_a[1]);
            mote_split(b0, &lower_b[0], &upper_b[0]);
            mote_split(b1, &lower_b[1], &upper_b[1]);
        }
        mote_put_columns(p, a, columns, lower_a, upper_a, y, c);
        if (other > c) mote_put_columns(p, b, columns, lower_b, upper_b, y, other);
        a = mote_next_channel(p, b);
    }
}

MOTE_KERNEL void mote_conv2d_s8_pairs(const mote_conv2d_s8_pairs_params *p, const int8_t *x, const int32_t *stream, int8_t *y,
                                      uint32_t *scratch)
{
    const mote_window *const s = &p->window;
    const int32_t pixels = s->batches * s->out_h * s->out_w;
    const int32_t blocks = (pixels + 3) / 4;
    int8_t *const windows = (int8_t *)(void *)(scratch + 2 * p->padded);
    const int8_t *column[4];
    int8_t *out[4];
    int32_t step, i;
    for (i = 0; i < 4 && !p->in_place; i++)
    {
        column[i] = windows + i * p->padded;
        if (p->padded > p->depth) memset(windows + i * p->padded + p->depth, 0, (size_t)(p->padded - p->depth));
    }
    for (step = 0; step < blocks; step++)
    {
        const int32_t first = 4 * mote_turn(step, blocks, s->backward);
        for (i = 0; i < 4; i++)
        {
            /* Behind the last pixel it is computed again. */
            const int32_t pixel = mote_min(first + i, pixels - 1);
            out[i] = y + pixel * s->out_c;
            if (p->in_place) column[i] = x + pixel * s->in_c;
            else mote_gather_window(s, pixel, p->fill, x, windows + i * p->padded);
        }
        for (i = 0; i < p->padded; i++)
        {
            scratch[2 * i] = (uint32_t)column[0][i] + ((uint32_t)column[1][i] << 16);
            scratch[2 * i + 1] = (uint32_t)column[2][i] + ((uint32_t)column[3][i] << 16);
        }
        mote_multiply_columns(p, scratch, stream, out);
    }
}

#endif
