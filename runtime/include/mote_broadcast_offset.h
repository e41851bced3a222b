/* The element of a broadcast operand that meets element i of the output */
#ifndef MOTE_BROADCAST_OFFSET_H
#define MOTE_BROADCAST_OFFSET_H

#include "mote.h"

typedef struct mote_broadcast
{
    int32_t elements; /* of the output */
    int32_t dims[4];
    int32_t a_strides[4], b_strides[4]; /* 0 where the operand is repeated */
} mote_broadcast;

static inline int32_t mote_broadcast_offset(const int32_t dims[4], const int32_t strides[4], int32_t i)
{
    const int32_t d3 = i % dims[3], d2 = i / dims[3] % dims[2], d1 = i / dims[3] / dims[2] % dims[1], d0 = i / dims[3] / dims[2] / dims[1];
    return d0 * strides[0] + d1 * strides[1] + d2 * strides[2] + d3 * strides[3];
}

#endif
