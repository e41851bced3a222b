/* The logistic function and tanh inside recurrent operators, on int16 */
#ifndef MOTE_GATE_MATH_H
#define MOTE_GATE_MATH_H

#include "mote_sigmoid_table.h"

/* x has 12 fractional bits, the result 15. */
static inline int16_t mote_gate_sigmoid_s16(int32_t x)
{
    return mote_sigmoid_logistic(x * 3);
}

/* The argument is x * multiplier / 2^shift, and then has 12 fractional bits and a factor of 3; the result has 15. */
static inline int16_t mote_gate_tanh_s16(int32_t x, int32_t multiplier, int32_t shift)
{
    return mote_sigmoid_tanh((x * multiplier + (shift > 0 ? (int32_t)1 << (shift - 1) : 0)) >> shift);
}

#endif
