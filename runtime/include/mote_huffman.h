/* Canonical Huffman codes of at most 15 bits */
#ifndef MOTE_HUFFMAN_H
#define MOTE_HUFFMAN_H

#include "mote_coded.h"

/* 0; or 1 if the table is no complete code, with which a place outside of it might be found. */
MOTE_SHARED int32_t mote_huffman_alphabet(mote_alphabet *a, const mote_symbol_table *table)
{
    uint32_t end = 0, place = 0, length;
    if (table->word_count > 16u) return 1;
    a->symbols = table->symbols;
    a->of.codes.shortest = 0;
    for (length = 0; length < table->word_count; length++)
    {
        const uint32_t count = table->words[length];
        a->of.codes.base[length] = (int16_t)((int32_t)place - (int32_t)(end >> (16u - length)));
        end += count << (16u - length);
        place += count;
        if (end > 0x10000u || place > table->symbol_count) return 1;
        a->of.codes.last[length] = (uint16_t)(end - 1u);
        if (place == 0u) a->of.codes.shortest = length + 1u;
    }
    return end != 0x10000u || place != table->symbol_count;
}

static MOTE_ALWAYS_INLINE uint32_t mote_huffman_symbol(mote_source *s, const mote_alphabet *a)
{
    uint32_t code, length = a->of.codes.shortest;
    mote_fill_bits(s);
    code = s->state >> 16;
    while (code > a->of.codes.last[length])
        length++;
    s->state <<= length;
    s->bits -= (int32_t)length;
    return a->symbols[a->of.codes.base[length] + (int32_t)(code >> (16u - length))];
}

static MOTE_ALWAYS_INLINE uint32_t mote_huffman_pair(mote_source *s, const mote_alphabet *a)
{
    const uint32_t gap = mote_huffman_symbol(s, a);
    return gap | mote_huffman_symbol(s, a + 1) << 8;
}

#endif
