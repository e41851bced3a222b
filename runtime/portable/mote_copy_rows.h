/* Rows of bytes to rows that lie further apart: one operand of a concatenation */
#ifndef MOTE_COPY_ROWS_H
#define MOTE_COPY_ROWS_H

#include "mote.h"

#include <string.h>

typedef struct mote_copy_rows_params
{
    int32_t rows, row_bytes;
    int32_t out_offset, out_row_bytes;
} mote_copy_rows_params;

MOTE_KERNEL void mote_copy_rows(const mote_copy_rows_params *p, const void *x, void *y)
{
    int32_t row;
    for (row = 0; row < p->rows; row++)
        memcpy((uint8_t *)y + p->out_offset + (ptrdiff_t)row * p->out_row_bytes, (const uint8_t *)x + (ptrdiff_t)row * p->row_bytes,
               (size_t)p->row_bytes);
}

#endif
