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

/* Where a matrix is being multiplied. */
typedef struct mote_sparse_place
{
    const int8_t *x;
    const uint8_t *at, *end; /* pairs of a gap and a value */
    uint32_t columns, column, sum, check;
    int32_t input_offset;
} mote_sparse_place;

/* A row, or what is left of it: 1 where the next pair's gap, which is taken, leads out of the row; 0 where no pair is left. A function of
   its own, so that registers hold all that the loop needs. */
MOTE_SHARED int32_t mote_run_sparse_row(mote_sparse_place *place)
{
    const int8_t *const x = place->x;
    const uint8_t *at = place->at;
    const uint8_t *const end = place->end;
    const uint32_t columns = place->columns;
    uint32_t column = place->column, sum = place->sum, check = place->check;
    int32_t leads_out = 0;
    while (at != end)
    {
        const uint32_t pair = (uint32_t)at[0] | (uint32_t)at[1] << 8;
        column += pair & 0xFFu;
        if (column >= columns)
        {
            leads_out = 1;
            break;
        }
        at += 2;
        check = mote_check(check, pair);
        sum += (uint32_t)((x[column++] + place->input_offset) * (int8_t)(uint8_t)(pair >> 8));
    }
    place->at = at;
    place->column = column;
    place->sum = sum;
    place->check = check;
    return leads_out;
}

/* 0; or 1 if the weights are corrupt. */
MOTE_KERNEL int32_t mote_fully_connected_s8_sparse(const mote_fully_connected_s8_sparse_params *p, const int8_t *x, const mote_coded *w,
                                                   const int32_t *bias, const int32_t *multiplier, const int8_t *shift, int8_t *y)
{
    const mote_sparse_layer layer = {x, bias, multiplier, shift, y};
    mote_sparse_place place = {x, w->stream, w->stream + w->bytes, (uint32_t)p->matrix.columns, 0, (uint32_t)bias[0], MOTE_CHECK_START,
                               p->matrix.input_offset};
    int32_t o = 0;
    if (w->bytes != 2u * w->parameter) return 1;
    while (mote_run_sparse_row(&place))
    {
        while (place.column >= place.columns)
        {
            place.column -= place.columns;
            y[o] = mote_sparse_output(&p->matrix, &layer, o, place.sum);
            if (++o == p->matrix.outputs) return 1;
            place.sum = (uint32_t)bias[o];
        }
        place.check = mote_check(place.check, (uint32_t)place.at[0] | (uint32_t)place.at[1] << 8);
        place.sum += (uint32_t)((x[place.column++] + place.input_offset) * (int8_t)place.at[1]);
        place.at += 2;
    }
    y[o] = mote_sparse_output(&p->matrix, &layer, o, place.sum);
    return o + 1 != p->matrix.outputs || place.column != place.columns || place.check != w->check;
}

#endif
