/* Further single-precision functions that give the same bits on every machine; as mote_float_math.h */
#ifndef MOTE_FLOAT_FUNCTIONS_H
#define MOTE_FLOAT_FUNCTIONS_H

#include <math.h>

#include "mote_float_math.h"

static inline float mote_float_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline uint32_t mote_bits_of_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* With the same bits on every machine. */
static inline float mote_not_a_number(void)
{
    return mote_float_of_bits(0x7FC00000u);
}

static inline float mote_abs_f32(float x)
{
    return mote_float_of_bits(mote_bits_of_float(x) & 0x7FFFFFFFu);
}

/* Beyond 2^23 all floats are integers; infinities and NaN stay too. */
static inline int mote_has_fraction(float x)
{
    return x > -8388608.0f && x < 8388608.0f;
}

static inline float mote_floor_f32(float x)
{
    float whole;
    if (!mote_has_fraction(x)) return x;
    whole = (float)(int32_t)x;
    return whole > x ? whole - 1.0f : whole;
}

static inline float mote_ceil_f32(float x)
{
    float whole;
    if (!mote_has_fraction(x)) return x;
    whole = (float)(int32_t)x;
    return whole < x ? whole + 1.0f : whole;
}

/* Ties to even. */
static inline float mote_round_f32(float x)
{
    float floor, above;
    if (!mote_has_fraction(x)) return x;
    floor = mote_floor_f32(x);
    above = x - floor;
    return above < 0.5f || (above == 0.5f && (int32_t)floor % 2 == 0) ? floor : floor + 1.0f;
}

static inline float mote_sqrt_f32(float x)
{
    return x >= 0.0f ? sqrtf(x) : mote_not_a_number();
}

static inline float mote_log_f32(float x)
{
    int32_t e = 0;
    uint32_t bits;
    float m, z, p, y;
    if (!(x >= 0.0f)) return mote_not_a_number();
    if (x == 0.0f) return mote_float_of_bits(0xFF800000u);
    if (x > FLT_MAX) return x;
    /* x = 2^e * m, m between the roots of 1/2 and 2 */
    if (x < FLT_MIN)
    {
        x *= 8388608.0f;
        e = -23;
    }
    bits = mote_bits_of_float(x);
    e += (int32_t)(bits >> 23) - 126;
    m = mote_float_of_bits((bits & 0x7FFFFFu) | 0x3F000000u);
    if (m < 0.707106781f)
    {
        e--;
        m = m + m - 1.0f;
    }
    else m -= 1.0f;
    z = m * m;
    p = 7.0376836292e-2f;
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    y = p * m * z;
    y += (float)e * -2.12194440e-4f;
    y -= 0.5f * z;
    return m + y + (float)e * 0.693359375f;
}

/* 32 bits of 2/pi from bit at on; there are 32 zeros before the binary point. */
static inline uint64_t mote_two_over_pi(int32_t at)
{
    static const uint32_t words[8] = {0, 0xA2F9836Eu, 0x4E441529u, 0xFC2757D1u, 0xF534DDC0u, 0xDB629599u, 0x3C439041u, 0xFE5163ABu};
    const uint64_t two = ((uint64_t)words[at >> 5] << 32) | words[(at >> 5) + 1];
    return (two >> (32 - (at & 31))) & 0xFFFFFFFFu;
}

/* sin(x + quarters * pi/2) */
static inline float mote_wave_f32(float x, uint32_t quarters)
{
    const uint32_t bits = mote_bits_of_float(x) & 0x7FFFFFFFu;
    float r = x, z, y;
    if (bits >= 0x7F800000u) return mote_not_a_number();
    if (bits >= 0x3F000000u)
    {
        /* |x| = m * 2^e; of m * 2^e * 2/pi modulo 4 the 2 bits before and 62 behind the point, from 96 bits of 2/pi */
        const uint64_t m = (bits & 0x7FFFFFu) | 0x800000u;
        const int32_t at = (int32_t)(bits >> 23) - 150 + 30;
        const uint64_t turns = ((m * mote_two_over_pi(at)) << 32) + m * mote_two_over_pi(at + 32) + ((m * mote_two_over_pi(at + 64)) >> 32);
        const uint64_t nearest = (turns + ((uint64_t)1 << 61)) >> 62;
        r = (float)((double)(int64_t)(turns - (nearest << 62)) * 3.4061215800865545e-19);
        if (x < 0.0f)
        {
            r = -r;
            quarters -= (uint32_t)nearest;
        }
        else quarters += (uint32_t)nearest;
    }
    z = r * r;
    if ((quarters & 1u) == 0)
    {
        y = -1.9515295891e-4f;
        y = y * z + 8.3321608736e-3f;
        y = y * z - 1.6666654611e-1f;
        y = y * z * r + r;
    }
    else
    {
        y = 2.443315711809948e-5f;
        y = y * z - 1.388731625493765e-3f;
        y = y * z + 4.166664568298827e-2f;
        y = y * z * z - 0.5f * z + 1.0f;
    }
    return (quarters & 2u) != 0 ? -y : y;
}

static inline float mote_tanh_f32(float x)
{
    const float size = x < 0.0f ? -x : x;
    float z, p;
    if (x != x) return x;
    if (size >= 0.625f)
    {
        const float y = size > 9.1f ? 1.0f : 1.0f - 2.0f / (mote_exp_f32(size + size) + 1.0f);
        return x < 0.0f ? -y : y;
    }
    z = x * x;
    p = -5.70498872745e-3f;
    p = p * z + 2.06390887954e-2f;
    p = p * z - 5.37397155531e-2f;
    p = p * z + 1.33314422036e-1f;
    p = p * z - 3.33332819422e-1f;
    return p * z * x + x;
}

/* e^x - 1 below zero, without loss where x is small; x above. */
static inline float mote_elu_f32(float x)
{
    int32_t k;
    float r, p, power;
    if (!(x < 0.0f)) return x;
    if (x < -17.5f) return -1.0f;
    /* As mote_exp_f32, but one is subtracted from 2^k, which is exact, and not from the product. */
    k = (int32_t)(x * 1.44269504f - 0.5f);
    r = x - (float)k * 0.693359375f;
    r -= (float)k * -2.12194440e-4f;
    p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    power = mote_power_of_two(k);
    return (p * (r * r) + r) * power + (power - 1.0f);
}

/* 1 / (1 + e^-x), in the three ranges of the reference */
static inline float mote_logistic_f32(float x)
{
    if (x > 16.619047164916992188f) return 1.0f;
    return x < -9.0f ? mote_exp_f32(x) : 1.0f / (1.0f + mote_exp_f32(-x));
}

static inline float mote_hard_swish_f32(float x)
{
    const float raised = x + 3.0f < 0.0f ? 0.0f : x + 3.0f;
    return x * (raised > 6.0f ? 6.0f : raised) / 6.0f;
}

/* x times the normal distribution, whose tail is a polynomial times a Gaussian */
static inline float mote_gelu_f32(float x)
{
    const float z = mote_abs_f32(x) * 0.70710678f;
    const float t = 1.0f / (1.0f + 0.3275911f * z);
    const float polynomial = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
    const float tail = 0.5f * (polynomial * mote_exp_f32(-z * z));
    if (x < -15.0f) return 0.0f;
    if (x != x) return x;
    return x < 0.0f ? x * tail : x * (1.0f - tail);
}

static inline float mote_gelu_tanh_f32(float x)
{
    const float cubic = x + 0.044715f * x * x * x;
    if (x < -15.0f) return 0.0f;
    return 0.5f * x * (1.0f + mote_tanh_f32(0.79788456f * cubic));
}

/* Divided in double precision. */
static inline float mote_floor_div_f32(float a, float b)
{
    const double quotient = (double)a / (double)b;
    double whole;
    if (!(quotient > -4503599627370496.0 && quotient < 4503599627370496.0)) return (float)quotient;
    whole = (double)(int64_t)quotient;
    return (float)(whole > quotient ? whole - 1.0 : whole);
}

/* a - b * trunc(a / b), exactly: binary long division, each difference of which is a float. */
static inline float mote_remainder_f32(float a, float b)
{
    const float unit = mote_abs_f32(b);
    float rest = mote_abs_f32(a), step = unit;
    if (!(unit > 0.0f) || !(rest <= FLT_MAX)) return mote_not_a_number();
    if (rest < unit) return a;
    while (step <= rest * 0.5f) step += step;
    for (; step >= unit; step *= 0.5f)
        if (rest >= step) rest -= step;
    return a < 0.0f ? -rest : rest;
}

/* The remainder with the sign of b. */
static inline float mote_floor_mod_f32(float a, float b)
{
    const float remainder = mote_remainder_f32(a, b);
    return remainder != 0.0f && (b < 0.0f) != (remainder < 0.0f) ? remainder + b : remainder;
}

#endif
