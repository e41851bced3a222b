/* The integer arithmetic all quantized kernels are defined by. Two roundings, as in the TFLite reference kernels. */
#ifndef MOTE_FIXED_POINT_H
#define MOTE_FIXED_POINT_H

#include "mote.h"

/* round(a * b / 2^31), ties upwards; the one overflow saturates. */
static inline int32_t mote_high_multiply(int32_t a, int32_t b)
{
    if (a == INT32_MIN && b == INT32_MIN) return INT32_MAX;
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/* As above for b >= 0, where nothing can overflow. */
static inline int32_t mote_high_multiply_positive(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31);
}

/* round(x / 2^exponent), ties away from zero; exponent in 0..31. */
static inline int32_t mote_divide_by_power_of_two(int32_t x, int32_t exponent)
{
    const int32_t mask = (int32_t)(((uint32_t)1 << exponent) - 1u);
    const int32_t remainder = x & mask;
    const int32_t threshold = (int32_t)((uint32_t)mask >> 1) + (x < 0);
    return (x >> exponent) + (remainder > threshold);
}

/* x * multiplier * 2^(shift - 31), rounded twice; multiplier >= 0, shift in -31..31. */
static inline int32_t mote_rescale(int32_t x, int32_t multiplier, int32_t shift)
{
    if (shift > 0) return mote_high_multiply_positive(mote_wrap((uint32_t)x << shift), multiplier);
    return mote_divide_by_power_of_two(mote_high_multiply_positive(x, multiplier), -shift);
}

/* x * 2^exponent, saturated; exponent in 0..31. */
static inline int32_t mote_saturating_shift_left(int32_t x, int32_t exponent)
{
    const int64_t wide = (int64_t)x * ((int64_t)1 << exponent);
    return wide > INT32_MAX ? INT32_MAX : wide < INT32_MIN ? INT32_MIN : (int32_t)wide;
}

#endif
