/* Single-precision functions that give the same bits on every machine. Build without fused multiply-add (-ffp-contract=off). */
#ifndef MOTE_FLOAT_MATH_H
#define MOTE_FLOAT_MATH_H

#include <float.h>
#include <math.h>
#include <string.h>

#include "mote.h"

MOTE_STATIC_ASSERT(sizeof(float) == 4, floats_are_single_precision);

static inline float mote_clamp_f32(float value, float low, float high)
{
    const float raised = value < low ? low : value;
    return high < raised ? high : raised;
}

static inline float mote_power_of_two(int32_t exponent)
{
    const uint32_t bits = (uint32_t)(exponent + 127) << 23;
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* e^x, within 2 units in the last place; below the normal numbers zero. */
static inline float mote_exp_f32(float x)
{
    int32_t k;
    float r, p, y;
    if (x != x) return x;
    if (x > 88.72283f) return INFINITY;
    if (x < -87.33654f) return 0.0f;
    /* x = k ln 2 + r, |r| <= ln 2 / 2; ln 2 is split so that k times its upper part is exact. */
    k = (int32_t)(x * 1.44269504f + (x < 0.0f ? -0.5f : 0.5f));
    r = x - (float)k * 0.693359375f;
    r -= (float)k * -2.12194440e-4f;
    p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    y = p * (r * r) + r + 1.0f;
    return y * mote_power_of_two(k / 2) * mote_power_of_two(k - k / 2);
}

#endif
