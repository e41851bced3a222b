/* Gated recurrent unit; new_hidden may be hidden */
#ifndef MOTE_GRU_F32_H
#define MOTE_GRU_F32_H

#include "mote_float_functions.h"
#include "mote_row_dot_f32.h"

typedef struct mote_gru_f32_params
{
    int32_t batches, steps, inputs, states;
    int32_t time_major;          /* 1: x is [steps, batches, inputs]; 0: [batches, steps, inputs] */
    int32_t linear_before_reset; /* 1: the reset gate scales sums over the hidden state; 0: the hidden state itself */
} mote_gru_f32_params;

/* Gates in the order update, reset, candidate; work [2 * states] */
MOTE_KERNEL void mote_gru_f32(
    const mote_gru_f32_params *p, const float *x,
    const float *w_update, const float *w_reset, const float *w_candidate,
    const float *r_update, const float *r_reset, const float *r_candidate,
    const float *b_update, const float *b_reset, const float *b_candidate, const float *b_recurrent,
    const float *hidden, float *y, float *new_hidden, float *work)
{
    const int32_t inputs = p->inputs, states = p->states;
    float *const next = work;
    float *const reset = work + states;
    int32_t batch, step, j;
    if (new_hidden != hidden) memcpy(new_hidden, hidden, (size_t)(p->batches * states) * sizeof *hidden);
    for (batch = 0; batch < p->batches; batch++)
    {
        float *const h = new_hidden + batch * states;
        for (step = 0; step < p->steps; step++)
        {
            const int32_t row = p->time_major ? step * p->batches + batch : batch * p->steps + step;
            const float *const xs = x + row * inputs;
            for (j = 0; j < states; j++)
            {
                reset[j] = mote_logistic_f32(
                    mote_row_dot_f32(xs, w_reset, inputs, j) + b_reset[j] + mote_row_dot_f32(h, r_reset, states, j));
                if (!p->linear_before_reset) reset[j] *= h[j];
            }
            for (j = 0; j < states; j++)
            {
                const float update = mote_logistic_f32(
                    mote_row_dot_f32(xs, w_update, inputs, j) + b_update[j] + mote_row_dot_f32(h, r_update, states, j));
                const float recalled = p->linear_before_reset
                    ? reset[j] * (mote_row_dot_f32(h, r_candidate, states, j) + b_recurrent[j])
                    : mote_row_dot_f32(reset, r_candidate, states, j);
                const float candidate =
                    mote_tanh_f32(mote_row_dot_f32(xs, w_candidate, inputs, j) + b_candidate[j] + recalled);
                next[j] = (1.0f - update) * candidate + update * h[j];
            }
            /* Every unit has read the old hidden state. */
            memcpy(h, next, (size_t)states * sizeof *h);
            memcpy(y + row * states, next, (size_t)states * sizeof *y);
        }
    }
}

#endif
