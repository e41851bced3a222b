/* Slices by the numbers of their first dimensions; places outside count as the nearest inside */
#ifndef MOTE_GATHER_ND_H
#define MOTE_GATHER_ND_H

#include "mote.h"

#include <string.h>

typedef struct mote_gather_nd_params
{
    int32_t slices;
    int32_t depth; /* numbers that lead to a slice, at most five */
    int32_t strides[5];
    int32_t last; /* the first element of the last slice */
    int32_t element_bytes, slice_bytes;
} mote_gather_nd_params;

MOTE_KERNEL void mote_gather_nd(const mote_gather_nd_params *p, const void *x, const int32_t *indices, void *y)
{
    uint8_t *to = (uint8_t *)y;
    int32_t i, k;
    for (i = 0; i < p->slices; i++)
    {
        int64_t at = 0;
        for (k = 0; k < p->depth; k++) at += (int64_t)*indices++ * p->strides[k];
        at = at < 0 ? 0 : at > p->last ? p->last : at;
        memcpy(to, (const uint8_t *)x + (ptrdiff_t)at * p->element_bytes, (size_t)p->slice_bytes);
        to += p->slice_bytes;
    }
}

#endif
