/* y = f(x), f by its kind, int16 through float; y may be x */
#ifndef MOTE_UNARY_S16_H
#define MOTE_UNARY_S16_H

#include "mote_unary_one_f32.h"

typedef struct mote_unary_s16_params
{
    int32_t elements;
    int32_t kind; /* see mote_unary_one_f32.h */
    float x_scale, y_scale;
    int32_t x_offset, y_offset;
} mote_unary_s16_params;

MOTE_KERNEL void mote_unary_s16(const mote_unary_s16_params *p, const int16_t *x, int16_t *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++)
    {
        const float steps = mote_unary_one_f32(p->kind, p->x_scale * (float)(x[i] + p->x_offset)) / p->y_scale;
        /* Halves away from zero; beyond 2^24 the offset no longer matters; NaN becomes the lower end. */
        const float within = steps > -16777216.0f ? mote_clamp_f32(steps, -16777216.0f, 16777216.0f) : -16777216.0f;
        const int32_t whole = (int32_t)within;
        const float rest = within - (float)whole;
        const int32_t rounded = whole + (rest >= 0.5f) - (rest <= -0.5f);
        y[i] = (int16_t)mote_min(mote_max(rounded + p->y_offset, INT16_MIN), INT16_MAX);
    }
}

#endif
