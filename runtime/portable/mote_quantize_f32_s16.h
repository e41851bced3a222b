/* y = round(x / scale) + zero_point, saturated */
#ifndef MOTE_QUANTIZE_F32_S16_H
#define MOTE_QUANTIZE_F32_S16_H

#include "mote_float_math.h"

typedef struct mote_quantize_f32_s16_params
{
    int32_t elements;
    float scale;
    int32_t zero_point;
} mote_quantize_f32_s16_params;

MOTE_KERNEL void mote_quantize_f32_s16(const mote_quantize_f32_s16_params *p, const float *x, int16_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++)
    {
        /* Beyond +-2^24 the zero point no longer matters; NaN becomes the lower end. */
        const float steps = x[i] / p->scale;
        const float near = !(steps >= -16777216.0f) ? -16777216.0f : steps > 16777216.0f ? 16777216.0f : steps;
        const int32_t whole = (int32_t)near;
        const float rest = near - (float)whole;
        const int32_t rounded = whole + (rest >= 0.5f) - (rest <= -0.5f);
        y[i] = mote_clamp_to_s16(rounded + p->zero_point, INT16_MIN, INT16_MAX);
    }
}

#endif
