/* Two boxes' common area by that of their union */
#ifndef MOTE_BOX_OVERLAP_F32_H
#define MOTE_BOX_OVERLAP_F32_H

#include "mote_float_math.h"

/* ymin, xmin, ymax, xmax; 0 where a box has no area */
static inline float mote_box_overlap_f32(const float *a, const float *b)
{
    const float area_a = (a[2] - a[0]) * (a[3] - a[1]);
    const float area_b = (b[2] - b[0]) * (b[3] - b[1]);
    const float height = (a[2] < b[2] ? a[2] : b[2]) - (a[0] > b[0] ? a[0] : b[0]);
    const float width = (a[3] < b[3] ? a[3] : b[3]) - (a[1] > b[1] ? a[1] : b[1]);
    float common;
    if (!(area_a > 0.0f && area_b > 0.0f && height > 0.0f && width > 0.0f)) return 0.0f;
    common = height * width;
    return common / (area_a + area_b - common);
}

#endif
