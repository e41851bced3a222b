/* Classes in the order of their scores */
#ifndef MOTE_CLASS_NEXT_F32_H
#define MOTE_CLASS_NEXT_F32_H

#include "mote_float_math.h"

/* The class that follows another, the first of equals; the best after -1; -1 if there is none */
static inline int32_t mote_class_next_f32(const float *scores, int32_t classes, int32_t after)
{
    int32_t next = -1, c;
    for (c = 0; c < classes; c++)
    {
        const int follows = after < 0 ? scores[c] == scores[c]
            : scores[c] < scores[after] || (!(scores[c] > scores[after]) && scores[c] == scores[c] && c > after);
        if (follows && (next < 0 || scores[c] > scores[next])) next = c;
    }
    return next;
}

#endif
