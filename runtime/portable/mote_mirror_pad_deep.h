/* A tensor of at most eight dimensions with its mirror images around it */
#ifndef MOTE_MIRROR_PAD_DEEP_H
#define MOTE_MIRROR_PAD_DEEP_H

#include "mote.h"
#include "mote_mirrored.h"

#include <string.h>

typedef struct mote_mirror_pad_deep_params
{
    int32_t element_bytes;
    int32_t elements; /* of y */
    int32_t in[8], before[8], out[8];
    int32_t strides[8]; /* of x, in elements */
    int32_t symmetric;  /* whether the border itself is repeated */
} mote_mirror_pad_deep_params;

MOTE_KERNEL void mote_mirror_pad_deep(const mote_mirror_pad_deep_params *p, const void *x, void *y)
{
    uint8_t *to = (uint8_t *)y;
    int32_t i, axis;
    for (i = 0; i < p->elements; i++)
    {
        int32_t at = 0, rest = i;
        for (axis = 7; axis >= 0; axis--)
        {
            at += mote_mirrored(rest % p->out[axis] - p->before[axis], p->in[axis], p->symmetric) * p->strides[axis];
            rest /= p->out[axis];
        }
        memcpy(to, (const uint8_t *)x + (ptrdiff_t)at * p->element_bytes, (size_t)p->element_bytes);
        to += p->element_bytes;
    }
}

#endif
