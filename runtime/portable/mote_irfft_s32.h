/* The inverse discrete Fourier transform to frames of int32 */
#ifndef MOTE_IRFFT_S32_H
#define MOTE_IRFFT_S32_H

#include "mote_fft_s32.h"

typedef struct mote_irfft_s32_params
{
    int32_t rows;
    mote_fft_plan plan;
} mote_irfft_s32_params;

/* x [rows, 2 * points + 2], y [rows, 2 * points] */
MOTE_KERNEL void mote_irfft_s32(
    const mote_irfft_s32_params *p, const int32_t *x, const int32_t *roots, const int32_t *splitting, int32_t *y)
{
    const int32_t samples = 2 * p->plan.points;
    int32_t row;
    for (row = 0; row < p->rows; row++)
    {
        mote_fft_s32_backward(&p->plan, x, roots, splitting, y);
        x += samples + 2;
        y += samples;
    }
}

#endif
