/* A convolution over few channels: the windows of an output row are laid out as columns, then a matrix */
#ifndef MOTE_CONV2D_COLUMNS_S8_MVE_H
#define MOTE_CONV2D_COLUMNS_S8_MVE_H

#include "mote_row_ring_mve.h"

typedef struct mote_conv2d_columns_s8_params
{
    mote_row_ring_mve ring;
    int32_t out_w, out_c;
    int32_t depth; /* of a column */
    void (*lay)(const int8_t *const *rows, int8_t *columns);
    void (*pairs)(const int8_t *x, const int32_t *w, int8_t *y, int32_t pairs);
} mote_conv2d_columns_s8_params;

/* The columns lie at the beginning of the scratch memory, the ring behind them at a multiple of four. */
MOTE_KERNEL void mote_conv2d_columns_s8_mve(const mote_conv2d_columns_s8_params *p, const int8_t *x, const int32_t *w, int8_t *scratch,
                                            int8_t *y)
{
    int8_t *const ring = scratch + (p->out_w * p->depth + 15 + 3) / 4 * 4;
    const int8_t *rows[MOTE_MVE_MOST_ROWS];
    int32_t row, next = 0;
    mote_begin_rows(&p->ring, ring);
    for (row = 0; row < p->ring.out_h; row++)
    {
        mote_rows_at(&p->ring, x, ring, row, &next, rows);
        p->lay(rows, scratch);
        p->pairs(scratch, w, y, p->out_w / 2);
        if (p->out_w % 2 != 0)
            p->pairs(scratch + (ptrdiff_t)(p->out_w - 2) * p->depth, w, y + (ptrdiff_t)(p->out_w - 2) * p->out_c, 1);
        y += (ptrdiff_t)p->out_w * p->out_c;
    }
}

#endif
