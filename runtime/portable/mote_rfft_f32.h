/* The discrete Fourier transform of frames of float */
#ifndef MOTE_RFFT_F32_H
#define MOTE_RFFT_F32_H

#include "mote_fft_f32.h"

typedef struct mote_rfft_f32_params
{
    int32_t rows, samples; /* x [rows, samples], at most 2 * points of them */
    mote_fft_plan plan;
} mote_rfft_f32_params;

/* y [rows, 2 * points + 2]: real and imaginary parts alternate */
MOTE_KERNEL void mote_rfft_f32(
    const mote_rfft_f32_params *p, const float *x, const float *roots, const float *splitting, float *y)
{
    int32_t row;
    for (row = 0; row < p->rows; row++)
    {
        mote_fft_f32_forward(&p->plan, x, p->samples, roots, splitting, y);
        x += p->samples;
        y += 2 * p->plan.points + 2;
    }
}

#endif
