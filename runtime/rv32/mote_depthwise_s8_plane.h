/* y = rescaled(bias + sum x * w), each channel by itself, int8: gathered into a plane with its border, then convolved. y may lie on x
   where both have one shape. */
#ifndef MOTE_DEPTHWISE_S8_PLANE_H
#define MOTE_DEPTHWISE_S8_PLANE_H

#include "mote_steps.h"
#include "mote_window.h"

#include <string.h>

typedef struct mote_depthwise_s8_plane_params
{
    mote_window window;
    int32_t pitch, plane_bytes, interior; /* the plane's; where the image begins in it */
    int32_t fill;                         /* the input's zero point */
    int32_t weight_words;
    mote_steps steps;
} mote_depthwise_s8_plane_params;

/* A channel in the stream: start, weights, constants of the steps. */
MOTE_KERNEL void mote_depthwise_s8_plane(const mote_depthwise_s8_plane_params *p, const int8_t *x, const int32_t *stream, int8_t *y,
                                         int8_t *plane)
{
    const mote_window *const s = &p->window;
    int32_t n, c, row, column, ky, kx;
    memset(plane, p->fill, (size_t)p->plane_bytes);
    for (n = 0; n < s->batches; n++)
    {
        const int32_t *channel = stream;
        for (c = 0; c < s->in_c; c++)
        {
            const int32_t *const constants = channel + 1 + p->weight_words;
            const int8_t *const weights = (const int8_t *)(const void *)(channel + 1);
            const int8_t *in = x + n * s->in_h * s->in_w * s->in_c + c;
            int8_t *out = y + n * s->out_h * s->out_w * s->in_c + c;
            const uint32_t start = (uint32_t)channel[0];
            int32_t w[49];
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 9
#endif
            for (kx = 0; kx < s->kernel_h * s->kernel_w; kx++) w[kx] = weights[kx];
            for (row = 0; row < s->in_h; row++)
            {
                int8_t *to = plane + p->interior + row * p->pitch;
                int8_t *const end = to + s->in_w;
                for (; to < end; in += s->in_c) *to++ = *in;
            }
            for (row = 0; row < s->out_h; row++)
            {
                const int8_t *at = plane + row * s->stride_h * p->pitch;
                for (column = 0; column < s->out_w; column++, at += s->stride_w, out += s->in_c)
                {
                    uint32_t sum = start;
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 7
#endif
                    for (ky = 0; ky < s->kernel_h; ky++)
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 7
#endif
                        for (kx = 0; kx < s->kernel_w; kx++) sum += (uint32_t)(at[ky * p->pitch + kx] * w[ky * s->kernel_w + kx]);
                    *out = mote_step_output(&p->steps, constants, sum);
                }
            }
            channel = constants + p->steps.words;
        }
    }
}

#endif
