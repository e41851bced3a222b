/* 1/sqrt(x) as multiplier and shift, for x >= 0; 0 counts as 1. Five Newton steps from one. */
#ifndef MOTE_INVERSE_SQRT_H
#define MOTE_INVERSE_SQRT_H

#include "mote_reciprocal.h"

static inline int32_t mote_inverse_sqrt(int32_t x, int32_t *shift)
{
    const int32_t half_three = ((int32_t)1 << 28) + ((int32_t)1 << 27); /* Q3.28 */
    int32_t right = 11, pairs, half, y = (int32_t)1 << 28, step;
    *shift = 0;
    if (x <= 1) return INT32_MAX;
    for (; x >= (int32_t)1 << 29; x /= 4) right++;
    pairs = (mote_leading_zeros((uint32_t)x) - 1) / 2 - 1;
    right -= pairs;
    half = mote_divide_by_power_of_two((x << (2 * pairs)) >> 1, 1);
    for (step = 0; step < 5; step++)
    {
        const int32_t cube = mote_saturating_shift_left(mote_high_multiply(mote_high_multiply(y, y), y), 6);
        y = mote_saturating_shift_left(mote_high_multiply(half_three, y) - mote_high_multiply(half, cube), 3);
    }
    y = mote_high_multiply(y, 1518500250); /* the root of 1/2 */
    if (right < 0) return mote_wrap((uint32_t)y << -right);
    *shift = -right;
    return y;
}

#endif
