/* What gated recurrent cells share: where a step's rows lie, and, on integers, sums for gates and the new hidden state */
#ifndef MOTE_GATED_H
#define MOTE_GATED_H

#include "mote_gate_math.h"
#include "mote_wide_fixed_point.h"

typedef struct mote_gated_shape
{
    int32_t batches, steps, inputs, states;
    int32_t time_major; /* 1: x is [steps, batches, inputs]; 0: [batches, steps, inputs] */
} mote_gated_shape;

/* A sum to 12 fractional bits; of matrices that read the input or the hidden state. */
typedef struct mote_gated_factor
{
    int32_t multiplier, shift;
} mote_gated_factor;

/* How a new hidden state comes about. */
typedef struct mote_gated_blend
{
    int32_t share_multiplier, share_shift; /* of the candidate's share, to extra_bits more than a hidden state has */
    int32_t extra_bits;
    int32_t zero, low, high;
    int32_t output_multiplier, output_shift, output_zero; /* where outputs are not stored as hidden states are */
} mote_gated_blend;

static inline int32_t mote_gated_row(const mote_gated_shape *s, int32_t batch, int32_t step)
{
    return s->time_major ? step * s->batches + batch : batch * s->steps + step;
}

static inline int32_t mote_gated_saturate(int32_t value)
{
    return mote_min(mote_max(value, INT16_MIN), INT16_MAX);
}

static inline int32_t mote_gated_sigmoid(int32_t argument)
{
    return mote_gate_sigmoid_s16(mote_gated_saturate(argument));
}

static inline int32_t mote_gated_tanh(int32_t argument)
{
    return mote_gate_tanh_s16(mote_gated_saturate(argument), 3, 0);
}

/* Vectors are int8, or int16 where they are wide. */
static inline const void *mote_gated_at(const void *vector, int32_t wide, int32_t index)
{
    return wide ? (const void *)((const int16_t *)vector + index) : (const void *)((const int8_t *)vector + index);
}

static inline int32_t mote_gated_read(const void *vector, int32_t wide, int32_t index)
{
    return wide ? ((const int16_t *)vector)[index] : ((const int8_t *)vector)[index];
}

static inline void mote_gated_write(void *vector, int32_t wide, int32_t index, int32_t value)
{
    if (wide) ((int16_t *)vector)[index] = (int16_t)value;
    else ((int8_t *)vector)[index] = (int8_t)value;
}

/* A row of a matrix times a vector, plus an element of a bias unless that is null: int32 beside int8, int64 beside int16. */
static inline int32_t mote_gated_sum(const void *x, int32_t wide, int32_t zero, const int8_t *w, int32_t count,
                                     const void *bias, int32_t index, mote_gated_factor f)
{
    int32_t i;
    if (wide)
    {
        const int16_t *const values = (const int16_t *)x;
        uint64_t sum = bias ? (uint64_t)((const int64_t *)bias)[index] : 0u;
        for (i = 0; i < count; i++) sum += (uint64_t)(int64_t)(values[i] * w[i]);
        return mote_gated_saturate(mote_rescale_wide((int64_t)sum, f.multiplier, f.shift));
    }
    else
    {
        const int8_t *const values = (const int8_t *)x;
        uint32_t sum = bias ? (uint32_t)((const int32_t *)bias)[index] : 0u;
        for (i = 0; i < count; i++) sum += (uint32_t)((values[i] - zero) * w[i]);
        return mote_gated_saturate(mote_rescale(mote_wrap(sum), f.multiplier, f.shift));
    }
}

/* The new hidden state, of the candidate's share, the update gate (15 fractional bits) and the old hidden state */
static inline int32_t mote_gated_next(const mote_gated_blend *p, int32_t share, int32_t update, int32_t state)
{
    const int32_t added = mote_rescale(share, p->share_multiplier, p->share_shift);
    const int32_t kept = mote_divide_by_power_of_two(update * (state - p->zero), 15 - p->extra_bits);
    const int32_t next = mote_divide_by_power_of_two(added + kept, p->extra_bits) + p->zero;
    return mote_min(mote_max(next, p->low), p->high);
}

/* A hidden state as int8 output where hidden states are int16 */
static inline int32_t mote_gated_output(const mote_gated_blend *p, int32_t state)
{
    const int32_t value = mote_add(mote_rescale(state, p->output_multiplier, p->output_shift), p->output_zero);
    return mote_min(mote_max(value, INT8_MIN), INT8_MAX);
}

/* The new hidden states become the old ones, and a row of the output. */
static inline void mote_gated_keep(const mote_gated_blend *p, int32_t input_wide, int32_t hidden_wide, const int16_t *next,
                                   int32_t states, void *hidden, int32_t first, void *y, int32_t row)
{
    int32_t j;
    for (j = 0; j < states; j++)
    {
        mote_gated_write(hidden, hidden_wide, first + j, next[j]);
        mote_gated_write(y, input_wide, row * states + j, input_wide == hidden_wide ? next[j] : mote_gated_output(p, next[j]));
    }
}

#endif
