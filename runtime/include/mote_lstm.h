/* One unit of a long short-term memory on int16 gates, whatever the activations are */
#ifndef MOTE_LSTM_H
#define MOTE_LSTM_H

#include "mote_fixed_point.h"
#include "mote_gate_math.h"

/* The four gates are, in this order: input, forget, cell, output. */
typedef struct mote_lstm_shape
{
    int32_t batches, steps, inputs, states;
    int32_t time_major; /* 1: x is [steps, batches, inputs]; 0: [batches, steps, inputs] */
} mote_lstm_shape;

typedef struct mote_lstm_scales
{
    int32_t input_multiplier[4], input_shift[4];         /* of sums over x, to 12 fractional bits */
    int32_t recurrent_multiplier[4], recurrent_shift[4]; /* of sums over the hidden state */
    int32_t kept_multiplier, kept_shift;                 /* of forget gate times cell */
    int32_t added_multiplier, added_shift;               /* of input gate times cell gate */
    int32_t hidden_multiplier, hidden_shift;             /* of output gate times cell */
    int32_t clip_low, clip_high;                         /* of the cell */
    int32_t tanh_multiplier, tanh_shift;                 /* of the cell's argument to tanh */
    int32_t output_offset, low, high;
} mote_lstm_scales;

static inline int32_t mote_lstm_row(const mote_lstm_shape *s, int32_t batch, int32_t step)
{
    return s->time_major ? step * s->batches + batch : batch * s->steps + step;
}

static inline int32_t mote_lstm_saturate(int32_t value)
{
    return mote_min(mote_max(value, INT16_MIN), INT16_MAX);
}

/* Takes the gates' arguments, changes the cell and returns the hidden state. */
static inline int32_t mote_lstm_unit(const mote_lstm_scales *p, const int32_t gates[4], int16_t *cell)
{
    const int32_t input = mote_gate_sigmoid_s16(gates[0]);
    const int32_t forget = mote_gate_sigmoid_s16(gates[1]);
    const int32_t candidate = mote_gate_tanh_s16(gates[2], 3, 0);
    const int32_t output = mote_gate_sigmoid_s16(gates[3]);
    const int32_t kept = mote_lstm_saturate(mote_rescale(forget * *cell, p->kept_multiplier, p->kept_shift));
    const int32_t added = mote_lstm_saturate(mote_rescale(input * candidate, p->added_multiplier, p->added_shift));
    const int32_t sum = mote_min(mote_max(mote_lstm_saturate(kept + added), p->clip_low), p->clip_high);
    const int32_t product = mote_gate_tanh_s16(sum, p->tanh_multiplier, p->tanh_shift) * output;
    *cell = (int16_t)sum;
    return mote_min(mote_max(mote_add(mote_rescale(product, p->hidden_multiplier, p->hidden_shift), p->output_offset), p->low), p->high);
}

#endif
