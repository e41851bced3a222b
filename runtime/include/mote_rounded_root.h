/* Square roots of integers, to nearest */
#ifndef MOTE_ROUNDED_ROOT_H
#define MOTE_ROUNDED_ROOT_H

#include "mote_bits.h"

/* Bit by bit from the highest pair that is not 0: what is left of x in the end is x - root * root. */
static inline uint32_t mote_rounded_root_32(uint32_t x)
{
    uint32_t root = 0, bit = (uint32_t)1 << ((mote_bit_length(x | 1) - 1) & ~1);
    for (; bit != 0; bit >>= 2)
    {
        const uint32_t next = root + bit;
        root >>= 1;
        if (x < next) continue;
        x -= next;
        root += bit;
    }
    return x > root && root != UINT16_MAX ? root + 1 : root;
}

/* Of arguments that fit 32 bits the root fits 16, of others 32: what would be rounded up beyond is rounded down. */
static inline uint32_t mote_rounded_root(uint64_t x)
{
    uint64_t root = 0, bit;
    if (x >> 32 == 0) return mote_rounded_root_32((uint32_t)x);
    bit = (uint64_t)1 << (32 + ((mote_bit_length((uint32_t)(x >> 32)) - 1) & ~1));
    for (; bit != 0; bit >>= 2)
    {
        const uint64_t next = root + bit;
        root >>= 1;
        if (x < next) continue;
        x -= next;
        root += bit;
    }
    return (uint32_t)(x > root && root != UINT32_MAX ? root + 1 : root);
}

#endif
