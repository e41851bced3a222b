/* y = (x - mean) / deviation */
#ifndef MOTE_STANDARDIZE_F32_H
#define MOTE_STANDARDIZE_F32_H

#include "mote_float_functions.h"

typedef struct mote_standardize_f32_params
{
    int32_t rows, samples, channels; /* x, y [rows, samples, channels] */
    int32_t deviation;               /* 0: none; 1: each channel's; 2: that of all channels */
    float epsilon;
} mote_standardize_f32_params;

MOTE_KERNEL void mote_standardize_f32(const mote_standardize_f32_params *p, const float *x, float *y)
{
    const int32_t n = p->samples * p->channels;
    int32_t row, c, i;
    for (row = 0; row < p->rows; row++)
    {
        float squares = 0.0f, deviation;
        for (c = 0; c < p->channels; c++)
        {
            float mean = 0.0f;
            for (i = c; i < n; i += p->channels) mean += x[i];
            mean /= (float)p->samples;
            if (p->deviation != 2) squares = 0.0f;
            for (i = c; i < n; i += p->channels)
            {
                y[i] = x[i] - mean;
                squares += y[i] * y[i];
            }
            if (p->deviation != 1) continue;
            deviation = mote_sqrt_f32(squares / (float)p->samples + p->epsilon);
            if (deviation > 0.0f)
                for (i = c; i < n; i += p->channels) y[i] /= deviation;
        }
        if (p->deviation == 2)
        {
            deviation = mote_sqrt_f32(squares / (float)n + p->epsilon);
            if (deviation > 0.0f)
                for (i = 0; i < n; i++) y[i] /= deviation;
        }
        x += n;
        y += n;
    }
}

#endif
