/* y = clamp(rescale(bias + sum (x * w)) + output_offset), int8; x and w are signs, w times a magnitude, 32 channels abreast. Also dense
   layers. */
#ifndef MOTE_CONV2D_SIGNS_ABREAST_S8_H
#define MOTE_CONV2D_SIGNS_ABREAST_S8_H

#include "mote_fixed_point.h"
#include "mote_sign_counts.h"

typedef struct mote_conv2d_signs_abreast_s8_params
{
    mote_sign_window signs;
    int32_t count_words; /* bits that a count takes */
    int32_t magnitude;   /* of all weights */
    int32_t output_offset;
    int32_t low, high;
} mote_conv2d_signs_abreast_s8_params;

/* w [out_c / 32, kernel_h, kernel_w, words, 32] */
MOTE_KERNEL void mote_conv2d_signs_abreast_s8(const mote_conv2d_signs_abreast_s8_params *p, const void *x, const uint32_t *w,
                                              const int32_t *bias, const int32_t *multiplier, const int8_t *shift, uint32_t *scratch,
                                              int8_t *y)
{
    const mote_window *const s = &p->signs.window;
    const uint32_t *const image = mote_sign_image(&p->signs, x, scratch);
    const int32_t signs = s->kernel_h * s->kernel_w * s->in_c;
    const int32_t each = s->kernel_h * s->kernel_w * p->signs.words * MOTE_SIGNS_OF_A_WORD;
    uint32_t counts[MOTE_MOST_COUNT_WORDS];
    int32_t n, oy, ox, from, o;
    for (n = 0; n < s->batches; n++)
        for (oy = 0; oy < s->out_h; oy++)
            for (ox = 0; ox < s->out_w; ox++)
                for (from = 0; from < s->out_c; from += MOTE_SIGNS_OF_A_WORD)
                {
                    const uint32_t odd = mote_count_window(&p->signs, image, n, oy, ox,
                                                           w + (ptrdiff_t)(from / MOTE_SIGNS_OF_A_WORD) * each, counts, p->count_words);
                    const int32_t end = mote_min(from + MOTE_SIGNS_OF_A_WORD, s->out_c);
                    uint32_t low = 0, high = 0;
                    for (o = from; o < end; o++)
                    {
                        if (o % 4 == 0)
                        {
                            low = mote_four_counts(counts, mote_min(p->count_words, 8), o - from);
                            high = mote_four_counts(counts + 8, p->count_words - 8, o - from);
                        }
                        const int32_t minuses = (int32_t)((low & 255u) + ((high & 255u) << 8));
                        const int32_t sum = p->magnitude * (signs - (int32_t)odd - 2 * minuses);
                        *y++ = mote_clamp_to_s8(mote_add(mote_rescale(mote_add(bias[o], sum), multiplier[o], shift[o]), p->output_offset),
                                                p->low, p->high);
                        low >>= 8;
                        high >>= 8;
                    }
                }
}

#endif
