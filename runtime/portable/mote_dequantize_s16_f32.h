/* y = scale * (x - zero_point) */
#ifndef MOTE_DEQUANTIZE_S16_F32_H
#define MOTE_DEQUANTIZE_S16_F32_H

#include "mote_float_math.h"

typedef struct mote_dequantize_s16_f32_params
{
    int32_t elements;
    float scale;
    int32_t zero_point;
} mote_dequantize_s16_f32_params;

MOTE_KERNEL void mote_dequantize_s16_f32(const mote_dequantize_s16_f32_params *p, const int16_t *x, float *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++) y[i] = p->scale * (float)(x[i] - p->zero_point);
}

#endif
