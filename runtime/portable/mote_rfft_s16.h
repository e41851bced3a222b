/* The discrete Fourier transform of frames of int16 */
#ifndef MOTE_RFFT_S16_H
#define MOTE_RFFT_S16_H

#include "mote_fft_s16.h"

typedef struct mote_rfft_s16_params
{
    int32_t rows, samples; /* x [rows, samples], at most 2 * points of them */
    mote_fft_plan plan;
} mote_rfft_s16_params;

/* y [rows, 2 * points + 2]: real and imaginary parts alternate */
MOTE_KERNEL void mote_rfft_s16(
    const mote_rfft_s16_params *p, const int16_t *x, const int16_t *roots, const int16_t *splitting, int16_t *y)
{
    int32_t row;
    for (row = 0; row < p->rows; row++)
    {
        mote_fft_s16_forward(&p->plan, x, p->samples, roots, splitting, y);
        x += p->samples;
        y += 2 * p->plan.points + 2;
    }
}

#endif
