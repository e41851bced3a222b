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
    uint32_t check;                  /* FNV-1a of what is decoded: of values; or of gaps + 256 * values */
    uint32_t parameter;              /* bits of a value; or how many gaps and values there are */
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
    uint32_t pairs; /* of sparse constants: gaps and values still to be read */
    uint32_t zeros; /* and what of the latest gap is still to be written */
    int32_t value;  /* and the value behind it; -1: none */
    mote_alphabet alphabets[2];
} mote_decoder;

/* What decodes a constant piece by piece; each function gives 0, or 1 where it finds the constant corrupt. */
typedef struct mote_coder
{
    int32_t (*begin)(mote_decoder *d, const mote_coded *coded);
    int32_t (*next)(mote_decoder *d, uint8_t *out, uint32_t n);
    int32_t (*end)(const mote_decoder *d);
} mote_coder;

#define MOTE_CHECK_START 2166136261u

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
    d->check = MOTE_CHECK_START;
    d->pairs = coded->parameter;
    d->zeros = 0;
    d->value = -1;
}

/* At least 16 bits, zeros where the stream has no more. */
static MOTE_ALWAYS_INLINE void mote_fill_bits(mote_source *s)
{
    uint32_t next = 0;
    if (s->bits >= 16) return;
    if (s->left > 1)
    {
        next = (uint32_t)s->at[0] << 8 | (uint32_t)s->at[1];
        s->at += 2;
    }
    else if (s->left == 1) next = (uint32_t)s->at[0] << 8;
    s->left -= 2;
    s->state |= next << (16 - s->bits);
    s->bits += 16;
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

/* How many zeros there are, and 256 times the value behind them. */
typedef uint32_t (*mote_next_pair)(mote_source *s, const mote_alphabet *a);

/* The next n values of a constant whose zeros are left out: 0, or 1 where it has no more. */
static MOTE_ALWAYS_INLINE int32_t mote_decode_gaps(mote_decoder *d, uint8_t *out, uint32_t n, mote_next_pair next)
{
    const uint8_t *const end = out + n;
    mote_source s = d->source;
    uint32_t check = d->check, zeros = d->zeros, pairs = d->pairs;
    int32_t value = d->value;
    for (;;)
    {
        uint32_t pair;
        for (; zeros > 0u && out < end; zeros--)
            *out++ = 0;
        if (out == end) break;
        if (value >= 0) *out++ = (uint8_t)value;
        value = -1;
        if (out == end) break;
        if (pairs == 0u) return 1;
        pairs--;
        pair = next(&s, d->alphabets);
        check = mote_check(check, pair);
        zeros = pair & 0xFFu;
        value = (int32_t)(pair >> 8);
    }
    d->source = s;
    d->check = check;
    d->zeros = zeros;
    d->pairs = pairs;
    d->value = value;
    return 0;
}

/* Whether all pairs have been used, and all of what they say: 0, or 1. */
static inline int32_t mote_gaps_unfinished(const mote_decoder *d)
{
    return d->pairs != 0u || d->zeros != 0u || d->value >= 0;
}

#endif
