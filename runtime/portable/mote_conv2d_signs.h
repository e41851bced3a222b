/* y = sum (x * w) >= threshold, all of them signs; also dense layers, one row a pixel */
#ifndef MOTE_CONV2D_SIGNS_H
#define MOTE_CONV2D_SIGNS_H

#include "mote_sign_window.h"

typedef struct mote_conv2d_signs_params
{
    mote_sign_window signs;
} mote_conv2d_signs_params;

/* w [out_c, kernel_h, kernel_w, words], threshold [out_c] */
MOTE_KERNEL void mote_conv2d_signs(const mote_conv2d_signs_params *p, const void *x, const uint32_t *w, const int16_t *threshold,
                                   uint32_t *scratch, uint32_t *y)
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
                uint32_t word = 0;
                for (o = 0; o < s->out_c; o++)
                {
                    word |= (uint32_t)(mote_sign_sum(&p->signs, &at, weights) >= threshold[o]) << (o % MOTE_SIGNS_OF_A_WORD);
                    weights += each;
                    if (o % MOTE_SIGNS_OF_A_WORD == MOTE_SIGNS_OF_A_WORD - 1 || o == s->out_c - 1)
                    {
                        *y++ = word;
                        word = 0;
                    }
                }
            }
}

#endif
