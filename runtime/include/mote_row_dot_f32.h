/* A vector times one row of a matrix that is as wide */
#ifndef MOTE_ROW_DOT_F32_H
#define MOTE_ROW_DOT_F32_H

#include "mote.h"

static inline float mote_row_dot_f32(const float *vector, const float *matrix, int32_t count, int32_t row)
{
    const float *const weights = matrix + (ptrdiff_t)row * count;
    float sum = 0.0f;
    int32_t i;
    for (i = 0; i < count; i++) sum += vector[i] * weights[i];
    return sum;
}

#endif
