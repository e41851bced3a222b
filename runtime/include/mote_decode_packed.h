/* Numbers with sign, of 1 to 7 bits each */
#ifndef MOTE_DECODE_PACKED_H
#define MOTE_DECODE_PACKED_H

#include "mote_coded.h"

MOTE_SHARED int32_t mote_packed_begin(mote_decoder *d, const mote_coded *coded)
{
    mote_decoder_open(d, coded);
    return 0;
}

MOTE_SHARED int32_t mote_packed_next(mote_decoder *d, uint8_t *out, uint32_t n)
{
    const int32_t bits = (int32_t)d->coded->parameter;
    mote_source s = d->source;
    uint32_t check = d->check;
    for (; n > 0u; n--)
    {
        uint32_t value;
        mote_fill_bits(&s);
        value = (uint32_t)(mote_wrap(s.state) >> (32 - bits)) & 0xFFu;
        s.state <<= bits;
        s.bits -= bits;
        check = mote_check(check, value);
        *out++ = (uint8_t)value;
    }
    d->source = s;
    d->check = check;
    return 0;
}

static inline int32_t mote_packed_end(const mote_decoder *d)
{
    return mote_bits_unfinished(&d->source) || d->check != d->coded->check;
}

/* All of it: 0, or 1 if it is corrupt. */
MOTE_SHARED int32_t mote_decode_packed(const mote_coded *coded, uint8_t *out)
{
    mote_decoder d;
    return mote_packed_begin(&d, coded) || mote_packed_next(&d, out, coded->count) || mote_packed_end(&d);
}

#endif
