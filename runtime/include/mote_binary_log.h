/* log2 of integers with 16 fractional bits. Twin: BinaryLogarithm.cs */
#ifndef MOTE_BINARY_LOG_H
#define MOTE_BINARY_LOG_H

#include "mote_bits.h"

/* x at least 1; table [130]: log2(1 + k / 128) - k / 128 with 16 fractional bits */
static inline int32_t mote_binary_log(uint64_t x, const int16_t *table)
{
    const int32_t whole = x >> 32 != 0 ? 31 + mote_bit_length((uint32_t)(x >> 32)) : mote_bit_length((uint32_t)x) - 1;
    const int32_t fraction = (int32_t)(x << (63 - whole) >> 47) & 0xFFFF;
    const int16_t *const at = table + (fraction >> 9);
    return whole * 65536 + fraction + at[0] + (((at[1] - at[0]) * (fraction & 511)) >> 9);
}

#endif
