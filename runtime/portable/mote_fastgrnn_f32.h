/* FastGRNN; new_hidden may be hidden */
#ifndef MOTE_FASTGRNN_F32_H
#define MOTE_FASTGRNN_F32_H

#include "mote_float_functions.h"
#include "mote_row_dot_f32.h"

typedef struct mote_fastgrnn_f32_params
{
    int32_t batches, steps, inputs, states;
    int32_t time_major; /* 1: x is [steps, batches, inputs]; 0: [batches, steps, inputs] */
    int32_t rank;       /* rows of the second factor; 0: there is none */
    float zeta, nu;
} mote_fastgrnn_f32_params;

/* u [states, states], or [states, rank] with factor [rank, states]; work [states + rank] */
MOTE_KERNEL void mote_fastgrnn_f32(
    const mote_fastgrnn_f32_params *p, const float *x, const float *w, const float *u, const float *factor,
    const float *b_update, const float *b_candidate, const float *hidden, float *y, float *new_hidden, float *work)
{
    const int32_t inputs = p->inputs, states = p->states;
    float *const next = work;
    float *const narrowed = work + states;
    int32_t batch, step, j;
    if (new_hidden != hidden) memcpy(new_hidden, hidden, (size_t)(p->batches * states) * sizeof *hidden);
    for (batch = 0; batch < p->batches; batch++)
    {
        float *const h = new_hidden + batch * states;
        for (step = 0; step < p->steps; step++)
        {
            const int32_t row = p->time_major ? step * p->batches + batch : batch * p->steps + step;
            for (j = 0; j < p->rank; j++) narrowed[j] = mote_row_dot_f32(h, factor, states, j);
            for (j = 0; j < states; j++)
            {
                const float sum = mote_row_dot_f32(x + row * inputs, w, inputs, j)
                    + (p->rank > 0 ? mote_row_dot_f32(narrowed, u, p->rank, j) : mote_row_dot_f32(h, u, states, j));
                const float update = mote_logistic_f32(sum + b_update[j]);
                const float candidate = mote_tanh_f32(sum + b_candidate[j]);
                next[j] = (p->zeta * (1.0f - update) + p->nu) * candidate + update * h[j];
            }
            /* Every unit has read the old hidden state. */
            memcpy(h, next, (size_t)states * sizeof *h);
            memcpy(y + row * states, next, (size_t)states * sizeof *y);
        }
    }
}

#endif
