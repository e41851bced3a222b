/* Long short-term memory, float activations, int8 weights; new_hidden may be hidden, new_cell may be cell */
#ifndef MOTE_LSTM_F32_S8_H
#define MOTE_LSTM_F32_S8_H

#include "mote_lstm_unit_f32.h"

typedef struct mote_lstm_f32_s8_params
{
    int32_t batches, steps, inputs, states;
    int32_t time_major; /* 1: x is [steps, batches, inputs]; 0: [batches, steps, inputs] */
    float cell_clip;    /* 0: none */
} mote_lstm_f32_s8_params;

static inline float mote_lstm_dot_f32_s8(const float *x, const int8_t *w, int32_t count, float scale)
{
    float sum = 0.0f;
    int32_t i;
    for (i = 0; i < count; i++) sum += x[i] * (float)w[i];
    return sum * scale;
}

/* Gates in the order input, forget, cell, output; scale [8]: of the four w, then the four r */
MOTE_KERNEL void mote_lstm_f32_s8(
    const mote_lstm_f32_s8_params *p, const float *x,
    const int8_t *w_input, const int8_t *w_forget, const int8_t *w_cell, const int8_t *w_output,
    const int8_t *r_input, const int8_t *r_forget, const int8_t *r_cell, const int8_t *r_output,
    const float *b_input, const float *b_forget, const float *b_cell, const float *b_output, const float *scale,
    const float *hidden, const float *cell, float *y, float *new_hidden, float *new_cell)
{
    const int8_t *const w[4] = {w_input, w_forget, w_cell, w_output};
    const int8_t *const r[4] = {r_input, r_forget, r_cell, r_output};
    const float *const b[4] = {b_input, b_forget, b_cell, b_output};
    const int32_t inputs = p->inputs, states = p->states;
    int32_t batch, step, j, gate;
    if (new_hidden != hidden) memcpy(new_hidden, hidden, (size_t)(p->batches * states) * sizeof *hidden);
    if (new_cell != cell) memcpy(new_cell, cell, (size_t)(p->batches * states) * sizeof *cell);
    for (batch = 0; batch < p->batches; batch++)
    {
        float *const h = new_hidden + batch * states;
        for (step = 0; step < p->steps; step++)
        {
            const int32_t row = p->time_major ? step * p->batches + batch : batch * p->steps + step;
            float *const out = y + row * states;
            for (j = 0; j < states; j++)
            {
                float gates[4];
                for (gate = 0; gate < 4; gate++)
                    gates[gate] = mote_lstm_finite_f32(
                            mote_lstm_dot_f32_s8(x + row * inputs, w[gate] + j * inputs, inputs, scale[gate]) + b[gate][j])
                        + mote_lstm_finite_f32(mote_lstm_dot_f32_s8(h, r[gate] + j * states, states, scale[4 + gate]));
                out[j] = mote_lstm_unit_f32(gates, p->cell_clip, new_cell + batch * states + j);
            }
            /* Every unit has read the old hidden state. */
            memcpy(h, out, (size_t)states * sizeof *h);
        }
    }
}

#endif
