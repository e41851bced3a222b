/* Long short-term memory, int16 activations, int8 weights, int16 cell; new_hidden may be hidden, new_cell may be cell */
#ifndef MOTE_LSTM_S16_H
#define MOTE_LSTM_S16_H

#include "mote_lstm.h"
#include "mote_wide_fixed_point.h"

#include <string.h>

typedef struct mote_lstm_s16_params
{
    mote_lstm_shape shape;
    mote_lstm_scales scales;
} mote_lstm_s16_params;

static inline int32_t mote_lstm_sum_s16(const int16_t *x, const int8_t *w, int32_t count, int64_t bias, int32_t multiplier, int32_t shift)
{
    uint64_t sum = (uint64_t)bias;
    int32_t i;
    for (i = 0; i < count; i++) sum += (uint64_t)(int64_t)(x[i] * w[i]);
    return mote_lstm_saturate(mote_rescale_wide((int64_t)sum, multiplier, shift));
}

MOTE_KERNEL void mote_lstm_s16(
    const mote_lstm_s16_params *p, const int16_t *x,
    const int8_t *w_input, const int8_t *w_forget, const int8_t *w_cell, const int8_t *w_output,
    const int8_t *r_input, const int8_t *r_forget, const int8_t *r_cell, const int8_t *r_output,
    const int64_t *b_input, const int64_t *b_forget, const int64_t *b_cell, const int64_t *b_output,
    const int16_t *hidden, const int16_t *cell, int16_t *y, int16_t *new_hidden, int16_t *new_cell)
{
    const int8_t *const w[4] = {w_input, w_forget, w_cell, w_output};
    const int8_t *const r[4] = {r_input, r_forget, r_cell, r_output};
    const int64_t *const b[4] = {b_input, b_forget, b_cell, b_output};
    const int32_t inputs = p->shape.inputs, states = p->shape.states;
    int32_t batch, step, j, gate;
    if (new_hidden != hidden) memcpy(new_hidden, hidden, (size_t)(p->shape.batches * states) * sizeof *hidden);
    if (new_cell != cell) memcpy(new_cell, cell, (size_t)(p->shape.batches * states) * sizeof *cell);
    for (batch = 0; batch < p->shape.batches; batch++)
    {
        int16_t *const h = new_hidden + batch * states;
        for (step = 0; step < p->shape.steps; step++)
        {
            const int32_t row = mote_lstm_row(&p->shape, batch, step);
            int16_t *const out = y + row * states;
            for (j = 0; j < states; j++)
            {
                int32_t gates[4];
                for (gate = 0; gate < 4; gate++)
                    gates[gate] = mote_lstm_saturate(
                        mote_lstm_sum_s16(x + row * inputs, w[gate] + j * inputs, inputs, b[gate][j],
                                         p->scales.input_multiplier[gate], p->scales.input_shift[gate])
                        + mote_lstm_sum_s16(h, r[gate] + j * states, states, 0, p->scales.recurrent_multiplier[gate],
                                           p->scales.recurrent_shift[gate]));
                out[j] = (int16_t)mote_lstm_unit(&p->scales, gates, new_cell + batch * states + j);
            }
            /* Every unit has read the old hidden state. */
            memcpy(h, out, (size_t)states * sizeof *h);
        }
    }
}

#endif
