/* Frames under a window function */
#ifndef MOTE_WINDOW_FUNCTION_S16_H
#define MOTE_WINDOW_FUNCTION_S16_H

#include "mote.h"

typedef struct mote_window_function_s16_params
{
    int32_t rows, samples;
    int32_t shift;
} mote_window_function_s16_params;

/* x and y [rows, samples], w [samples]; y may be x */
MOTE_KERNEL void mote_window_function_s16(const mote_window_function_s16_params *p, const int16_t *x, const int16_t *w, int16_t *y)
{
    int32_t row, i;
    for (row = 0; row < p->rows; row++)
        for (i = 0; i < p->samples; i++) *y++ = mote_clamp_to_s16((*x++ * w[i]) >> p->shift, INT16_MIN, INT16_MAX);
}

#endif
