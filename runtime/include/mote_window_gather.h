/* The bytes under a window, one after another: what lies outside of the image is the padding. */
#ifndef MOTE_WINDOW_GATHER_H
#define MOTE_WINDOW_GATHER_H

#include "mote_window.h"

#include <string.h>

/* Of the pixel with that number among those of all results; columns of the kernel are not dilated. */
static inline void mote_gather_window(const mote_window *s, int32_t pixel, int32_t fill, const int8_t *x, int8_t *to)
{
    const int32_t row = pixel / s->out_w, n = row / s->out_h;
    const int32_t top = (row - n * s->out_h) * s->stride_h - s->pad_top;
    const int32_t left = (pixel - row * s->out_w) * s->stride_w - s->pad_left;
    const int32_t from = mote_min(mote_first_inside(left, 1), s->kernel_w);
    const int32_t before = from * s->in_c;
    const int32_t inside = mote_max(mote_end_inside(left, 1, s->kernel_w, s->in_w) - from, 0) * s->in_c;
    const int32_t bytes = s->kernel_w * s->in_c;
    int32_t ky;
    for (ky = 0; ky < s->kernel_h; ky++)
    {
        const int32_t in_y = top + ky * s->dilation_h;
        if (in_y < 0 || in_y >= s->in_h || inside == 0) memset(to, fill, (size_t)bytes);
        else
        {
            if (before > 0) memset(to, fill, (size_t)before);
            memcpy(to + before, x + ((n * s->in_h + in_y) * s->in_w + left + from) * s->in_c, (size_t)inside);
            if (before + inside < bytes) memset(to + before + inside, fill, (size_t)(bytes - before - inside));
        }
        to += bytes;
    }
}

#endif
