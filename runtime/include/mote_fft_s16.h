/* Transforms of int16: products are rounded to 15 fractional bits, sums wrap */
#ifndef MOTE_FFT_S16_H
#define MOTE_FFT_S16_H

#include "mote_fft_order.h"

#define MOTE_FFT(name) mote_fft_s16_##name
#define MOTE_FFT_SCALAR int16_t

typedef struct mote_fft_s16_complex
{
    int16_t re, im;
} mote_fft_s16_complex;

static inline int16_t mote_fft_s16_rounded(int32_t product)
{
    return (int16_t)((product + (1 << 14)) >> 15);
}

static inline int16_t mote_fft_s16_sum(int16_t a, int16_t b)
{
    return (int16_t)(a + b);
}

static inline int16_t mote_fft_s16_difference(int16_t a, int16_t b)
{
    return (int16_t)(a - b);
}

static inline int16_t mote_fft_s16_negated(int16_t x)
{
    return (int16_t)(-x);
}

static inline int16_t mote_fft_s16_product(int16_t a, int16_t b)
{
    return mote_fft_s16_rounded(a * b);
}

static inline mote_fft_s16_complex mote_fft_s16_turned(mote_fft_s16_complex a, int16_t re, int16_t im)
{
    mote_fft_s16_complex y;
    y.re = mote_fft_s16_rounded(a.re * re - a.im * im);
    y.im = mote_fft_s16_rounded(a.re * im + a.im * re);
    return y;
}

static inline int16_t mote_fft_s16_divided(int16_t x, int32_t radix)
{
    return mote_fft_s16_rounded(x * (INT16_MAX / radix));
}

static inline int16_t mote_fft_s16_half(int16_t x)
{
    return (int16_t)(x >> 1);
}

static inline int16_t mote_fft_s16_half_sum(int16_t a, int16_t b)
{
    return (int16_t)((a + b) >> 1);
}

static inline int16_t mote_fft_s16_half_difference(int16_t a, int16_t b)
{
    return (int16_t)((a - b) >> 1);
}

#include "mote_fft_template.h"

#undef MOTE_FFT
#undef MOTE_FFT_SCALAR

#endif
