/* Maxima or means over windows, one output row a call of the routine */
#ifndef MOTE_POOL_ROWS_S8_MVE_H
#define MOTE_POOL_ROWS_S8_MVE_H

#include "mote_row_ring_mve.h"

typedef struct mote_pool_rows_s8_params
{
    mote_row_ring_mve ring;
    int32_t out_row_bytes;
    void (*row)(const int8_t *const *rows, int8_t *y);
} mote_pool_rows_s8_params;

MOTE_KERNEL void mote_pool_rows_s8_mve(const mote_pool_rows_s8_params *p, const int8_t *x, int8_t *scratch, int8_t *y)
{
    const int8_t *rows[MOTE_MVE_MOST_ROWS];
    int32_t row, next = 0;
    mote_begin_rows(&p->ring, scratch);
    for (row = 0; row < p->ring.out_h; row++)
    {
        mote_rows_at(&p->ring, x, scratch, row, &next, rows);
        p->row(rows, y);
        y += p->out_row_bytes;
    }
}

#endif
