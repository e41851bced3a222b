/* Softmax over rows; y may be x */
#ifndef MOTE_SOFTMAX_F32_H
#define MOTE_SOFTMAX_F32_H

#include "mote_float_math.h"

typedef struct mote_softmax_f32_params
{
    int32_t rows, depth;
    float beta;
} mote_softmax_f32_params;

MOTE_KERNEL void mote_softmax_f32(const mote_softmax_f32_params *p, const float *x, float *y)
{
    int32_t row, c;
    for (row = 0; row < p->rows; row++)
    {
        float max = -FLT_MAX, sum = 0.0f;
        for (c = 0; c < p->depth; c++)
            if (x[c] > max) max = x[c];
        for (c = 0; c < p->depth; c++)
        {
            y[c] = mote_exp_f32((x[c] - max) * p->beta);
            sum += y[c];
        }
        for (c = 0; c < p->depth; c++) y[c] /= sum;
        x += p->depth;
        y += p->depth;
    }
}

#endif
