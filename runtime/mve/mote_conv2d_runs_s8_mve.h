/* A convolution whose window is a run of bytes in each of its rows: no columns are laid out */
#ifndef MOTE_CONV2D_RUNS_S8_MVE_H
#define MOTE_CONV2D_RUNS_S8_MVE_H

#include "mote_row_ring_mve.h"

typedef struct mote_conv2d_runs_s8_params
{
    mote_row_ring_mve ring;
    int32_t out_w, out_c;
    int32_t step; /* bytes from a window to the next, along a row */
    void (*pairs)(const int8_t *const *rows, const int32_t *w, int8_t *y, int32_t pairs);
} mote_conv2d_runs_s8_params;

MOTE_KERNEL void mote_conv2d_runs_s8_mve(const mote_conv2d_runs_s8_params *p, const int8_t *x, const int32_t *w, int8_t *scratch,
                                         int8_t *y)
{
    const int8_t *rows[MOTE_MVE_MOST_ROWS];
    int32_t row, i, next = 0;
    mote_begin_rows(&p->ring, scratch);
    for (row = 0; row < p->ring.out_h; row++)
    {
        mote_rows_at(&p->ring, x, scratch, row, &next, rows);
        p->pairs(rows, w, y, p->out_w / 2);
        if (p->out_w % 2 != 0)
        {
            /* An odd column pairs with the one before, which is computed again. */
            for (i = 0; i < p->ring.kernel_h; i++) rows[i] += (ptrdiff_t)(p->out_w - 2) * p->step;
            p->pairs(rows, w, y + (ptrdiff_t)(p->out_w - 2) * p->out_c, 1);
        }
        y += (ptrdiff_t)p->out_w * p->out_c;
    }
}

#endif
