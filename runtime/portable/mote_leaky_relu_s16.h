/* y = x above zero, alpha * x below, rescaled, int16; y may be x */
#ifndef MOTE_LEAKY_RELU_S16_H
#define MOTE_LEAKY_RELU_S16_H

#include "mote_fixed_point.h"

typedef struct mote_leaky_relu_s16_params
{
    int32_t elements;
    int32_t input_offset, output_offset;
    int32_t multiplier, shift;
    int32_t alpha_multiplier, alpha_shift, alpha_sign;
} mote_leaky_relu_s16_params;

MOTE_KERNEL void mote_leaky_relu_s16(const mote_leaky_relu_s16_params *p, const int16_t *x, int16_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++)
    {
        const int32_t value = x[i] + p->input_offset;
        const int32_t scaled = value >= 0 ? mote_rescale(value, p->multiplier, p->shift)
            : p->alpha_sign * mote_rescale(value, p->alpha_multiplier, p->alpha_shift);
        y[i] = (int16_t)mote_min(mote_max(scaled + p->output_offset, INT16_MIN), INT16_MAX);
    }
}

#endif
