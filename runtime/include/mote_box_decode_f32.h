/* Corners of boxes that a detector gives relative to anchors */
#ifndef MOTE_BOX_DECODE_F32_H
#define MOTE_BOX_DECODE_F32_H

#include "mote_float_math.h"

typedef struct mote_boxes_f32
{
    int32_t count, stride; /* numbers of a box in x, at least four */
    float y_scale, x_scale, h_scale, w_scale;
} mote_boxes_f32;

/* x: y, x, h, w, ... of each box; anchors [count, 4] likewise; corners [count, 4]: ymin, xmin, ymax, xmax */
static inline void mote_box_decode_f32(const mote_boxes_f32 *p, const float *x, const float *anchors, float *corners)
{
    int32_t n;
    for (n = 0; n < p->count; n++, x += p->stride, anchors += 4, corners += 4)
    {
        const float y = x[0] / p->y_scale * anchors[2] + anchors[0];
        const float across = x[1] / p->x_scale * anchors[3] + anchors[1];
        const float half_height = 0.5f * mote_exp_f32(x[2] / p->h_scale) * anchors[2];
        const float half_width = 0.5f * mote_exp_f32(x[3] / p->w_scale) * anchors[3];
        corners[0] = y - half_height;
        corners[1] = across - half_width;
        corners[2] = y + half_height;
        corners[3] = across + half_width;
    }
}

#endif
