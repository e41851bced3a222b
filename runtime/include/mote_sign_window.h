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
    const uint32_t *words; /* all of the window's, side by side; null where a part of it lies outside of the image */
    const uint32_t *image;
    int32_t top, left;
    int32_t ky_from, ky_to, kx_from, kx_to;
    int32_t signs; /* within the image */
} mote_sign_pixel;

/* Scratch memory: the words of a window, if they are collected, then those of the image, if it is packed. */
static inline const uint32_t *mote_sign_image(const mote_sign_window *p, const void *x, uint32_t *scratch)
{
    const mote_window *const s = &p->window;
    uint32_t *const packed = scratch + (p->gathers ? s->kernel_h * s->kernel_w * p->words : 0);
    if (!p->packs) return (const uint32_t *)x;
    mote_pack_signs((const int8_t *)x, s->batches * s->in_h * s->in_w, s->in_c, packed);
    return packed;
}

static MOTE_ALWAYS_INLINE mote_sign_pixel mote_sign_pixel_at(const mote_sign_window *p, const uint32_t *image, int32_t n, int32_t oy,
                                                           int32_t ox, uint32_t *scratch)
{
    const mote_window *const s = &p->window;
    mote_sign_pixel at;
    int32_t ky, kx, i;
    at.top = oy * s->stride_h - s->pad_top;
    at.left = ox * s->stride_w - s->pad_left;
    at.ky_from = mote_first_inside(at.top, s->dilation_h);
    at.ky_to = mote_end_inside(at.top, s->dilation_h, s->kernel_h, s->in_h);
    at.kx_from = mote_first_inside(at.left, s->dilation_w);
    at.kx_to = mote_end_inside(at.left, s->dilation_w, s->kernel_w, s->in_w);
    at.signs = (at.ky_to - at.ky_from) * (at.kx_to - at.kx_from) * s->in_c;
    at.image = image + (ptrdiff_t)n * s->in_h * s->in_w * p->words;
    at.words = NULL;
    if (at.signs < s->kernel_h * s->kernel_w * s->in_c) return at;
    at.words = p->gathers ? scratch : at.image + (ptrdiff_t)(at.top * s->in_w + at.left) * p->words;
    if (p->gathers)
        for (ky = 0; ky < s->kernel_h; ky++)
            for (kx = 0; kx < s->kernel_w; kx++)
            {
                const uint32_t *const from =
                    at.image + (ptrdiff_t)((at.top + ky * s->dilation_h) * s->in_w + at.left + kx * s->dilation_w) * p->words;
                for (i = 0; i < p->words; i++) *scratch++ = from[i];
            }
    return at;
}

/* The sum of products with a channel's weights [kernel_h, kernel_w, words]. What lies outside of the image adds nothing. */
static MOTE_ALWAYS_INLINE int32_t mote_sign_sum(const mote_sign_window *p, const mote_sign_pixel *at, const uint32_t *w)
{
    const mote_window *const s = &p->window;
    int32_t ky, kx, differing = 0;
    if (at->words != NULL)
        return s->kernel_h * s->kernel_w * s->in_c - 2 * mote_differing_signs(at->words, w, s->kernel_h * s->kernel_w * p->words);
    for (ky = at->ky_from; ky < at->ky_to; ky++)
        for (kx = at->kx_from; kx < at->kx_to; kx++)
            differing += mote_differing_signs(
                at->image + (ptrdiff_t)((at->top + ky * s->dilation_h) * s->in_w + at->left + kx * s->dilation_w) * p->words,
                w + (ptrdiff_t)(ky * s->kernel_w + kx) * p->words, p->words);
    return at->signs - 2 * differing;
}

#endif
