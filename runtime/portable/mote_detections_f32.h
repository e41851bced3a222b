/* Boxes of a detector: those of the best classes that do not overlap each other */
#ifndef MOTE_DETECTIONS_F32_H
#define MOTE_DETECTIONS_F32_H

#include "mote_box_decode_f32.h"
#include "mote_box_next_f32.h"
#include "mote_class_next_f32.h"

typedef struct mote_detections_f32_params
{
    mote_boxes_f32 boxes;
    int32_t rows, classes;
    int32_t background; /* 1: the scores have a class in front that is none */
    int32_t detections, detection_classes;
    float threshold, overlap;
} mote_detections_f32_params;

/* scores [boxes, background + classes]; y [rows, 4]; detected and score [rows]; number: rows that are used; work [5 * boxes] */
MOTE_KERNEL void mote_detections_f32(const mote_detections_f32_params *p, const float *x, const float *scores, const float *anchors,
                                     float *y, float *detected, float *score, float *number, float *work)
{
    const int32_t count = p->boxes.count, stride = p->classes + p->background;
    float *const best = work + (ptrdiff_t)4 * count;
    int32_t row = 0, n, i, k;
    mote_box_decode_f32(&p->boxes, x, anchors, work);
    for (n = 0; n < count; n++)
    {
        const float *const of_box = scores + (ptrdiff_t)n * stride + p->background;
        const int32_t c = mote_class_next_f32(of_box, p->classes, -1);
        best[n] = c < 0 ? -FLT_MAX : of_box[c];
    }
    for (i = 0; i < p->detections; i++)
    {
        const float *of_box;
        int32_t c = -1;
        n = mote_box_next_f32(best, work, count, p->threshold, p->overlap);
        if (n < 0) break;
        of_box = scores + (ptrdiff_t)n * stride + p->background;
        for (k = 0; k < p->detection_classes; k++, row++)
        {
            c = mote_class_next_f32(of_box, p->classes, c);
            if (c < 0) break;
            memcpy(y + 4 * row, work + 4 * n, 4 * sizeof *y);
            detected[row] = (float)c;
            score[row] = of_box[c];
        }
    }
    *number = (float)row;
    for (; row < p->rows; row++)
    {
        memset(y + 4 * row, 0, 4 * sizeof *y);
        detected[row] = score[row] = 0.0f;
    }
}

#endif
