/* Runs of bytes gathered through at most five loops: slices, permutations, reversals, repetitions */
#ifndef MOTE_COPY_STRIDED_H
#define MOTE_COPY_STRIDED_H

#include "mote.h"

#include <string.h>

typedef struct mote_copy_strided_params
{
    int32_t dims[5];
    int32_t strides[5]; /* bytes that x advances in each loop; negative where it goes backwards, 0 where it repeats */
    int32_t offset;     /* of the first run in x */
    int32_t run_bytes;
} mote_copy_strided_params;

MOTE_KERNEL void mote_copy_strided(const mote_copy_strided_params *p, const void *x, void *y)
{
    uint8_t *to = (uint8_t *)y;
    int32_t i0, i1, i2, i3, i4;
    for (i0 = 0; i0 < p->dims[0]; i0++)
    for (i1 = 0; i1 < p->dims[1]; i1++)
    for (i2 = 0; i2 < p->dims[2]; i2++)
    for (i3 = 0; i3 < p->dims[3]; i3++)
    {
        int32_t from = p->offset + i0 * p->strides[0] + i1 * p->strides[1] + i2 * p->strides[2] + i3 * p->strides[3];
        for (i4 = 0; i4 < p->dims[4]; i4++)
        {
            memcpy(to, (const uint8_t *)x + from, (size_t)p->run_bytes);
            to += p->run_bytes;
            from += p->strides[4];
        }
    }
}

#endif
