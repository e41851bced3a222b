/* Sums of int16 activations: 64 bits wide and rounded once, or, where the biases have 32 bits, 32 bits wide and rounded twice. */
#ifndef MOTE_WIDE_FIXED_POINT_H
#define MOTE_WIDE_FIXED_POINT_H

#include "mote_fixed_point.h"

/* x * multiplier * 2^(shift - 31) with the multiplier reduced to 15 bits; multiplier >= 0, shift in -31..14. */
static inline int32_t mote_rescale_wide(int64_t x, int32_t multiplier, int32_t shift)
{
    const int32_t reduced = multiplier < 0x7FFF0000 ? (multiplier + 0x8000) >> 16 : 0x7FFF;
    const int32_t right = 15 - shift;
    const uint64_t product = (uint64_t)x * (uint64_t)reduced + ((uint64_t)1 << (right - 1));
    return mote_wrap((uint32_t)(uint64_t)((int64_t)product >> right));
}

/* The bias that a sum begins with: int32 where sums are narrow, else int64. */
static inline uint64_t mote_bias_s16(const void *bias, int32_t index, int32_t narrow)
{
    return (uint64_t)(narrow ? ((const int32_t *)bias)[index] : ((const int64_t *)bias)[index]);
}

static inline int16_t mote_sum_to_s16(uint64_t sum, int32_t multiplier, int32_t shift, int32_t narrow, int32_t low, int32_t high)
{
    const int32_t value = narrow ? mote_rescale(mote_wrap((uint32_t)sum), multiplier, shift)
                                 : mote_rescale_wide((int64_t)sum, multiplier, shift);
    return (int16_t)mote_min(mote_max(value, low), high);
}

#endif
