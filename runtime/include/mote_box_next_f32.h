/* One step of non-maximum suppression */
#ifndef MOTE_BOX_NEXT_F32_H
#define MOTE_BOX_NEXT_F32_H

#include "mote_box_overlap_f32.h"

/* The best box that is left, the first of equals, or -1. It and those that overlap it too much get the score -FLT_MAX, which is below
   every threshold. */
static inline int32_t mote_box_next_f32(float *score, const float *corners, int32_t count, float threshold, float overlap)
{
    int32_t best = -1, n;
    for (n = 0; n < count; n++)
        if (score[n] >= threshold && (best < 0 || score[n] > score[best])) best = n;
    if (best < 0) return best;
    score[best] = -FLT_MAX;
    for (n = 0; n < count; n++)
        if (score[n] >= threshold && mote_box_overlap_f32(corners + 4 * best, corners + 4 * n) > overlap) score[n] = -FLT_MAX;
    return best;
}

#endif
