/* The loops of a reduction: neighbouring dimensions of a kind count as one */
#ifndef MOTE_REDUCE_LOOPS_H
#define MOTE_REDUCE_LOOPS_H

#include "mote.h"

typedef struct mote_reduce_loops
{
    int32_t kept[3], kept_strides[3];
    int32_t reduced[3], reduced_strides[3];
} mote_reduce_loops;

#endif
