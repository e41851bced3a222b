/* Gaps between values other than zero, and these values: a byte each */
#ifndef MOTE_DECODE_SPARSE_H
#define MOTE_DECODE_SPARSE_H

#include "mote_coded.h"

static MOTE_ALWAYS_INLINE uint32_t mote_byte_pair(mote_source *s, const mote_alphabet *a)
{
    uint32_t pair;
    (void)a;
    s->left -= 2;
    if (s->left < 0) return 0;
    pair = (uint32_t)s->at[0] | (uint32_t)s->at[1] << 8;
    s->at += 2;
    return pair;
}

MOTE_SHARED int32_t mote_sparse_begin(mote_decoder *d, const mote_coded *coded)
{
    mote_decoder_open(d, coded);
    return 0;
}

MOTE_SHARED int32_t mote_sparse_next(mote_decoder *d, uint8_t *out, uint32_t n)
{
    return mote_decode_gaps(d, out, n, mote_byte_pair);
}

static inline int32_t mote_sparse_end(const mote_decoder *d)
{
    return d->source.left != 0 || mote_gaps_unfinished(d) || d->check != d->coded->check;
}

/* All of it: 0, or 1 if it is corrupt. */
MOTE_SHARED int32_t mote_decode_sparse(const mote_coded *coded, uint8_t *out)
{
    mote_decoder d;
    return mote_sparse_begin(&d, coded) || mote_sparse_next(&d, out, coded->count) || mote_sparse_end(&d);
}

#endif
