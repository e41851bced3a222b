/* Gaps between values other than zero, and these values, range coded */
#ifndef MOTE_DECODE_SPARSE_RANGE_H
#define MOTE_DECODE_SPARSE_RANGE_H

#include "mote_range.h"

MOTE_SHARED int32_t mote_sparse_range_begin(mote_decoder *d, const mote_coded *coded)
{
    mote_range_open(d, coded);
    return mote_range_alphabet(&d->alphabets[0], &coded->tables[0])
        || mote_range_alphabet(&d->alphabets[1], &coded->tables[1]);
}

MOTE_SHARED int32_t mote_sparse_range_next(mote_decoder *d, uint8_t *out, uint32_t n)
{
    return mote_decode_gaps(d, out, n, mote_range_pair);
}

static inline int32_t mote_sparse_range_end(const mote_decoder *d)
{
    return mote_range_unfinished(&d->source) || mote_gaps_unfinished(d) || d->check != d->coded->check;
}

/* All of it: 0, or 1 if it is corrupt. */
MOTE_SHARED int32_t mote_decode_sparse_range(const mote_coded *coded, uint8_t *out)
{
    mote_decoder d;
    return mote_sparse_range_begin(&d, coded) || mote_sparse_range_next(&d, out, coded->count) || mote_sparse_range_end(&d);
}

#endif
