/* Rows divided by their length; y may be x */
#ifndef MOTE_L2_NORMALIZATION_F32_H
#define MOTE_L2_NORMALIZATION_F32_H

#include "mote_float_functions.h"

typedef struct mote_l2_normalization_f32_params
{
    int32_t rows, depth;
} mote_l2_normalization_f32_params;

MOTE_KERNEL void mote_l2_normalization_f32(const mote_l2_normalization_f32_params *p, const float *x, float *y)
{
    int32_t row, c;
    for (row = 0; row < p->rows; row++)
    {
        float sum = 0.0f, norm;
        for (c = 0; c < p->depth; c++) sum += x[c] * x[c];
        norm = mote_sqrt_f32(sum);
        if (norm < 1e-6f) norm = 1e-6f;
        for (c = 0; c < p->depth; c++) y[c] = x[c] / norm;
        x += p->depth;
        y += p->depth;
    }
}

#endif
