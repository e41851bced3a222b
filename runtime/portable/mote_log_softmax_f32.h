/* Logarithm of the softmax over rows; y may be x */
#ifndef MOTE_LOG_SOFTMAX_F32_H
#define MOTE_LOG_SOFTMAX_F32_H

#include "mote_float_functions.h"

typedef struct mote_log_softmax_f32_params
{
    int32_t rows, depth;
} mote_log_softmax_f32_params;

MOTE_KERNEL void mote_log_softmax_f32(const mote_log_softmax_f32_params *p, const float *x, float *y)
{
    int32_t row, c;
    for (row = 0; row < p->rows; row++)
    {
        float max = -FLT_MAX, sum = 0.0f, log;
        for (c = 0; c < p->depth; c++)
            if (x[c] > max) max = x[c];
        for (c = 0; c < p->depth; c++) sum += mote_exp_f32(x[c] - max);
        log = mote_log_f32(sum);
        for (c = 0; c < p->depth; c++) y[c] = x[c] - max - log;
        x += p->depth;
        y += p->depth;
    }
}

#endif
