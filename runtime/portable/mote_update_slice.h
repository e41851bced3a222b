/* x with a part replaced, moved so that it lies inside; y may be x */
#ifndef MOTE_UPDATE_SLICE_H
#define MOTE_UPDATE_SLICE_H

#include "mote.h"

#include <string.h>

typedef struct mote_update_slice_params
{
    int32_t rank; /* at most six */
    int32_t bytes;
    int32_t dims[6], update[6];
    int32_t strides[6]; /* of x and y, in bytes */
    int32_t element_bytes;
    int32_t start_is_64_bits;
} mote_update_slice_params;

MOTE_KERNEL void mote_update_slice(const mote_update_slice_params *p, const void *x, const void *update, const void *start, void *y)
{
    const uint8_t *from = (const uint8_t *)update;
    const size_t row = (size_t)(p->update[p->rank - 1] * p->element_bytes);
    int32_t position[6] = {0}, offset = 0, k;
    if (x != y) memcpy(y, x, (size_t)p->bytes);
    for (k = 0; k < p->rank; k++)
    {
        const int64_t wished = p->start_is_64_bits ? ((const int64_t *)start)[k] : ((const int32_t *)start)[k];
        const int32_t most = p->dims[k] - p->update[k];
        offset += (wished < 0 ? 0 : wished > most ? most : (int32_t)wished) * p->strides[k];
    }
    /* A row at a time; the position of the others counts up like digits. */
    for (;;)
    {
        int32_t at = offset;
        for (k = 0; k < p->rank - 1; k++) at += position[k] * p->strides[k];
        memcpy((uint8_t *)y + at, from, row);
        from += row;
        for (k = p->rank - 2; k >= 0 && ++position[k] == p->update[k]; k--) position[k] = 0;
        if (k < 0) return;
    }
}

#endif
