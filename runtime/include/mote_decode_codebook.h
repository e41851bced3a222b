/* Places of 1 to 7 bits each in a list of values */
#ifndef MOTE_DECODE_CODEBOOK_H
#define MOTE_DECODE_CODEBOOK_H

#include "mote_coded.h"

MOTE_SHARED int32_t mote_codebook_begin(mote_decoder *d, const mote_coded *coded)
{
    mote_decoder_open(d, coded);
    return coded->tables[0].symbol_count == 0u;
}

MOTE_SHARED int32_t mote_codebook_next(mote_decoder *d, uint8_t *out, uint32_t n)
{
    const uint32_t bits = d->coded->parameter, last = d->coded->tables[0].symbol_count - 1u;
    const uint8_t *const book = d->coded->tables[0].symbols;
    mote_source s = d->source;
    uint32_t check = d->check;
    for (; n > 0u; n--)
    {
        uint32_t place;
        mote_fill_bits(&s);
        place = s.state >> (32u - bits);
        if (place > last) return 1;
        s.state <<= bits;
        s.bits -= (int32_t)bits;
        check = mote_check(check, book[place]);
        *out++ = book[place];
    }
    d->source = s;
    d->check = check;
    return 0;
}

static inline int32_t mote_codebook_end(const mote_decoder *d)
{
    return mote_bits_unfinished(&d->source) || d->check != d->coded->check;
}

/* All of it: 0, or 1 if it is corrupt. */
MOTE_SHARED int32_t mote_decode_codebook(const mote_coded *coded, uint8_t *out)
{
    mote_decoder d;
    return mote_codebook_begin(&d, coded) || mote_codebook_next(&d, out, coded->count) || mote_codebook_end(&d);
}

#endif
