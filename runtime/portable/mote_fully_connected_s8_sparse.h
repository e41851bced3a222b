/* As mote_fully_connected_s8 for one row, with weights of which only those other than zero are stored: gaps and values, a byte each.
   y lies apart from x. */
#ifndef MOTE_FULLY_CONNECTED_S8_SPARSE_H
#define MOTE_FULLY_CONNECTED_S8_SPARSE_H

#include "mote_decode_sparse.h"
#include "mote_sparse_rows.h"

typedef struct mote_fully_connected_s8_sparse_params
{
    mote_sparse_rows matrix;
} mote_fully_connected_s8_sparse_params;

/* 0; or 1 if the weights are corrupt. The loop is that of mote_run_sparse_rows, with as little in it as can be. */
MOTE_KERNEL int32_t mote_fully_connected_s8_sparse(const mote_fully_connected_s8_sparse_params *p, const int8_t *x, const mote_coded *w,
                                                   const int32_t *bias, const int32_t *multiplier, const int8_t *shift, int8_t *y)
{
    const mote_sparse_layer layer = {x, bias, multiplier, shift, y};
    const uint8_t *at = w->stream;
    const uint8_t *const end = at + w->bytes;
    const uint32_t columns = (uint32_t)p->matrix.columns;
    uint32_t check = MOTE_CHECK_START, column = 0, sum = (uint32_t)bias[0];
    int32_t o = 0;
    if (w->bytes != 2u * w->parameter) return 1;
    while (at != end)
    {
        const uint32_t pair = (uint32_t)at[0] | (uint32_t)at[1] << 8;
        at += 2;
        check = mote_check(check, pair);
        column += pair & 0xFFu;
        while (column >= columns)
        {
            column -= columns;
            y[o] = mote_sparse_output(&p->matrix, &layer, o, sum);
            if (++o == p->matrix.outputs) return 1;
            sum = (uint32_t)bias[o];
        }
        sum += (uint32_t)((x[column++] + p->matrix.input_offset) * (int8_t)(uint8_t)(pair >> 8));
    }
    y[o] = mote_sparse_output(&p->matrix, &layer, o, sum);
    return o + 1 != p->matrix.outputs || column != columns || check != w->check;
}

#endif
