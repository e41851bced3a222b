/* The discrete Fourier transform of frames of int32 */
#ifndef MOTE_RFFT_S32_H
#define MOTE_RFFT_S32_H

#include "mote_fft_s32.h"

typedef struct mote_rfft_s32_params
{
    int32_t rows, samples; /* x [rows, samples], at most 2 * points of them */
    mote_fft_plan plan;
} mote_rfft_s32_params;

/* y [rows, 2 * points + 2]: real and imaginary parts alternate */
MOTE_KERNEL void mote_rfft_s32(
    const mote_rfft_s32_params *p, const int32_t *x, const int32_t *roots, const int32_t *splitting, int32_t *y)
{
    int32_t row;
    for (row = 0; row < p->rows; row++)
    {
        mote_fft_s32_forward(&p->plan, x, p->samples, roots, splitting, y);
        x += p->samples;
        y += 2 * p->plan.points + 2;
    }
}

#endif
