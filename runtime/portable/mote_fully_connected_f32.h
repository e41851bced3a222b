/* y = clamp(x * w^T + bias) */
#ifndef MOTE_FULLY_CONNECTED_F32_H
#define MOTE_FULLY_CONNECTED_F32_H

#include "mote_float_math.h"

typedef struct mote_fully_connected_f32_params
{
    int32_t rows, columns, outputs; /* x [rows, columns], w [outputs, columns], y [rows, outputs] */
    float low, high;
} mote_fully_connected_f32_params;

MOTE_KERNEL void mote_fully_connected_f32(const mote_fully_connected_f32_params *p,
    const float *x, const float *w, const float *bias, float *y)
{
    int32_t row, o, i;
    for (row = 0; row < p->rows; row++)
    {
        const float *weights = w;
        for (o = 0; o < p->outputs; o++)
        {
            float sum = 0.0f;
            for (i = 0; i < p->columns; i++) sum += x[i] * weights[i];
            weights += p->columns;
            *y++ = mote_clamp_f32(sum + bias[o], p->low, p->high);
        }
        x += p->columns;
    }
}

#endif
