/* The functions inside recurrent operators, in single precision */
#ifndef MOTE_GATE_MATH_H
#define MOTE_GATE_MATH_H

#include "mote_float_math.h"

static inline float mote_gate_sigmoid_f32(float x)
{
    if (x > 16.619047f) return 1.0f;
    return x < -9.0f ? mote_exp_f32(x) : 1.0f / (1.0f + mote_exp_f32(-x));
}

static inline float mote_gate_tanh_f32(float x)
{
    const float magnitude = x < 0.0f ? -x : x;
    float y;
    if (x != x) return x;
    if (magnitude < 0.625f)
    {
        const float square = x * x;
        float p = -5.70498872745e-3f;
        p = p * square + 2.06390887954e-2f;
        p = p * square - 5.37397155531e-2f;
        p = p * square + 1.33314422036e-1f;
        p = p * square - 3.33332819422e-1f;
        return p * square * x + x;
    }
    y = magnitude > 9.5f ? 1.0f : 1.0f - 2.0f / (mote_exp_f32(2.0f * magnitude) + 1.0f);
    return x < 0.0f ? -y : y;
}

#endif
