/* y = rescaled(bias + x * w^T), int8: eight outputs at a time, so that x is loaded once for all of them */
#ifndef MOTE_MATRIX_S8_EIGHT_H
#define MOTE_MATRIX_S8_EIGHT_H

#include "mote_steps.h"

typedef struct mote_matrix_s8_eight_params
{
    int32_t rows, columns, outputs;
    int32_t backward; /* 1: the last row first */
    mote_steps steps;
} mote_matrix_s8_eight_params;

/* Eight outputs in the stream: weights, column by column; starts; constants of the steps, output by output. The last eight are filled
   up with zeros. */
MOTE_KERNEL void mote_matrix_s8_eight(const mote_matrix_s8_eight_params *p, const int8_t *x, const int32_t *stream, int8_t *y)
{
    int32_t step, o, i;
    for (step = 0; step < p->rows; step++)
    {
        const ptrdiff_t row = mote_turn(step, p->rows, p->backward);
        const int8_t *const end = x + (row + 1) * p->columns;
        const int32_t *at = stream;
        for (o = 0; o < p->outputs; o += 8)
        {
            const int8_t *w = (const int8_t *)(const void *)at;
            const int8_t *in = end - p->columns;
            const int32_t *const starts = at + 2 * p->columns;
            const int32_t *constants = starts + 8;
            uint32_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC unroll 4
#endif
            for (; in < end; in++, w += 8)
            {
                const int32_t v = *in;
                a += (uint32_t)(v * w[0]);
                b += (uint32_t)(v * w[1]);
                c += (uint32_t)(v * w[2]);
                d += (uint32_t)(v * w[3]);
                e += (uint32_t)(v * w[4]);
                f += (uint32_t)(v * w[5]);
                g += (uint32_t)(v * w[6]);
                h += (uint32_t)(v * w[7]);
            }
            {
                const uint32_t sums[8] = {a, b, c, d, e, f, g, h};
                int8_t *const out = y + row * p->outputs + o;
                for (i = 0; i < mote_min(8, p->outputs - o); i++, constants += p->steps.words)
                    out[i] = mote_step_output(&p->steps, constants, sums[i] + (uint32_t)starts[i]);
            }
            at += 2 * p->columns + 8 + 8 * p->steps.words;
        }
    }
}

#endif
