/* Transforms of float: as for integers, but nothing is divided on the way */
#ifndef MOTE_FFT_F32_H
#define MOTE_FFT_F32_H

#include "mote_fft_order.h"

#define MOTE_FFT(name) mote_fft_f32_##name
#define MOTE_FFT_SCALAR float

typedef struct mote_fft_f32_complex
{
    float re, im;
} mote_fft_f32_complex;

static inline float mote_fft_f32_sum(float a, float b)
{
    return a + b;
}

static inline float mote_fft_f32_difference(float a, float b)
{
    return a - b;
}

static inline float mote_fft_f32_negated(float x)
{
    return -x;
}

static inline float mote_fft_f32_product(float a, float b)
{
    return a * b;
}

static inline mote_fft_f32_complex mote_fft_f32_turned(mote_fft_f32_complex a, float re, float im)
{
    mote_fft_f32_complex y;
    y.re = a.re * re - a.im * im;
    y.im = a.re * im + a.im * re;
    return y;
}

static inline float mote_fft_f32_divided(float x, int32_t radix)
{
    (void)radix;
    return x;
}

static inline float mote_fft_f32_half(float x)
{
    return x * 0.5f;
}

static inline float mote_fft_f32_half_sum(float a, float b)
{
    return (a + b) * 0.5f;
}

static inline float mote_fft_f32_half_difference(float a, float b)
{
    return (a - b) * 0.5f;
}

#include "mote_fft_template.h"

#undef MOTE_FFT
#undef MOTE_FFT_SCALAR

#endif
