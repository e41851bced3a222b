/* FastGRNN on integers */
#ifndef MOTE_FASTGRNN_H
#define MOTE_FASTGRNN_H

#include "mote_gated.h"

#include <string.h>

typedef struct mote_fastgrnn_params
{
    mote_gated_shape shape;
    mote_gated_blend blend;
    int32_t input_multiplier, input_shift;         /* of sums over x, to 12 fractional bits */
    int32_t recurrent_multiplier, recurrent_shift; /* of sums over the hidden state, or over what the second factor makes of it */
    int32_t factor_multiplier, factor_shift;       /* of the second factor's sums, to 12 fractional bits */
    int32_t rank;                                  /* rows of the second factor; 0: there is none */
    int32_t input_zero;
    int32_t zeta, nu; /* with 14 fractional bits */
} mote_fastgrnn_params;

/* u [states, states], or [states, rank] with factor [rank, states]; work: int16 [states + rank]; new_hidden may be hidden. */
static MOTE_ALWAYS_INLINE void mote_fastgrnn_step_all(
    const mote_fastgrnn_params *p, int32_t input_wide, int32_t hidden_wide, const void *x, const int8_t *w, const int8_t *u,
    const int8_t *factor, const void *b_update, const void *b_candidate, const void *hidden, void *y, void *new_hidden, int16_t *work)
{
    const int32_t inputs = p->shape.inputs, states = p->shape.states;
    const mote_gated_factor in = {p->input_multiplier, p->input_shift};
    const mote_gated_factor re = {p->recurrent_multiplier, p->recurrent_shift};
    const mote_gated_factor between = {p->factor_multiplier, p->factor_shift};
    int16_t *const next = work;
    int16_t *const narrowed = work + states;
    int32_t batch, step, j;
    if (new_hidden != hidden) memcpy(new_hidden, hidden, (size_t)(p->shape.batches * states) * (hidden_wide ? 2u : 1u));
    for (batch = 0; batch < p->shape.batches; batch++)
    {
        const void *const h = mote_gated_at(new_hidden, hidden_wide, batch * states);
        for (step = 0; step < p->shape.steps; step++)
        {
            const int32_t row = mote_gated_row(&p->shape, batch, step);
            const void *const xs = mote_gated_at(x, input_wide, row * inputs);
            for (j = 0; j < p->rank; j++)
                narrowed[j] = (int16_t)mote_gated_sum(h, hidden_wide, p->blend.zero, factor + j * states, states, NULL, 0, between);
            for (j = 0; j < states; j++)
            {
                const int32_t recalled = p->rank > 0
                    ? mote_gated_sum(narrowed, 1, 0, u + j * p->rank, p->rank, NULL, 0, re)
                    : mote_gated_sum(h, hidden_wide, p->blend.zero, u + j * states, states, NULL, 0, re);
                const int32_t update = mote_gated_sigmoid(
                    mote_gated_sum(xs, input_wide, p->input_zero, w + j * inputs, inputs, b_update, j, in) + recalled);
                const int32_t candidate = mote_gated_tanh(
                    mote_gated_sum(xs, input_wide, p->input_zero, w + j * inputs, inputs, b_candidate, j, in) + recalled);
                const int32_t share = (mote_divide_by_power_of_two(p->zeta * (32768 - update), 15) + p->nu) * candidate;
                next[j] = (int16_t)mote_gated_next(&p->blend, share, update, mote_gated_read(h, hidden_wide, j));
            }
            /* Every unit has read the old hidden state. */
            mote_gated_keep(&p->blend, input_wide, hidden_wide, next, states, new_hidden, batch * states, y, row);
        }
    }
}

#endif
