/* y = clamp(x * w^T + bias) */
#ifndef MOTE_FULLY_CONNECTED_F32_H
#define MOTE_FULLY_CONNECTED_F32_H

#include "mote_float_math.h"

typedef struct mote_fully_connected_f32_params
{
    int32_t rows, columns, outputs; /* x [rows, columns], w [outputs, columns], y [rows, outputs] */
    int32_t backward;               /* 1: the last row first */
    float low, high;
} mote_fully_connected_f32_params;

MOTE_KERNEL void mote_fully_connected_f32(const mote_fully_connected_f32_params *p,
    const float *x, const float *w, const float *bias, float *y)
{
    int32_t step, o, i;
    for (step = 0; step < p->rows; step++)
    {
        const ptrdiff_t row = mote_turn(step, p->rows, p->backward);
        const float *const in = x + row * p->columns;
        float *out = y + row * p->outputs;
        const float *weights = w;
        for (o = 0; o < p->outputs; o++)
        {
            float sum = 0.0f;
            for (i = 0; i < p->columns; i++) sum += in[i] * weights[i];
            weights += p->columns;
            *out++ = mote_clamp_f32(sum + bias[o], p->low, p->high);
        }
    }
}

#endif
