/* Quotients of integers, quantized and plain, defined for all operands: a / 0 is as far as it goes on a's side, 0 / 0 is 0 */
#ifndef MOTE_QUOTIENT_H
#define MOTE_QUOTIENT_H

#include "mote_reciprocal.h"

#define MOTE_OUT_OF_REACH ((int32_t)1 << 24) /* beyond 16 bits */

/* a / b * multiplier * 2^(shift - 31) for operands of at most 17 bits and a sign */
static inline int32_t mote_quotient(int32_t a, int32_t b, int32_t multiplier, int32_t shift)
{
    int32_t inverse, bits_over_unit, headroom, scaled, right;
    if (b == 0) return a > 0 ? MOTE_OUT_OF_REACH : a < 0 ? -MOTE_OUT_OF_REACH : 0;
    if (b < 0)
    {
        a = -a;
        b = -b;
    }
    inverse = mote_reciprocal(b, 31, &bits_over_unit);
    headroom = mote_leading_zeros((uint32_t)(a < 0 ? ~a : a)) - 1;
    scaled = mote_high_multiply(mote_high_multiply(mote_wrap((uint32_t)a << headroom), inverse), multiplier);
    right = bits_over_unit + headroom - shift;
    if (right > 31) return 0;
    scaled = right >= 0 ? mote_divide_by_power_of_two(scaled, right) : mote_saturating_shift_left(scaled, mote_min(-right, 31));
    return mote_min(mote_max(scaled, -MOTE_OUT_OF_REACH), MOTE_OUT_OF_REACH);
}

/* a / b towards zero; the one overflow saturates */
static inline int32_t mote_plain_quotient(int32_t a, int32_t b)
{
    if (b == 0) return a > 0 ? INT32_MAX : a < 0 ? INT32_MIN : 0;
    return a == INT32_MIN && b == -1 ? INT32_MAX : a / b;
}

static inline int32_t mote_floor_quotient(int32_t a, int32_t b)
{
    const int32_t quotient = mote_plain_quotient(a, b);
    return b != 0 && b != -1 && a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

static inline int32_t mote_floor_remainder(int32_t a, int32_t b)
{
    int32_t remainder;
    if (b == 0 || b == -1) return 0;
    remainder = a % b;
    return remainder != 0 && (remainder < 0) != (b < 0) ? remainder + b : remainder;
}

#endif
