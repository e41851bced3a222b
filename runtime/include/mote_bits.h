/* Counting bits */
#ifndef MOTE_BITS_H
#define MOTE_BITS_H

#include "mote.h"

/* How many bits a number takes: 0 for 0, 3 for 5 */
static inline int32_t mote_bit_length(uint32_t x)
{
#if defined(__GNUC__)
    return x == 0 ? 0 : (int32_t)sizeof(unsigned) * 8 - __builtin_clz(x);
#else
    int32_t bits = 0;
    for (; x != 0; x >>= 1) bits++;
    return bits;
#endif
}

#endif
