/* y = clamp(scale * sum x * w + bias), each pixel of x painting the kernel, float activations, int8 weights */
#ifndef MOTE_TRANSPOSE_CONV2D_F32_S8_H
#define MOTE_TRANSPOSE_CONV2D_F32_S8_H

#include "mote_float_math.h"
#include "mote_window.h"

typedef struct mote_transpose_conv2d_f32_s8_params
{
    mote_window window; /* pad_top and pad_left: where the output begins in what is painted */
    int32_t per_channel; /* 1: a scale for each output channel; 0: one for all */
    float low, high;
} mote_transpose_conv2d_f32_s8_params;

/* w [out_c, kernel_h, kernel_w, in_c]. Instead of painting, each output collects: pixels ascending, as they would be painted. */
MOTE_KERNEL void mote_transpose_conv2d_f32_s8(const mote_transpose_conv2d_f32_s8_params *p, const float *x, const int8_t *w,
                                              const float *scale, const float *bias, float *y)
{
    const mote_window *const s = &p->window;
    int32_t n, oy, ox, o, ky, kx, c;
    for (n = 0; n < s->batches; n++)
        for (oy = 0; oy < s->out_h; oy++)
            for (ox = 0; ox < s->out_w; ox++)
                for (o = 0; o < s->out_c; o++)
                {
                    float sum = 0.0f;
                    for (ky = s->kernel_h - 1; ky >= 0; ky--)
                    {
                        const int32_t top = oy + s->pad_top - ky;
                        if (top < 0 || top % s->stride_h != 0 || top / s->stride_h >= s->in_h) continue;
                        for (kx = s->kernel_w - 1; kx >= 0; kx--)
                        {
                            const int32_t left = ox + s->pad_left - kx;
                            const float *pixel;
                            const int8_t *weights;
                            if (left < 0 || left % s->stride_w != 0 || left / s->stride_w >= s->in_w) continue;
                            pixel = x + (ptrdiff_t)((n * s->in_h + top / s->stride_h) * s->in_w + left / s->stride_w) * s->in_c;
                            weights = w + (ptrdiff_t)((o * s->kernel_h + ky) * s->kernel_w + kx) * s->in_c;
                            for (c = 0; c < s->in_c; c++) sum += pixel[c] * (float)weights[c];
                        }
                    }
                    *y++ = mote_clamp_f32(sum * scale[p->per_channel ? o : 0] + bias[o], p->low, p->high);
                }
}

#endif
