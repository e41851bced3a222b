/* y = clamp(rescale(bias + sum (x * w)) + output_offset), int8; x and w are signs, w times a magnitude. Also dense layers. */
#ifndef MOTE_CONV2D_SIGNS_S8_H
#define MOTE_CONV2D_SIGNS_S8_H

#include "mote_fixed_point.h"
#include "mote_sign_window.h"

typedef struct mote_conv2d_signs_s8_params
{
    mote_sign_window signs;
    int32_t magnitude; /* of all weights */
    int32_t output_offset;
    int32_t low, high;
} mote_conv2d_signs_s8_params;

/* w [out_c, kernel_h, kernel_w, words] */
MOTE_KERNEL void mote_conv2d_signs_s8(const mote_conv2d_signs_s8_params *p, const void *x, const uint32_t *w, const int32_t *bias,
                                      const int32_t *multiplier, const int8_t *shift, uint32_t *scratch, int8_t *y)
{
    const mote_window *const s = &p->signs.window;
    const uint32_t *const image = mote_sign_image(&p->signs, x, scratch);
    const int32_t each = s->kernel_h * s->kernel_w * p->signs.words;
    int32_t n, oy, ox, o;
    for (n = 0; n < s->batches; n++)
        for (oy = 0; oy < s->out_h; oy++)
            for (ox = 0; ox < s->out_w; ox++)
            {
                const mote_sign_pixel at = mote_sign_pixel_at(&p->signs, image, n, oy, ox, scratch);
                const uint32_t *weights = w;
                for (o = 0; o < s->out_c; o++)
                {
                    const int32_t sum = mote_add(bias[o], p->magnitude * mote_sign_sum(&p->signs, &at, weights));
                    *y++ = mote_clamp_to_s8(mote_add(mote_rescale(sum, multiplier[o], shift[o]), p->output_offset), p->low, p->high);
                    weights += each;
                }
            }
}

#endif
