/* The element of a broadcast operand that meets element i of the output */
#ifndef MOTE_BROADCAST_OFFSET_H
#define MOTE_BROADCAST_OFFSET_H

#include "mote.h"

typedef struct mote_broadcast
{
    int32_t elements; /* of the output */
    int32_t dims[6];
    int32_t a_strides[6], b_strides[6]; /* 0 where the operand is repeated */
} mote_broadcast;

/* Written out: where dimensions are constants, those of 1 vanish. */
static inline int32_t mote_broadcast_offset(const int32_t dims[6], const int32_t strides[6], int32_t i)
{
    const int32_t i4 = i / dims[5], i3 = i4 / dims[4], i2 = i3 / dims[3], i1 = i2 / dims[2], i0 = i1 / dims[1];
    return i0 * strides[0] + i1 % dims[1] * strides[1] + i2 % dims[2] * strides[2] + i3 % dims[3] * strides[3]
        + i4 % dims[4] * strides[4] + i % dims[5] * strides[5];
}

#endif
