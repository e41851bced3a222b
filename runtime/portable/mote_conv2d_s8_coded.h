/* As mote_conv2d_s8, with weights that are decoded a few output channels at a time. y lies apart from x. */
#ifndef MOTE_CONV2D_S8_CODED_H
#define MOTE_CONV2D_S8_CODED_H

#include "mote_coded.h"
#include "mote_fixed_point.h"
#include "mote_window.h"

typedef struct mote_conv2d_s8_coded_params
{
    mote_window window;
    int32_t groups;
    int32_t piece;        /* channels whose weights the buffer holds */
    int32_t input_offset; /* 0 where the bias carries the input's zero point: without padding */
    int32_t output_offset;
    int32_t low, high;
    mote_coder coder;
} mote_conv2d_s8_coded_params;

/* w [out_c, kernel_h, kernel_w, in_c / groups]. 0; or 1 if the weights are corrupt. */
MOTE_KERNEL int32_t mote_conv2d_s8_coded(const mote_conv2d_s8_coded_params *p, const int8_t *x, const mote_coded *w, const int32_t *bias,
                                         const int32_t *multiplier, const int8_t *shift, int8_t *y, int8_t *buffer)
{
    const mote_window *const s = &p->window;
    const int32_t depth = s->in_c / p->groups, group_size = s->out_c / p->groups, size = s->kernel_h * s->kernel_w * depth;
    int32_t first, pixel, o, ky, kx, i;
    mote_decoder decoder;
    if (p->coder.begin(&decoder, w)) return 1;
    for (first = 0; first < s->out_c; first += p->piece)
    {
        const int32_t end = mote_min(first + p->piece, s->out_c);
        int8_t *out = y;
        if (p->coder.next(&decoder, (uint8_t *)buffer, (uint32_t)((end - first) * size))) return 1;
        for (pixel = 0; pixel < s->batches * s->out_h * s->out_w; pixel++, out += s->out_c)
        {
            const int32_t n = pixel / (s->out_h * s->out_w), at = pixel % (s->out_h * s->out_w);
            const int32_t top = at / s->out_w * s->stride_h - s->pad_top, left = at % s->out_w * s->stride_w - s->pad_left;
            const int32_t ky_from = mote_first_inside(top, s->dilation_h), kx_from = mote_first_inside(left, s->dilation_w);
            const int32_t ky_to = mote_end_inside(top, s->dilation_h, s->kernel_h, s->in_h);
            const int32_t kx_to = mote_end_inside(left, s->dilation_w, s->kernel_w, s->in_w);
            const int8_t *weights = buffer;
            for (o = first; o < end; o++, weights += size)
            {
                uint32_t sum = (uint32_t)bias[o];
                for (ky = ky_from; ky < ky_to; ky++)
                    for (kx = kx_from; kx < kx_to; kx++)
                    {
                        const int8_t *const in = x + (ptrdiff_t)((n * s->in_h + top + ky * s->dilation_h) * s->in_w + left
                                                     + kx * s->dilation_w) * s->in_c + o / group_size * depth;
                        const int8_t *const tap = weights + (ky * s->kernel_w + kx) * depth;
                        for (i = 0; i < depth; i++)
                            sum += (uint32_t)((in[i] + p->input_offset) * tap[i]);
                    }
                out[o] = mote_clamp_to_s8(mote_add(mote_rescale(mote_wrap(sum), multiplier[o], shift[o]), p->output_offset),
                                          p->low, p->high);
            }
        }
    }
    return p->coder.end(&decoder);
}

#endif
