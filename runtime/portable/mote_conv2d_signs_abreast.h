/* y = sum (x * w) >= threshold, all of them signs, 32 channels abreast; also dense layers, one row a pixel */
#ifndef MOTE_CONV2D_SIGNS_ABREAST_H
#define MOTE_CONV2D_SIGNS_ABREAST_H

#include "mote_sign_counts.h"

typedef struct mote_conv2d_signs_abreast_params
{
    mote_sign_window signs;
    int32_t count_words; /* bits that a count takes */
} mote_conv2d_signs_abreast_params;

/* w [out_c / 32, kernel_h, kernel_w, words, 32], limit [out_c / 32, count_words + 1]: bit by bit what twice the count of products -1 stays
   below where the result is 1 */
MOTE_KERNEL void mote_conv2d_signs_abreast(const mote_conv2d_signs_abreast_params *p, const void *x, const uint32_t *w,
                                           const uint32_t *limit, uint32_t *scratch, uint32_t *y)
{
    const mote_window *const s = &p->signs.window;
    const uint32_t *const image = mote_sign_image(&p->signs, x, scratch);
    const int32_t each = s->kernel_h * s->kernel_w * p->signs.words * MOTE_SIGNS_OF_A_WORD;
    const int32_t groups = (s->out_c + MOTE_SIGNS_OF_A_WORD - 1) / MOTE_SIGNS_OF_A_WORD;
    uint32_t counts[MOTE_MOST_COUNT_WORDS];
    int32_t n, oy, ox, g, k;
    for (n = 0; n < s->batches; n++)
        for (oy = 0; oy < s->out_h; oy++)
            for (ox = 0; ox < s->out_w; ox++)
                for (g = 0; g < groups; g++)
                {
                    const uint32_t odd = mote_count_window(&p->signs, image, n, oy, ox, w + (ptrdiff_t)g * each, counts, p->count_words);
                    const uint32_t *const limits = limit + (ptrdiff_t)g * (p->count_words + 1);
                    uint32_t below = limits[0] & (odd - 1u);
                    for (k = 0; k < p->count_words; k++)
                        below = (limits[k + 1] & ~counts[k]) | (below & ~(limits[k + 1] ^ counts[k]));
                    *y++ = below;
                }
}

#endif
