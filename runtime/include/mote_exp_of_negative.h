/* e^x for x in Q5.26, x in (-32, 0]; the result is in Q0.31. */
#ifndef MOTE_EXP_OF_NEGATIVE_H
#define MOTE_EXP_OF_NEGATIVE_H

#include "mote_fixed_point.h"

/* Taylor polynomial of degree four around -1/8, for a in [-1/4, 0) in Q0.31. */
static inline int32_t mote_exp_on_last_quarter(int32_t a)
{
    const int32_t exp_of_minus_eighth = 1895147668;
    const int32_t third = 715827883;
    const int32_t x = a + ((int32_t)1 << 28);
    const int32_t x2 = mote_high_multiply(x, x);
    const int32_t x3 = mote_high_multiply(x2, x);
    const int32_t x4 = mote_high_multiply(x2, x2);
    const int32_t higher = mote_divide_by_power_of_two(
        mote_high_multiply(mote_divide_by_power_of_two(x4, 2) + x3, third) + x2, 1);
    return exp_of_minus_eighth + mote_high_multiply(exp_of_minus_eighth, x + higher);
}

static inline int32_t mote_exp_of_negative(int32_t x)
{
    /* e^-(2^k) in Q0.31 for k = -2..4 */
    static const int32_t factors[7] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
    const int32_t quarter = (int32_t)1 << 24;
    const int32_t in_quarter = (x & (quarter - 1)) - quarter;
    const int32_t remainder = in_quarter - x;
    int32_t result;
    int32_t i;
    if (x == 0) return INT32_MAX;
    result = mote_exp_on_last_quarter(mote_saturating_shift_left(in_quarter, 5));
    for (i = 0; i < 7; i++)
        if (remainder & (int32_t)((uint32_t)quarter << i)) result = mote_high_multiply(result, factors[i]);
    return result;
}

#endif
