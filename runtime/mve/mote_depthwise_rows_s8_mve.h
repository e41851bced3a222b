/* A depthwise convolution, one output row a call of the routine */
#ifndef MOTE_DEPTHWISE_ROWS_S8_MVE_H
#define MOTE_DEPTHWISE_ROWS_S8_MVE_H

#include "mote_row_ring_mve.h"

typedef struct mote_depthwise_rows_s8_params
{
    mote_row_ring_mve ring;
    int32_t out_row_bytes;
    int32_t windows; /* of an output row, or vectors of several */
    void (*row)(const int8_t *const *rows, const int32_t *w, int8_t *y, int32_t windows);
} mote_depthwise_rows_s8_params;

MOTE_KERNEL void mote_depthwise_rows_s8_mve(const mote_depthwise_rows_s8_params *p, const int8_t *x, const int32_t *w, int8_t *scratch,
                                            int8_t *y)
{
    const int8_t *rows[MOTE_MVE_MOST_ROWS];
    int32_t row, next = 0;
    mote_begin_rows(&p->ring, scratch);
    for (row = 0; row < p->ring.out_h; row++)
    {
        mote_rows_at(&p->ring, x, scratch, row, &next, rows);
        p->row(rows, w, y, p->windows);
        y += p->out_row_bytes;
    }
}

#endif
