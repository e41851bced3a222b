/* Range-coded values */
#ifndef MOTE_DECODE_RANGE_H
#define MOTE_DECODE_RANGE_H

#include "mote_range.h"

MOTE_SHARED int32_t mote_range_begin(mote_decoder *d, const mote_coded *coded)
{
    mote_range_open(d, coded);
    return mote_range_alphabet(&d->alphabets[0], &coded->tables[0]);
}

MOTE_SHARED int32_t mote_range_next(mote_decoder *d, uint8_t *out, uint32_t n)
{
    mote_decode_dense(d, out, n, mote_range_symbol);
    return 0;
}

static inline int32_t mote_range_end(const mote_decoder *d)
{
    return mote_range_unfinished(&d->source) || d->check != d->coded->check;
}

/* All of it: 0, or 1 if it is corrupt. */
MOTE_SHARED int32_t mote_decode_range(const mote_coded *coded, uint8_t *out)
{
    mote_decoder d;
    return mote_range_begin(&d, coded) || mote_range_next(&d, out, coded->count) || mote_range_end(&d);
}

#endif
