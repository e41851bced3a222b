/* A function of an int16 by 513 samples, 128 steps apart, with interpolation between them. */
#ifndef MOTE_INT16_TABLE_H
#define MOTE_INT16_TABLE_H

#include "mote.h"

static inline int16_t mote_int16_table(int32_t x, const int16_t *table)
{
    const int32_t index = 256 + (x >> 7);
    const int32_t slope = table[index + 1] - table[index];
    return (int16_t)(table[index] + ((slope * (x & 127) + 64) >> 7));
}

static inline int32_t mote_saturate_to_s16(int32_t x)
{
    return mote_min(mote_max(x, INT16_MIN), INT16_MAX);
}

#endif
