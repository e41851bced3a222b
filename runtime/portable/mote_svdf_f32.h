/* A filter bank over time; new_state may be state */
#ifndef MOTE_SVDF_F32_H
#define MOTE_SVDF_F32_H

#include "mote_nonlinearity_f32.h"

typedef struct mote_svdf_f32_params
{
    int32_t batches, inputs, units, rank, memory; /* x [batches, inputs], state [batches, units * rank, memory] */
    int32_t activation;                           /* MOTE_NONLINEARITY_ */
} mote_svdf_f32_params;

/* w [units * rank, inputs], times [units * rank, memory], y [batches, units] */
MOTE_KERNEL void mote_svdf_f32(const mote_svdf_f32_params *p, const float *x, const float *w, const float *times, const float *bias,
                               const float *state, float *y, float *new_state)
{
    int32_t batch, unit, r, i;
    for (batch = 0; batch < p->batches; batch++)
    {
        const float *features = w;
        const float *weights = times;
        for (unit = 0; unit < p->units; unit++)
        {
            float sum = bias[unit];
            for (r = 0; r < p->rank; r++)
            {
                float feature = 0.0f, over_time = 0.0f;
                for (i = 0; i < p->inputs; i++) feature += features[i] * x[i];
                for (i = 0; i < p->memory - 1; i++) new_state[i] = state[i + 1];
                new_state[i] = feature;
                for (i = 0; i < p->memory; i++) over_time += weights[i] * new_state[i];
                sum += over_time;
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
