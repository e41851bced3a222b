/* Values in Huffman codes */
#ifndef MOTE_DECODE_HUFFMAN_H
#define MOTE_DECODE_HUFFMAN_H

#include "mote_huffman.h"

MOTE_SHARED int32_t mote_huffman_begin(mote_decoder *d, const mote_coded *coded)
{
    mote_decoder_open(d, coded);
    return mote_huffman_alphabet(&d->alphabets[0], &coded->tables[0]);
}

MOTE_SHARED int32_t mote_huffman_next(mote_decoder *d, uint8_t *out, uint32_t n)
{
    mote_decode_dense(d, out, n, mote_huffman_symbol);
    return 0;
}

static inline int32_t mote_huffman_end(const mote_decoder *d)
{
    return mote_bits_unfinished(&d->source) || d->check != d->coded->check;
}

/* All of it: 0, or 1 if it is corrupt. */
MOTE_SHARED int32_t mote_decode_huffman(const mote_coded *coded, uint8_t *out)
{
    mote_decoder d;
    return mote_huffman_begin(&d, coded) || mote_huffman_next(&d, out, coded->count) || mote_huffman_end(&d);
}

#endif
