/* Rows of an int8 table as reals; numbers outside count as the nearest inside */
#ifndef MOTE_EMBEDDING_LOOKUP_S8_F32_H
#define MOTE_EMBEDDING_LOOKUP_S8_F32_H

#include "mote.h"

typedef struct mote_embedding_lookup_s8_f32_params
{
    int32_t indices, rows, columns;
    float scale;
} mote_embedding_lookup_s8_f32_params;

MOTE_KERNEL void mote_embedding_lookup_s8_f32(
    const mote_embedding_lookup_s8_f32_params *p, const int32_t *indices, const int8_t *table, float *y)
{
    int32_t i, j;
    for (i = 0; i < p->indices; i++)
    {
        const int8_t *const row = table + (ptrdiff_t)mote_min(mote_max(indices[i], 0), p->rows - 1) * p->columns;
        for (j = 0; j < p->columns; j++) *y++ = p->scale * (float)row[j];
    }
}

#endif
