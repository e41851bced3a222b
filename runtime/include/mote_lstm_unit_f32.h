/* One unit of a long short-term memory on float, whatever the weights are */
#ifndef MOTE_LSTM_UNIT_F32_H
#define MOTE_LSTM_UNIT_F32_H

#include "mote_float_functions.h"

static inline float mote_lstm_finite_f32(float value)
{
    return mote_clamp_f32(value, -FLT_MAX, FLT_MAX);
}

/* Takes the gates' arguments (input, forget, cell, output), changes the cell and returns the hidden state; clip 0: none. */
static inline float mote_lstm_unit_f32(const float gates[4], float clip, float *cell)
{
    const float kept = mote_lstm_finite_f32(mote_logistic_f32(gates[1]) * *cell);
    *cell = kept + mote_lstm_finite_f32(mote_logistic_f32(gates[0]) * mote_tanh_f32(gates[2]));
    if (clip > 0.0f)
    {
        const float lowered = *cell < clip ? *cell : clip;
        *cell = lowered < -clip ? -clip : lowered;
    }
    return mote_lstm_finite_f32(mote_tanh_f32(*cell) * mote_logistic_f32(gates[3]));
}

#endif
