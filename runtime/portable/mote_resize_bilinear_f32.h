/* An image of another size from four pixels around each place */
#ifndef MOTE_RESIZE_BILINEAR_F32_H
#define MOTE_RESIZE_BILINEAR_F32_H

#include "mote_place_between_f32.h"

typedef struct mote_resize_bilinear_f32_params
{
    int32_t images, in_height, in_width, out_height, out_width;
    int32_t depth;
    int32_t half_pixel_centers;
    float scale_y, scale_x; /* pixels of x for one of y */
} mote_resize_bilinear_f32_params;

MOTE_KERNEL void mote_resize_bilinear_f32(const mote_resize_bilinear_f32_params *p, const float *x, float *y)
{
    int32_t n, i, j, c;
    for (n = 0; n < p->images; n++, x += p->in_height * p->in_width * p->depth)
        for (i = 0; i < p->out_height; i++)
        {
            const mote_place_f32 v = mote_place_between_f32(i, p->scale_y, p->in_height, p->half_pixel_centers);
            const float *const top = x + v.lower * p->in_width * p->depth, *const bottom = x + v.upper * p->in_width * p->depth;
            for (j = 0; j < p->out_width; j++)
            {
                const mote_place_f32 h = mote_place_between_f32(j, p->scale_x, p->in_width, p->half_pixel_centers);
                for (c = 0; c < p->depth; c++)
                {
                    const int32_t left = h.lower * p->depth + c, right = h.upper * p->depth + c;
                    float sum = top[left] * (1 - v.beyond) * (1 - h.beyond);
                    sum += bottom[left] * v.beyond * (1 - h.beyond);
                    sum += top[right] * (1 - v.beyond) * h.beyond;
                    sum += bottom[right] * v.beyond * h.beyond;
                    *y++ = sum;
                }
            }
        }
}

#endif
