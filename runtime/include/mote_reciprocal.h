/* 1/x for x > 0 by three Newton steps. */
#ifndef MOTE_RECIPROCAL_H
#define MOTE_RECIPROCAL_H

#include "mote_fixed_point.h"

static inline int32_t mote_leading_zeros(uint32_t x)
{
    int32_t count = 0;
    while (count < 32 && !(x & 0x80000000u))
    {
        x <<= 1;
        count++;
    }
    return count;
}

/* 1 / (1 + a) for a in [0, 1), both in Q0.31 */
static inline int32_t mote_one_over_one_plus(int32_t a)
{
    const int32_t half = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    int32_t y = 1515870810 + mote_high_multiply(half, -1010580540); /* 48/17 - 32/17 * half in Q2.29 */
    int32_t step;
    for (step = 0; step < 3; step++)
    {
        const int32_t error = ((int32_t)1 << 29) - mote_high_multiply(half, y);
        y += mote_saturating_shift_left(mote_high_multiply(y, error), 2);
    }
    return mote_saturating_shift_left(y, 1);
}

/* The mantissa of 1/x in Q0.31; *bits_over_unit is by how many bits x, with integer_bits integer bits, exceeds one. */
static inline int32_t mote_reciprocal(int32_t x, int32_t integer_bits, int32_t *bits_over_unit)
{
    const int32_t headroom = mote_leading_zeros((uint32_t)x);
    *bits_over_unit = integer_bits - headroom;
    return mote_one_over_one_plus((int32_t)(((uint32_t)x << headroom) - 0x80000000u));
}

#endif
