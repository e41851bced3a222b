/* Gaps between values other than zero, and these values, in Huffman codes */
#ifndef MOTE_DECODE_SPARSE_HUFFMAN_H
#define MOTE_DECODE_SPARSE_HUFFMAN_H

#include "mote_huffman.h"

MOTE_SHARED int32_t mote_sparse_huffman_begin(mote_decoder *d, const mote_coded *coded)
{
    mote_decoder_open(d, coded);
    return mote_huffman_alphabet(&d->alphabets[0], &coded->tables[0])
        || mote_huffman_alphabet(&d->alphabets[1], &coded->tables[1]);
}

MOTE_SHARED int32_t mote_sparse_huffman_next(mote_decoder *d, uint8_t *out, uint32_t n)
{
    return mote_decode_gaps(d, out, n, mote_huffman_pair);
}

static inline int32_t mote_sparse_huffman_end(const mote_decoder *d)
{
    return mote_bits_unfinished(&d->source) || mote_gaps_unfinished(d) || d->check != d->coded->check;
}

/* All of it: 0, or 1 if it is corrupt. */
MOTE_SHARED int32_t mote_decode_sparse_huffman(const mote_coded *coded, uint8_t *out)
{
    mote_decoder d;
    return mote_sparse_huffman_begin(&d, coded) || mote_sparse_huffman_next(&d, out, coded->count) || mote_sparse_huffman_end(&d);
}

#endif
