/* y = x as numbers of another type; reals that do not fit become the smallest integer first */
#ifndef MOTE_CAST_H
#define MOTE_CAST_H

#include "mote_element.h"

typedef struct mote_cast_params
{
    int32_t elements;
    int32_t from, to; /* see mote_element.h */
} mote_cast_params;

/* Through 64 bits for int64 and uint32, through 32 for the shorter. */
static inline int64_t mote_truncate(float x, int32_t to)
{
    if (to == 7) return x != 0.0f;
    if (to == 4 || to == 6) return x >= -9223372036854775808.0f && x < 9223372036854775808.0f ? (int64_t)x : INT64_MIN;
    return x >= -2147483648.0f && x < 2147483648.0f ? (int64_t)x : INT32_MIN;
}

MOTE_KERNEL void mote_cast(const mote_cast_params *p, const void *x, void *y)
{
    int32_t i;
    for (i = 0; i < p->elements; i++)
    {
        if (p->from != 0 && p->to != 0) mote_write_integer(p->to, y, i, mote_read_integer(p->from, x, i));
        else if (p->from != 0) ((float *)y)[i] = (float)mote_read_integer(p->from, x, i);
        else if (p->to != 0) mote_write_integer(p->to, y, i, mote_truncate(((const float *)x)[i], p->to));
        else ((float *)y)[i] = ((const float *)x)[i];
    }
}

#endif
