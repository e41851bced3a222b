/* y = rescaled(bias + x * w^T), int8, of one vector: as mote_matrix_s8_dsp, without memory for an expanded x. */
#ifndef MOTE_VECTOR_S8_DSP_H
#define MOTE_VECTOR_S8_DSP_H

#include "mote_column_blocks.h"

typedef struct mote_vector_s8_dsp_params
{
    mote_channel_groups channels;
    int32_t x_words;
    void (*multiply)(const uint32_t *x, const uint32_t *stream, int8_t *y, int8_t *end);
    void (*rest)(const uint32_t *x, const uint32_t *stream, int8_t *y, int8_t *end);
} mote_vector_s8_dsp_params;

/* The routines want even bytes without signs. */
static MOTE_ALWAYS_INLINE void mote_flip_even_bytes(uint32_t *x, int32_t words)
{
    int32_t i;
    for (i = 0; i < words; i++) x[i] ^= 0x00800080u;
}

/* x: begins at a word of the arena; it is changed meanwhile, and is in the end as it was */
MOTE_KERNEL void mote_vector_s8_dsp(const mote_vector_s8_dsp_params *p, const int8_t *x, const uint32_t *stream, int8_t *y)
{
    uint32_t *const vector = (uint32_t *)(uintptr_t)x;
    int8_t *const end = y + p->channels.bytes;
    mote_flip_even_bytes(vector, p->x_words);
    p->multiply(vector, stream, y, end);
    if (p->channels.rest_bytes > 0) p->rest(vector, stream + p->channels.words, end, end + p->channels.rest_bytes);
    mote_flip_even_bytes(vector, p->x_words);
}

#endif
