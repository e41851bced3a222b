/* A filter bank over time, float activations, int8 weights; new_state may be state */
#ifndef MOTE_SVDF_F32_S8_H
#define MOTE_SVDF_F32_S8_H

#include "mote_nonlinearity_f32.h"

typedef struct mote_svdf_f32_s8_params
{
    int32_t batches, inputs, units, rank, memory; /* x [batches, inputs], state [batches, units * rank, memory] */
    int32_t activation;                           /* MOTE_NONLINEARITY_ */
    float feature_scale, time_scale;
} mote_svdf_f32_s8_params;

/* w [units * rank, inputs], times [units * rank, memory], y [batches, units] */
MOTE_KERNEL void mote_svdf_f32_s8(const mote_svdf_f32_s8_params *p, const float *x, const int8_t *w, const int8_t *times, const float *bias,
                                  const float *state, float *y, float *new_state)
{
    int32_t batch, unit, r, i;
    for (batch = 0; batch < p->batches; batch++)
    {
        const int8_t *features = w;
        const int8_t *weights = times;
        for (unit = 0; unit < p->units; unit++)
        {
            float sum = bias[unit];
            for (r = 0; r < p->rank; r++)
            {
                float feature = 0.0f, over_time = 0.0f;
                for (i = 0; i < p->inputs; i++) feature += (float)features[i] * x[i];
                for (i = 0; i < p->memory - 1; i++) new_state[i] = state[i + 1];
                new_state[i] = feature * p->feature_scale;
                for (i = 0; i < p->memory; i++) over_time += (float)weights[i] * new_state[i];
                sum += over_time * p->time_scale;
                features += p->inputs;
                weights += p->memory;
                state += p->memory;
                new_state += p->memory;
            }
            *y++ = mote_nonlinearity_f32(p->activation, sum);
        }
        x += p->inputs;
    }
}

#endif
