/* An image of another size from four pixels around each place, int8 */
#ifndef MOTE_RESIZE_BILINEAR_S8_H
#define MOTE_RESIZE_BILINEAR_S8_H

#include "mote_place_between.h"

typedef struct mote_resize_bilinear_s8_params
{
    int32_t images, in_height, in_width, out_height, out_width;
    int32_t depth;
    int32_t half_pixel_centers;
    int32_t scale_y, scale_x; /* 1/1024 of a pixel of x, for one of y */
} mote_resize_bilinear_s8_params;

MOTE_KERNEL void mote_resize_bilinear_s8(const mote_resize_bilinear_s8_params *p, const int8_t *x, int8_t *y)
{
    int32_t n, i, j, c;
    for (n = 0; n < p->images; n++, x += p->in_height * p->in_width * p->depth)
        for (i = 0; i < p->out_height; i++)
        {
            const mote_place v = mote_place_between(i, p->scale_y, p->in_height, p->half_pixel_centers);
            const int8_t *const top = x + v.lower * p->in_width * p->depth, *const bottom = x + v.upper * p->in_width * p->depth;
            for (j = 0; j < p->out_width; j++)
            {
                const mote_place h = mote_place_between(j, p->scale_x, p->in_width, p->half_pixel_centers);
                const int32_t top_left = (1024 - v.beyond) * (1024 - h.beyond), bottom_left = v.beyond * (1024 - h.beyond);
                const int32_t top_right = (1024 - v.beyond) * h.beyond, bottom_right = v.beyond * h.beyond;
                for (c = 0; c < p->depth; c++)
                {
                    const int32_t left = h.lower * p->depth + c, right = h.upper * p->depth + c;
                    /* No weight is negative and together they are 2^20: the sum is far from 2^31. */
                    const int32_t sum = top[left] * top_left + bottom[left] * bottom_left
                        + top[right] * top_right + bottom[right] * bottom_right;
                    *y++ = (int8_t)((sum + (sum > 0 ? 1 << 19 : -(1 << 19))) / (1 << 20));
                }
            }
        }
}

#endif
