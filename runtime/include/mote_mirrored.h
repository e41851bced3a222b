/* The place inside of 0 ... size - 1 that a place at most as far outside mirrors */
#ifndef MOTE_MIRRORED_H
#define MOTE_MIRRORED_H

#include "mote.h"

static inline int32_t mote_mirrored(int32_t position, int32_t size, int32_t symmetric)
{
    if (position < 0) return -position - symmetric;
    if (position >= size) return 2 * size - 2 + symmetric - position;
    return position;
}

#endif
