/* An integer times a real, with one rounding. Twin: StandardScaling.cs */
#ifndef MOTE_STANDARD_SCALING_H
#define MOTE_STANDARD_SCALING_H

#include "mote_rounded_root.h"

typedef struct mote_standard_scaling
{
    uint32_t multiplier;
    int32_t shift;
} mote_standard_scaling;

/* multiplier * 2^(shift - 31) */
static inline mote_standard_scaling mote_standard_scaling_plain(int32_t multiplier, int32_t shift)
{
    mote_standard_scaling s;
    s.multiplier = (uint32_t)multiplier;
    s.shift = 31 - shift;
    return s;
}

/* That by the root of squares, which are below 2^63; nothing where they are 0. */
static inline mote_standard_scaling mote_standard_scaling_divided(int32_t multiplier, int32_t shift, uint64_t squares)
{
    mote_standard_scaling s;
    int32_t pairs = 0;
    s.multiplier = 0;
    s.shift = 0;
    if (squares == 0) return s;
    while (squares >> 62 == 0)
    {
        squares <<= 2;
        pairs++;
    }
    s.multiplier = (uint32_t)(((uint64_t)(uint32_t)multiplier << 32) / mote_rounded_root(squares));
    s.shift = 63 - shift - pairs;
    return s;
}

/* c has at most 31 bits; saturates. */
static inline int32_t mote_standard_scaling_apply(const mote_standard_scaling *s, int32_t c)
{
    int64_t product = (int64_t)c * s->multiplier;
    if (s->shift > 62) return 0;
    if (s->shift <= 0) return product == 0 ? 0 : product > 0 ? INT32_MAX : INT32_MIN;
    product = (product + ((int64_t)1 << (s->shift - 1))) >> s->shift;
    return product > INT32_MAX ? INT32_MAX : product < INT32_MIN ? INT32_MIN : (int32_t)product;
}

#endif
