/* A tensor of at most eight dimensions with elements of one value around it */
#ifndef MOTE_PAD_DEEP_H
#define MOTE_PAD_DEEP_H

#include "mote.h"

#include <string.h>

typedef struct mote_pad_deep_params
{
    int32_t element_bytes;   /* 1, 2, 4 or, filled with zero, any other */
    int32_t elements;        /* of y */
    int32_t rows, row_bytes; /* of x: its last dimension */
    int32_t in[7];           /* the other dimensions of x */
    int32_t strides[7];      /* in elements of y */
    int32_t first;           /* the element of y where x begins */
    int32_t fill;            /* the padding's elements */
} mote_pad_deep_params;

MOTE_KERNEL void mote_pad_deep(const mote_pad_deep_params *p, const void *x, void *y)
{
    const uint8_t *from = (const uint8_t *)x;
    int32_t i, axis;
    if (p->element_bytes == 2 && p->fill != 0)
    {
        for (i = 0; i < p->elements; i++) ((int16_t *)y)[i] = (int16_t)p->fill;
    }
    else if (p->element_bytes == 4 && p->fill != 0)
    {
        for (i = 0; i < p->elements; i++) ((int32_t *)y)[i] = p->fill;
    }
    else memset(y, p->fill, (size_t)(p->elements * p->element_bytes));
    for (i = 0; i < p->rows; i++)
    {
        int32_t at = p->first, rest = i;
        for (axis = 6; axis >= 0; axis--)
        {
            at += rest % p->in[axis] * p->strides[axis];
            rest /= p->in[axis];
        }
        memcpy((uint8_t *)y + (ptrdiff_t)at * p->element_bytes, from, (size_t)p->row_bytes);
        from += p->row_bytes;
    }
}

#endif
