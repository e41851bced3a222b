/* y = bias + sum (x + input_offset) * w > 0 as bits; x bytes */
#ifndef MOTE_CONV2D_S8_SIGNS_H
#define MOTE_CONV2D_S8_SIGNS_H

#include "mote_signs.h"
#include "mote_window.h"

#include <string.h>

typedef struct mote_conv2d_s8_signs_params
{
    mote_window window;
    int32_t input_offset;
    int32_t pairs; /* of products in a window, a half one among them */
} mote_conv2d_s8_signs_params;

/* sum + a[0] * b[0] + a[1] * b[1], modulo 2^32 */
static MOTE_ALWAYS_INLINE uint32_t mote_add_products_of_two(uint32_t sum, const int16_t *a, const int16_t *b)
{
#if defined(__GNUC__) && defined(__ARM_FEATURE_DSP)
    uint32_t two_of_a, two_of_b;
    memcpy(&two_of_a, a, sizeof two_of_a);
    memcpy(&two_of_b, b, sizeof two_of_b);
    __asm__("smlad %0, %1, %2, %0" : "+r"(sum) : "r"(two_of_a), "r"(two_of_b));
    return sum;
#else
    return sum + (uint32_t)(a[0] * b[0]) + (uint32_t)(a[1] * b[1]);
#endif
}

/* w [out_c / 4, pairs, 4, 2], bias [out_c], both with zeros up to a multiple of 4 channels; scratch [pairs, 2] */
MOTE_KERNEL void mote_conv2d_s8_signs(const mote_conv2d_s8_signs_params *p, const int8_t *x, const int16_t *w, const int32_t *bias,
                                      int16_t *scratch, uint32_t *y)
{
    const mote_window *const s = &p->window;
    int32_t n, oy, ox, ky, kx, c, from, o, i;
    for (n = 0; n < s->batches; n++)
        for (oy = 0; oy < s->out_h; oy++)
            for (ox = 0; ox < s->out_w; ox++)
            {
                const int16_t *weights = w;
                int16_t *in = scratch;
                scratch[2 * p->pairs - 1] = 0;
                for (ky = 0; ky < s->kernel_h; ky++)
                    for (kx = 0; kx < s->kernel_w; kx++)
                    {
                        const int32_t iy = oy * s->stride_h - s->pad_top + ky * s->dilation_h;
                        const int32_t ix = ox * s->stride_w - s->pad_left + kx * s->dilation_w;
                        const int32_t is_within = iy >= 0 && iy < s->in_h && ix >= 0 && ix < s->in_w;
                        const int8_t *const pixel = x + (is_within ? (ptrdiff_t)((n * s->in_h + iy) * s->in_w + ix) * s->in_c : 0);
                        for (c = 0; c < s->in_c; c++) *in++ = (int16_t)(is_within ? pixel[c] + p->input_offset : 0);
                    }
                for (from = 0; from < s->out_c; from += MOTE_SIGNS_OF_A_WORD)
                {
                    const int32_t count = mote_min(MOTE_SIGNS_OF_A_WORD, s->out_c - from);
                    uint32_t word = 0;
                    for (o = 0; o < count; o += 4)
                    {
                        const int32_t *const start = bias + from + o;
                        uint32_t a = (uint32_t)start[0], b = (uint32_t)start[1], d = (uint32_t)start[2], e = (uint32_t)start[3];
                        for (i = 0; i < p->pairs; i++)
                        {
                            a = mote_add_products_of_two(a, scratch + 2 * i, weights);
                            b = mote_add_products_of_two(b, scratch + 2 * i, weights + 2);
                            d = mote_add_products_of_two(d, scratch + 2 * i, weights + 4);
                            e = mote_add_products_of_two(e, scratch + 2 * i, weights + 6);
                            weights += 8;
                        }
                        /* No sum is zero, and none wraps. */
                        word |= ((~a >> 31) | ((~b >> 31) << 1) | ((~d >> 31) << 2) | ((~e >> 31) << 3)) << o;
                    }
                    /* Channels that are not there. */
                    *y++ = count < MOTE_SIGNS_OF_A_WORD ? word & (((uint32_t)1 << count) - 1u) : word;
                }
            }
}

#endif
