/* The inverse discrete Fourier transform to frames of float */
#ifndef MOTE_IRFFT_F32_H
#define MOTE_IRFFT_F32_H

#include "mote_fft_f32.h"

typedef struct mote_irfft_f32_params
{
    int32_t rows;
    mote_fft_plan plan;
} mote_irfft_f32_params;

/* x [rows, 2 * points + 2], y [rows, 2 * points] */
MOTE_KERNEL void mote_irfft_f32(
    const mote_irfft_f32_params *p, const float *x, const float *roots, const float *splitting, float *y)
{
    const int32_t samples = 2 * p->plan.points;
    int32_t row, i;
    for (row = 0; row < p->rows; row++)
    {
        mote_fft_f32_backward(&p->plan, x, roots, splitting, y);
        for (i = 0; i < samples; i++) y[i] /= (float)samples;
        x += samples + 2;
        y += samples;
    }
}

#endif
