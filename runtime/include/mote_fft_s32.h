/* Transforms of int32: products are rounded to 31 fractional bits, sums wrap */
#ifndef MOTE_FFT_S32_H
#define MOTE_FFT_S32_H

#include "mote_fft_order.h"

#define MOTE_FFT(name) mote_fft_s32_##name
#define MOTE_FFT_SCALAR int32_t

typedef struct mote_fft_s32_complex
{
    int32_t re, im;
} mote_fft_s32_complex;

static inline int32_t mote_fft_s32_rounded(int64_t product)
{
    return (int32_t)((product + (1 << 30)) >> 31);
}

static inline int32_t mote_fft_s32_sum(int32_t a, int32_t b)
{
    return mote_wrap((uint32_t)a + (uint32_t)b);
}

static inline int32_t mote_fft_s32_difference(int32_t a, int32_t b)
{
    return mote_wrap((uint32_t)a - (uint32_t)b);
}

static inline int32_t mote_fft_s32_negated(int32_t x)
{
    return mote_wrap(0u - (uint32_t)x);
}

static inline int32_t mote_fft_s32_product(int32_t a, int32_t b)
{
    return mote_fft_s32_rounded((int64_t)a * b);
}

static inline mote_fft_s32_complex mote_fft_s32_turned(mote_fft_s32_complex a, int32_t re, int32_t im)
{
    mote_fft_s32_complex y;
    y.re = mote_fft_s32_rounded((int64_t)a.re * re - (int64_t)a.im * im);
    y.im = mote_fft_s32_rounded((int64_t)a.re * im + (int64_t)a.im * re);
    return y;
}

static inline int32_t mote_fft_s32_divided(int32_t x, int32_t radix)
{
    return mote_fft_s32_rounded((int64_t)x * (INT32_MAX / radix));
}

static inline int32_t mote_fft_s32_half(int32_t x)
{
    return x >> 1;
}

static inline int32_t mote_fft_s32_half_sum(int32_t a, int32_t b)
{
    return mote_fft_s32_sum(a, b) >> 1;
}

static inline int32_t mote_fft_s32_half_difference(int32_t a, int32_t b)
{
    return mote_fft_s32_difference(a, b) >> 1;
}

#include "mote_fft_template.h"

#undef MOTE_FFT
#undef MOTE_FFT_SCALAR

#endif
