/* Constants that are stored without loss in fewer bytes, and decoded a piece at a time: docs/format.md describes the streams. Whatever
   stream and tables hold, decoders read nothing beyond them, write nothing beyond what they are asked for, and say so when what they
   decoded is not what was coded. */
#ifndef MOTE_CODED_H
#define MOTE_CODED_H

#include "mote.h"

/* There once, however many layers use it. */
#if defined(__GNUC__)
#define MOTE_SHARED static __attribute__((noinline, unused))
#else
#define MOTE_SHARED static
#endif

typedef struct mote_symbol_table
{
    const uint16_t *words;
    const uint8_t *symbols;
    uint16_t word_count, symbol_count;
} mote_symbol_table;

typedef struct mote_coded
{
    const uint8_t *stream;
    const mote_symbol_table *tables; /* of values; or of gaps, and of values */
    uint32_t bytes;                  /* of the stream */
    uint32_t count;                  /* bytes that it decodes to */
    uint32_t check;                  /* FNV-1a of what is decoded: of values; or of gaps and values */
    uint32_t parameter;              /* bits of a value; or the gap that has no value behind it */
} mote_coded;

/* Where a stream is read. */
typedef struct mote_source
{
    const uint8_t *at;
    int32_t left;   /* bytes; negative where more were asked for: those are zeros */
    uint32_t state; /* the next bits, the first one highest; or a range coder's state */
    int32_t bits;   /* how many bits there are */
} mote_source;

/* An alphabet, made ready from its table. */
typedef struct mote_alphabet
{
    const uint8_t *symbols;
    const uint16_t *words;
    union
    {
        struct
        {
            uint16_t last[16]; /* the last code of each length, with ones behind it */
            int16_t base[16];  /* from a code to its symbol's place */
            uint32_t shortest;
        } codes;
        uint8_t guide[32]; /* the symbol at each 32nd of the shares */
    } of;
} mote_alphabet;

typedef struct mote_decoder
{
    const mote_coded *coded;
    mote_source source;
    uint32_t check;
    uint32_t left;  /* of sparse constants: values behind the latest gap and value */
    uint32_t zeros; /* and what of the latest gap is still to be written */
    int32_t value;  /* and the value behind it; -1: none */
    mote_alphabet alphabets[2];
} mote_decoder;

static inline uint32_t mote_check(uint32_t check, uint32_t value)
{
    return (check ^ value) * 16777619u;
}

static inline void mote_decoder_open(mote_decoder *d, const mote_coded *coded)
{
    d->coded = coded;
    d->source.at = coded->stream;
    d->source.left = (int32_t)coded->bytes;
    d->source.state = 0;
    d->source.bits = 0;
    d->check = 2166136261u;
    d->left = coded->count;
    d->zeros = 0;
    d->value = -1;
}

/* At least 17 bits. */
static MOTE_ALWAYS_INLINE void mote_fill_bits(mote_source *s)
{
    while (s->bits <= 16)
    {
        if (--s->left >= 0) s->state |= (uint32_t)*s->at++ << (24 - s->bits);
        s->bits += 8;
    }
}

/* 0 where the stream ends within these bits; else 1. */
static inline int32_t mote_bits_unfinished(const mote_source *s)
{
    const int32_t unused = s->bits + 8 * s->left;
    return unused < 0 || unused > 7;
}

typedef uint32_t (*mote_next_symbol)(mote_source *s, const mote_alphabet *a);

/* The next n values of a constant whose every value is a symbol. */
static MOTE_ALWAYS_INLINE void mote_decode_dense(mote_decoder *d, uint8_t *out, uint32_t n, mote_next_symbol next)
{
    mote_source s = d->source;
    uint32_t check = d->check;
    for (; n > 0u; n--)
    {
        const uint32_t value = next(&s, &d->alphabets[0]);
        check = mote_check(check, value);
        *out++ = (uint8_t)value;
    }
    d->source = s;
    d->check = check;
}

/* The next n values of a constant whose zeros are left out: 0, or 1 where that cannot be. */
static MOTE_ALWAYS_INLINE int32_t mote_decode_gaps(mote_decoder *d, uint8_t *out, uint32_t n, mote_next_symbol next)
{
    const uint32_t escape = d->coded->parameter;
    const uint8_t *const end = out + n;
    mote_source s = d->source;
    uint32_t check = d->check, zeros = d->zeros, left = d->left;
    int32_t value = d->value;
    for (;;)
    {
        for (; zeros > 0u && out < end; zeros--)
            *out++ = 0;
        if (out == end) break;
        if (value >= 0)
        {
            *out++ = (uint8_t)value;
            value = -1;
            continue;
        }
        zeros = next(&s, &d->alphabets[0]);
        if (left == 0u || zeros > left || zeros > escape) return 1;
        check = mote_check(check, zeros);
        left -= zeros;
        if (zeros == escape || left == 0u) continue;
        value = (int32_t)next(&s, &d->alphabets[1]);
        check = mote_check(check, (uint32_t)value);
        left--;
    }
    d->source = s;
    d->check = check;
    d->zeros = zeros;
    d->left = left;
    d->value = value;
    return 0;
}

#endif
