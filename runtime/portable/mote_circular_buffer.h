/* The last rows of a stream */
#ifndef MOTE_CIRCULAR_BUFFER_H
#define MOTE_CIRCULAR_BUFFER_H

#include "mote_keep.h"

typedef struct mote_circular_buffer_params
{
    int32_t row_bytes, bytes; /* of the new row, of all rows */
} mote_circular_buffer_params;

/* new_rows: rows without the first one, x after them; may be rows */
MOTE_KERNEL void mote_circular_buffer(const mote_circular_buffer_params *p, const void *x, const void *rows, void *new_rows)
{
    mote_keep(new_rows, rows, p->bytes, x, p->row_bytes);
}

#endif
