/* The inverse discrete Fourier transform to frames of int16 */
#ifndef MOTE_IRFFT_S16_H
#define MOTE_IRFFT_S16_H

#include "mote_fft_s16.h"

typedef struct mote_irfft_s16_params
{
    int32_t rows;
    mote_fft_plan plan;
} mote_irfft_s16_params;

/* x [rows, 2 * points + 2], y [rows, 2 * points] */
MOTE_KERNEL void mote_irfft_s16(
    const mote_irfft_s16_params *p, const int16_t *x, const int16_t *roots, const int16_t *splitting, int16_t *y)
{
    const int32_t samples = 2 * p->plan.points;
    int32_t row;
    for (row = 0; row < p->rows; row++)
    {
        mote_fft_s16_backward(&p->plan, x, roots, splitting, y);
        x += samples + 2;
        y += samples;
    }
}

#endif
