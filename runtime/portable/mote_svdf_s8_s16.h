/* A filter bank over time, int8 with an int16 state; new_state may be state */
#ifndef MOTE_SVDF_S8_S16_H
#define MOTE_SVDF_S8_S16_H

#include "mote_fixed_point.h"

typedef struct mote_svdf_s8_s16_params
{
    int32_t batches, inputs, units, rank, memory; /* x [batches, inputs], state [batches, units * rank, memory] */
    int32_t input_offset, state_offset, output_offset;
    int32_t state_multiplier, state_shift;   /* of sums over the inputs */
    int32_t output_multiplier, output_shift; /* of sums over time */
} mote_svdf_s8_s16_params;

/* w [units * rank, inputs], times [units * rank, memory], y [batches, units] */
MOTE_KERNEL void mote_svdf_s8_s16(
    const mote_svdf_s8_s16_params *p, const int8_t *x, const int8_t *w, const int16_t *times, const int32_t *bias,
    const int16_t *state, int8_t *y, int16_t *new_state)
{
    int32_t batch, unit, r, i;
    for (batch = 0; batch < p->batches; batch++)
    {
        const int8_t *features = w;
        const int16_t *weights = times;
        for (unit = 0; unit < p->units; unit++)
        {
            uint32_t sum = (uint32_t)bias[unit];
            for (r = 0; r < p->rank; r++)
            {
                uint32_t feature = 0;
                for (i = 0; i < p->inputs; i++) feature += (uint32_t)((x[i] + p->input_offset) * features[i]);
                for (i = 0; i < p->memory - 1; i++) new_state[i] = state[i + 1];
                new_state[i] = (int16_t)(mote_min(mote_max(mote_rescale(mote_wrap(feature), p->state_multiplier, p->state_shift),
                                                     INT16_MIN), INT16_MAX) - p->state_offset);
                for (i = 0; i < p->memory; i++) sum += (uint32_t)((new_state[i] + p->state_offset) * weights[i]);
                features += p->inputs;
                weights += p->memory;
                state += p->memory;
                new_state += p->memory;
            }
            *y++ = mote_clamp_to_s8(mote_add(mote_rescale(mote_wrap(sum), p->output_multiplier, p->output_shift), p->output_offset),
                                    INT8_MIN, INT8_MAX);
        }
        x += p->inputs;
    }
}

#endif
