/* ln x for x >= 1 in Q12.19, in Q5.26: the power of two apart, and a rational function around 2^-1/4 */
#ifndef MOTE_LOG_OF_AT_LEAST_ONE_H
#define MOTE_LOG_OF_AT_LEAST_ONE_H

#include "mote_reciprocal.h"

/* (a + b) / 2, ties away from zero */
static inline int32_t mote_half_sum(int32_t a, int32_t b)
{
    const int64_t sum = (int64_t)a + b;
    return (int32_t)((sum + (sum >= 0 ? 1 : -1)) / 2);
}

static inline int32_t mote_log_of_at_least_one(int32_t x)
{
    const int32_t quarter = (int32_t)1 << 23; /* Q6.25 */
    const int32_t sqrt_half = 1518500250, fourth_root_of_half = 1805811301, ln2 = 1488522236;
    const int32_t zeros_a = mote_leading_zeros((uint32_t)x);
    const int32_t a = mote_saturating_shift_left(mote_high_multiply(mote_saturating_shift_left(x, zeros_a - 1), sqrt_half), 1);
    const int32_t power_a = mote_saturating_shift_left(12 - zeros_a, 25) + quarter;
    const int32_t zeros_b = mote_leading_zeros((uint32_t)mote_high_multiply(x, sqrt_half)) - 1;
    const int32_t b = mote_saturating_shift_left(x, zeros_b);
    const int32_t power_b = mote_saturating_shift_left(12 - zeros_b, 25) - quarter;
    const int32_t r = mote_min(a, b);
    const int32_t p = mote_half_sum(r, fourth_root_of_half);
    const int32_t q = (r - fourth_root_of_half) * 2;
    const int32_t square = mote_high_multiply(q, q);
    const int32_t numerator = mote_high_multiply(q, r) + mote_high_multiply(mote_high_multiply(q, square), 117049297);
    const int32_t denominator = mote_high_multiply(p, 1057819769 + q + mote_high_multiply(127690142, square))
        + mote_high_multiply(638450708, q);
    return mote_saturating_shift_left(mote_high_multiply(mote_max(power_a, power_b), ln2)
        + mote_high_multiply(mote_divide_by_power_of_two(numerator, 6), mote_one_over_one_plus(denominator)), 1);
}

#endif
