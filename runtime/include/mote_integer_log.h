/* The natural logarithm of integers. Twin: IntegerLogarithm.cs */
#ifndef MOTE_INTEGER_LOG_H
#define MOTE_INTEGER_LOG_H

#include "mote_bits.h"

/* x at least 1; scale: what 1.0 becomes; table [130]: log2(1 + k / 128) - k / 128 with 16 fractional bits */
static inline uint32_t mote_integer_log(uint32_t x, uint32_t scale, const int16_t *table)
{
    const int32_t whole = mote_bit_length(x) - 1;
    const uint32_t rest = x - ((uint32_t)1 << whole);
    const uint32_t fraction = whole < 16 ? rest << (16 - whole) : rest >> (whole - 16);
    const int16_t *const at = table + (fraction >> 9);
    const int32_t correction = at[0] + (((at[1] - at[0]) * (int32_t)(fraction & 511u)) >> 16);
    const uint32_t binary = ((uint32_t)whole << 16) + fraction + (uint32_t)correction;
    const uint32_t natural = (uint32_t)(((uint64_t)45426 * binary + (1u << 15)) >> 16);
    return (scale * natural + (1u << 15)) >> 16;
}

#endif
