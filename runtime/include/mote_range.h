/* Range coding in its asymmetric-numeral form (rANS): shares of 4096, a state of 2^16 or more, 16 bits at a time */
#ifndef MOTE_RANGE_H
#define MOTE_RANGE_H

#include "mote_coded.h"

/* 0; or 1 if the shares do not fill 4096, so that a slot might have no symbol. */
MOTE_SHARED int32_t mote_range_alphabet(mote_alphabet *a, const mote_symbol_table *table)
{
    uint32_t slot = 0, i;
    if (table->symbol_count == 0u || table->word_count != table->symbol_count + 1u || table->words[0] != 0u) return 1;
    for (i = 0; i < table->symbol_count; i++)
    {
        if (table->words[i] >= table->words[i + 1u] || table->words[i + 1u] > 4096u) return 1;
        for (; slot < table->words[i + 1u]; slot += 128u)
            a->of.guide[slot >> 7] = (uint8_t)i;
    }
    a->symbols = table->symbols;
    a->words = table->words;
    return table->words[i] != 4096u;
}

static MOTE_ALWAYS_INLINE void mote_range_take(mote_source *s)
{
    s->state <<= 16;
    s->left -= 2;
    if (s->left < 0) return;
    s->state |= (uint32_t)s->at[0] | (uint32_t)s->at[1] << 8;
    s->at += 2;
}

static inline void mote_range_open(mote_decoder *d, const mote_coded *coded)
{
    mote_decoder_open(d, coded);
    mote_range_take(&d->source);
    mote_range_take(&d->source);
}

/* 0 where the stream ends here, in the state that the coder began with; else 1. */
static inline int32_t mote_range_unfinished(const mote_source *s)
{
    return s->left != 0 || s->state != 0x10000u;
}

static MOTE_ALWAYS_INLINE uint32_t mote_range_symbol(mote_source *s, const mote_alphabet *a)
{
    const uint32_t slot = s->state & 4095u;
    const uint8_t *symbol = a->symbols + a->of.guide[slot >> 7];
    const uint16_t *word = a->words + a->of.guide[slot >> 7];
    for (; slot >= word[1]; word++)
        symbol++;
    s->state = (uint32_t)(word[1] - word[0]) * (s->state >> 12) + (slot - word[0]);
    if (s->state < 0x10000u) mote_range_take(s);
    return *symbol;
}

static MOTE_ALWAYS_INLINE uint32_t mote_range_pair(mote_source *s, const mote_alphabet *a)
{
    const uint32_t gap = mote_range_symbol(s, a);
    return gap | mote_range_symbol(s, a + 1) << 8;
}

#endif
