/* y = clamp(rescale(bias + x * w^T)), int16 with int8 weights, zero points 0; also pointwise convolutions, one row a pixel */
#ifndef MOTE_MATRIX_S16_DSP_H
#define MOTE_MATRIX_S16_DSP_H

#include "mote_sums_s16_dsp.h"

typedef struct mote_matrix_s16_dsp_params
{
    int32_t rows, columns, outputs; /* x [rows, columns], y [rows, outputs] */
    int32_t backward;               /* 1: the last rows first */
    mote_sums_s16 sums;
} mote_matrix_s16_dsp_params;

/* Rows are taken in pairs, (0, 1), (2, 3)...; both are read before the results of either are complete. */
MOTE_KERNEL void mote_matrix_s16_dsp(const mote_matrix_s16_dsp_params *p, const int16_t *x, const int8_t *w, const void *bias,
                                     const int32_t *multiplier, const int8_t *shift, int16_t *y)
{
    const int32_t pairs = (p->rows + 1) / 2;
    int32_t step;
    for (step = 0; step < pairs; step++)
    {
        const ptrdiff_t row = 2 * mote_turn(step, pairs, p->backward);
        const int16_t *const in = x + row * p->columns;
        int16_t *const out = y + row * p->outputs;
        if (row + 1 < p->rows)
            mote_columns_s16(&p->sums, 2, p->columns, p->outputs, in, p->columns, w, bias, multiplier, shift, out);
        else mote_columns_s16(&p->sums, 1, p->columns, p->outputs, in, 0, w, bias, multiplier, shift, out);
    }
}

#endif
