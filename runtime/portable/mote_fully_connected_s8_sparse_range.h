/* As mote_fully_connected_s8 for one row, with weights of which only those other than zero are stored: gaps and values range coded.
   y lies apart from x. */
#ifndef MOTE_FULLY_CONNECTED_S8_SPARSE_RANGE_H
#define MOTE_FULLY_CONNECTED_S8_SPARSE_RANGE_H

#include "mote_decode_sparse_range.h"
#include "mote_sparse_rows.h"

typedef struct mote_fully_connected_s8_sparse_range_params
{
    mote_sparse_rows matrix;
} mote_fully_connected_s8_sparse_range_params;

/* 0; or 1 if the weights are corrupt. */
MOTE_KERNEL int32_t mote_fully_connected_s8_sparse_range(
    const mote_fully_connected_s8_sparse_range_params *p, const int8_t *x, const mote_coded *w, const int32_t *bias,
    const int32_t *multiplier, const int8_t *shift, int8_t *y)
{
    const mote_sparse_layer layer = {x, bias, multiplier, shift, y};
    mote_decoder decoder;
    return mote_sparse_range_begin(&decoder, w) || mote_run_sparse_rows(&p->matrix, &layer, &decoder, mote_range_pair)
        || mote_sparse_range_end(&decoder);
}

#endif
