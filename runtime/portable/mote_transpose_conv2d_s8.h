/* y = clamp(rescale(bias + sum (x + input_offset) * w) + output_offset), each pixel of x painting the kernel, int8 */
#ifndef MOTE_TRANSPOSE_CONV2D_S8_H
#define MOTE_TRANSPOSE_CONV2D_S8_H

#include "mote_fixed_point.h"
#include "mote_window.h"

typedef struct mote_transpose_conv2d_s8_params
{
    mote_window window; /* pad_top and pad_left: where the output begins in what is painted */
    int32_t input_offset, output_offset;
    int32_t low, high;
} mote_transpose_conv2d_s8_params;

/* w [out_c, kernel_h, kernel_w, in_c]. Instead of painting, each output collects: pixels ascending, as they would be painted. */
MOTE_KERNEL void mote_transpose_conv2d_s8(const mote_transpose_conv2d_s8_params *p, const int8_t *x, const int8_t *w,
                                           const int32_t *bias, const int32_t *multiplier, const int8_t *shift, int8_t *y)
{
    const mote_window *const s = &p->window;
    int32_t n, oy, ox, o, ky, kx, c;
    for (n = 0; n < s->batches; n++)
        for (oy = 0; oy < s->out_h; oy++)
            for (ox = 0; ox < s->out_w; ox++)
                for (o = 0; o < s->out_c; o++)
                {
                    uint32_t sum = (uint32_t)bias[o];
                    for (ky = s->kernel_h - 1; ky >= 0; ky--)
                    {
                        const int32_t top = oy + s->pad_top - ky;
                        if (top < 0 || top % s->stride_h != 0 || top / s->stride_h >= s->in_h) continue;
                        for (kx = s->kernel_w - 1; kx >= 0; kx--)
                        {
                            const int32_t left = ox + s->pad_left - kx;
                            const int8_t *pixel;
                            const int8_t *weights;
                            if (left < 0 || left % s->stride_w != 0 || left / s->stride_w >= s->in_w) continue;
                            pixel = x + (ptrdiff_t)((n * s->in_h + top / s->stride_h) * s->in_w + left / s->stride_w) * s->in_c;
                            weights = w + (ptrdiff_t)((o * s->kernel_h + ky) * s->kernel_w + kx) * s->in_c;
                            for (c = 0; c < s->in_c; c++) sum += (uint32_t)((pixel[c] + p->input_offset) * weights[c]);
                        }
                    }
                    *y++ = mote_clamp_to_s8(mote_add(mote_rescale(mote_wrap(sum), multiplier[o], shift[o]), p->output_offset),
                                            p->low, p->high);
                }
}

#endif
