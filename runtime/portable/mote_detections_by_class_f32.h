/* Boxes of a detector: the best of those that do not overlap another of their class */
#ifndef MOTE_DETECTIONS_BY_CLASS_F32_H
#define MOTE_DETECTIONS_BY_CLASS_F32_H

#include "mote_box_decode_f32.h"
#include "mote_box_next_f32.h"

typedef struct mote_detections_by_class_f32_params
{
    mote_boxes_f32 boxes;
    int32_t rows, classes;
    int32_t background; /* 1: the scores have a class in front that is none */
    int32_t detections, class_detections;
    float threshold, overlap;
} mote_detections_by_class_f32_params;

/* scores [boxes, background + classes]; y [rows, 4]; detected and score [rows]; number: rows that are used; work [5 * boxes] */
MOTE_KERNEL void mote_detections_by_class_f32(const mote_detections_by_class_f32_params *p, const float *x, const float *scores,
                                              const float *anchors, float *y, float *detected, float *score, float *number,
                                              float *work)
{
    const int32_t count = p->boxes.count, stride = p->classes + p->background;
    float *const left = work + (ptrdiff_t)4 * count;
    int32_t used = 0, c, n, i;
    mote_box_decode_f32(&p->boxes, x, anchors, work);
    for (c = 0; c < p->classes; c++)
    {
        const float *const of_class = scores + p->background + c;
        for (n = 0; n < count; n++) left[n] = of_class[(ptrdiff_t)n * stride];
        for (i = 0; i < p->class_detections; i++)
        {
            int32_t row = used, after;
            float found;
            n = mote_box_next_f32(left, work, count, p->threshold, p->overlap);
            if (n < 0) break;
            found = of_class[(ptrdiff_t)n * stride];
            /* Rows are in the order of their scores; what was there goes before its equals. */
            while (row > 0 && score[row - 1] < found) row--;
            if (row == p->detections) break;
            if (used < p->detections) used++;
            after = used - 1 - row;
            memmove(y + 4 * (row + 1), y + 4 * row, (size_t)after * 4 * sizeof *y);
            memmove(detected + row + 1, detected + row, (size_t)after * sizeof *detected);
            memmove(score + row + 1, score + row, (size_t)after * sizeof *score);
            memcpy(y + 4 * row, work + 4 * n, 4 * sizeof *y);
            detected[row] = (float)c;
            score[row] = found;
        }
    }
    *number = (float)used;
    for (; used < p->rows; used++)
    {
        memset(y + 4 * used, 0, 4 * sizeof *y);
        detected[used] = score[used] = 0.0f;
    }
}

#endif
