/* Sums over windows of an image of signs: exclusive or and counted bits in place of products. */
#ifndef MOTE_SIGN_WINDOW_H
#define MOTE_SIGN_WINDOW_H

#include "mote_signs.h"
#include "mote_window.h"

typedef struct mote_sign_window
{
    mote_window window; /* channels are signs */
    int32_t words;      /* of a pixel */
    int32_t packs;      /* 1: x are bytes, and are packed into scratch memory first */
    int32_t gathers;    /* 1: a window's words do not lie side by side, and are collected in scratch memory */
} mote_sign_window;

/* The window of one pixel of the result. */
typedef struct mote_sign_pixel
{
    const uint32_t *words; /* side by side */
    const uint32_t *masks; /* of those within the image; null where all are */
    int32_t signs;         /* within the image */
} mote_sign_pixel;

/* Scratch memory: the words of a window and their masks, if they are collected, then those of the image, if it is packed. */
static inline const uint32_t *mote_sign_image(const mote_sign_window *p, const void *x, uint32_t *scratch)
{
    const mote_window *const s = &p->window;
    uint32_t *const packed = scratch + (p->gathers ? 2 * s->kernel_h * s->kernel_w * p->words : 0);
    if (!p->packs) return (const uint32_t *)x;
    mote_pack_signs((const int8_t *)x, s->batches * s->in_h * s->in_w, s->in_c, packed);
    return packed;
}

static MOTE_ALWAYS_INLINE mote_sign_pixel mote_sign_pixel_at(const mote_sign_window *p, const uint32_t *image, int32_t n, int32_t oy,
                                                           int32_t ox, uint32_t *scratch)
{
    const mote_window *const s = &p->window;
    const int32_t top = oy * s->stride_h - s->pad_top, left = ox * s->stride_w - s->pad_left;
    const int32_t taps = s->kernel_h * s->kernel_w;
    uint32_t *words = scratch, *masks = scratch + taps * p->words;
    int32_t ky, kx, i, within = 0;
    mote_sign_pixel at;
    at.words = p->gathers ? scratch : image + (ptrdiff_t)((n * s->in_h + top) * s->in_w + left) * p->words;
    at.masks = NULL;
    at.signs = taps * s->in_c;
    if (!p->gathers) return at;
    for (ky = 0; ky < s->kernel_h; ky++)
        for (kx = 0; kx < s->kernel_w; kx++)
        {
            const int32_t iy = top + ky * s->dilation_h, ix = left + kx * s->dilation_w;
            const int32_t is_within = iy >= 0 && iy < s->in_h && ix >= 0 && ix < s->in_w;
            const uint32_t *const from = image + (is_within ? (ptrdiff_t)((n * s->in_h + iy) * s->in_w + ix) * p->words : 0);
            for (i = 0; i < p->words; i++)
            {
                *words++ = from[i];
                *masks++ = 0u - (uint32_t)is_within;
            }
            within += is_within;
        }
    if (within == taps) return at;
    at.masks = scratch + taps * p->words;
    at.signs = within * s->in_c;
    return at;
}

/* The sum of products with a channel's weights [kernel_h, kernel_w, words]. What lies outside of the image adds nothing. */
static MOTE_ALWAYS_INLINE int32_t mote_sign_sum(const mote_sign_window *p, const mote_sign_pixel *at, const uint32_t *w)
{
    const int32_t words = p->window.kernel_h * p->window.kernel_w * p->words;
    const int32_t differing = at->masks == NULL ? mote_differing_signs(at->words, w, NULL, words)
                                                : mote_differing_signs(at->words, w, at->masks, words);
    return at->signs - 2 * differing;
}

#endif
