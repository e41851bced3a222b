/* y = clamp(x * w^T + bias), eight outputs at a time */
#ifndef MOTE_MATRIX_F32_EIGHT_H
#define MOTE_MATRIX_F32_EIGHT_H

#include "mote_eight_f32.h"

typedef struct mote_matrix_f32_eight_params
{
    int32_t rows, columns, outputs; /* x [rows, columns], y [rows, outputs] */
    int32_t backward;               /* 1: the last row first */
    int32_t cycles;                 /* 1: fewest cycles, not instructions */
    float low, high;
} mote_matrix_f32_eight_params;

/* Weights: of eight outputs column after column; then the rows of outputs left. */
MOTE_KERNEL void mote_matrix_f32_eight(const mote_matrix_f32_eight_params *p, const float *x, const float *w, const float *bias, float *y)
{
    const int32_t eights = p->outputs / 8 * 8;
    int32_t step, o, i;
    for (step = 0; step < p->rows; step++)
    {
        const ptrdiff_t row = mote_turn(step, p->rows, p->backward);
        const float *const in = x + row * p->columns;
        const float *weights = w;
        float *const out = y + row * p->outputs;
        for (o = 0; o < eights; o += 8)
        {
            mote_eight s = {0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f};
            s = mote_add_eight(in, weights, p->columns, p->cycles, s);
            weights += 8 * p->columns;
            mote_put_eight(s, bias + o, p->low, p->high, out + o);
        }
        for (o = eights; o < p->outputs; o++)
        {
            float sum = 0.0f;
            for (i = 0; i < p->columns; i++) sum = mote_add_product_f32(sum, in[i], *weights++);
            out[o] = mote_clamp_f32(mote_add_f32_plainly(sum, bias[o]), p->low, p->high);
        }
    }
}

#endif
