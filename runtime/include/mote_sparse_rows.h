/* Rows of a matrix that know only their weights other than zero, times one vector: zeros take no instruction */
#ifndef MOTE_SPARSE_ROWS_H
#define MOTE_SPARSE_ROWS_H

#include "mote_coded.h"
#include "mote_fixed_point.h"

typedef struct mote_sparse_rows
{
    int32_t columns, outputs; /* x [columns], w [outputs, columns], y [outputs] */
    int32_t input_offset;     /* 0 where the bias carries the input's zero point */
    int32_t per_channel;      /* 1: a multiplier and shift for each output; 0: one for all */
    int32_t output_offset;
    int32_t low, high;
} mote_sparse_rows;

typedef struct mote_sparse_layer
{
    const int8_t *x;
    const int32_t *bias, *multiplier;
    const int8_t *shift;
    int8_t *y;
} mote_sparse_layer;

MOTE_SHARED int8_t mote_sparse_output(const mote_sparse_rows *p, const mote_sparse_layer *l, int32_t o, uint32_t sum)
{
    const int32_t rescaled = mote_rescale(mote_wrap(sum), l->multiplier[o * p->per_channel], l->shift[o * p->per_channel]);
    return mote_clamp_to_s8(mote_add(rescaled, p->output_offset), p->low, p->high);
}

/* All gaps and values, from an opened decoder: 0, or 1 where they do not fill the matrix. */
static MOTE_ALWAYS_INLINE int32_t mote_run_sparse_rows(const mote_sparse_rows *p, const mote_sparse_layer *l, mote_decoder *d,
                                                       mote_next_pair next)
{
    const int8_t *const end = l->x + p->columns, *x = l->x;
    mote_source s = d->source;
    uint32_t check = d->check, pairs, sum = (uint32_t)l->bias[0];
    int32_t o = 0;
    for (pairs = d->pairs; pairs > 0u; pairs--)
    {
        const uint32_t pair = next(&s, d->alphabets);
        uint32_t gap = pair & 0xFFu;
        check = mote_check(check, pair);
        while (gap >= (uint32_t)(end - x))
        {
            gap -= (uint32_t)(end - x);
            l->y[o] = mote_sparse_output(p, l, o, sum);
            if (++o == p->outputs) return 1;
            sum = (uint32_t)l->bias[o];
            x = l->x;
        }
        x += gap;
        sum += (uint32_t)((*x++ + p->input_offset) * (int8_t)(uint8_t)(pair >> 8));
    }
    l->y[o] = mote_sparse_output(p, l, o, sum);
    d->source = s;
    d->check = check;
    d->pairs = 0;
    return o + 1 != p->outputs || x != end;
}

#endif
