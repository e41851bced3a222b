/* Gated recurrent unit on integers; the gates are, in this order: update, reset, candidate. */
#ifndef MOTE_GRU_H
#define MOTE_GRU_H

#include "mote_gated.h"

#include <string.h>

typedef struct mote_gru_params
{
    mote_gated_shape shape;
    mote_gated_blend blend;
    int32_t input_multiplier[3], input_shift[3];         /* of sums over x, to 12 fractional bits */
    int32_t recurrent_multiplier[3], recurrent_shift[3]; /* of sums over the hidden state, reset or not */
    int32_t input_zero;
    int32_t linear_before_reset; /* 1: the reset gate scales sums over the hidden state; 0: the hidden state itself */
    int32_t reset_shift;         /* of reset gate times hidden state */
} mote_gru_params;

/* work: int16 [states], and [states] more unless linear_before_reset; new_hidden may be hidden. */
static MOTE_ALWAYS_INLINE void mote_gru_step_all(
    const mote_gru_params *p, int32_t input_wide, int32_t hidden_wide, const void *x,
    const int8_t *const w[3], const int8_t *const r[3], const void *const b[3], const void *b_recurrent,
    const void *hidden, void *y, void *new_hidden, int16_t *work)
{
    const int32_t inputs = p->shape.inputs, states = p->shape.states;
    int16_t *const next = work;
    int16_t *const product = work + states;
    mote_gated_factor in[3], re[3];
    int32_t batch, step, j;
    for (j = 0; j < 3; j++)
    {
        in[j].multiplier = p->input_multiplier[j];
        in[j].shift = p->input_shift[j];
        re[j].multiplier = p->recurrent_multiplier[j];
        re[j].shift = p->recurrent_shift[j];
    }
    if (new_hidden != hidden) memcpy(new_hidden, hidden, (size_t)(p->shape.batches * states) * (hidden_wide ? 2u : 1u));
    for (batch = 0; batch < p->shape.batches; batch++)
    {
        const void *const h = mote_gated_at(new_hidden, hidden_wide, batch * states);
        for (step = 0; step < p->shape.steps; step++)
        {
            const int32_t row = mote_gated_row(&p->shape, batch, step);
            const void *const xs = mote_gated_at(x, input_wide, row * inputs);
            if (!p->linear_before_reset)
                for (j = 0; j < states; j++)
                {
                    const int32_t reset = mote_gated_sigmoid(
                        mote_gated_sum(xs, input_wide, p->input_zero, w[1] + j * inputs, inputs, b[1], j, in[1])
                        + mote_gated_sum(h, hidden_wide, p->blend.zero, r[1] + j * states, states, NULL, 0, re[1]));
                    product[j] = (int16_t)mote_divide_by_power_of_two(
                        reset * (mote_gated_read(h, hidden_wide, j) - p->blend.zero), p->reset_shift);
                }
            for (j = 0; j < states; j++)
            {
                const int32_t update = mote_gated_sigmoid(
                    mote_gated_sum(xs, input_wide, p->input_zero, w[0] + j * inputs, inputs, b[0], j, in[0])
                    + mote_gated_sum(h, hidden_wide, p->blend.zero, r[0] + j * states, states, NULL, 0, re[0]));
                int32_t recalled, candidate;
                if (p->linear_before_reset)
                {
                    const int32_t reset = mote_gated_sigmoid(
                        mote_gated_sum(xs, input_wide, p->input_zero, w[1] + j * inputs, inputs, b[1], j, in[1])
                        + mote_gated_sum(h, hidden_wide, p->blend.zero, r[1] + j * states, states, NULL, 0, re[1]));
                    recalled = mote_divide_by_power_of_two(
                        reset * mote_gated_sum(h, hidden_wide, p->blend.zero, r[2] + j * states, states, b_recurrent, j, re[2]), 15);
                }
                else
                    recalled = mote_gated_sum(product, 1, 0, r[2] + j * states, states, NULL, 0, re[2]);
                candidate = mote_gated_tanh(
                    mote_gated_sum(xs, input_wide, p->input_zero, w[2] + j * inputs, inputs, b[2], j, in[2]) + recalled);
                next[j] = (int16_t)mote_gated_next(
                    &p->blend, (32768 - update) * candidate, update, mote_gated_read(h, hidden_wide, j));
            }
            /* Every unit has read the old hidden state. */
            mote_gated_keep(&p->blend, input_wide, hidden_wide, next, states, new_hidden, batch * states, y, row);
        }
    }
}

#endif
