/* y = rescaled(bias + sum x * w), int8: four pixels at a time. What is done with a block is in assembler, made for the shape. */
#ifndef MOTE_CONV2D_S8_V6M_H
#define MOTE_CONV2D_S8_V6M_H

#include "mote_window_gather.h"

/* As the routine reads it. */
typedef struct mote_column_block
{
    int8_t *y[4];
    int32_t channels;
} mote_column_block;

typedef struct mote_conv2d_s8_v6m_params
{
    mote_window window;
    int32_t depth;       /* bytes of a window */
    int32_t padded;      /* with zeros, which count for nothing, up to whole groups */
    int32_t in_place;    /* 1: a window is a pixel, and read where it is */
    int32_t fill;        /* the input's zero point */
    int32_t block_words; /* of the columns; behind them lie the windows */
    void (*expand)(const int8_t *a, const int8_t *b, uint32_t *words, const int8_t *end);
    void (*multiply)(const uint32_t *columns, const uint32_t *end, const uint32_t *stream, const void *block);
} mote_conv2d_s8_v6m_params;

MOTE_KERNEL void mote_conv2d_s8_v6m(const mote_conv2d_s8_v6m_params *p, const int8_t *x, const uint32_t *stream, int8_t *y,
                                    uint32_t *scratch)
{
    const mote_window *const s = &p->window;
    const int32_t pixels = s->batches * s->out_h * s->out_w;
    const int32_t blocks = (pixels + 3) / 4;
    int8_t *const windows = (int8_t *)(void *)(scratch + p->block_words);
    const int8_t *column[4];
    mote_column_block block;
    int32_t step, i;
    block.channels = s->out_c;
    for (i = 0; i < 4 && !p->in_place; i++)
    {
        column[i] = windows + i * p->padded;
        if (p->padded > p->depth) memset(windows + i * p->padded + p->depth, 0, (size_t)(p->padded - p->depth));
    }
    for (step = 0; step < blocks; step++)
    {
        const int32_t first = 4 * mote_turn(step, blocks, s->backward);
        for (i = 0; i < 4; i++)
        {
            /* Behind the last pixel it is computed again. */
            const int32_t pixel = mote_min(first + i, pixels - 1);
            block.y[i] = y + pixel * s->out_c;
            if (p->in_place) column[i] = x + pixel * s->in_c;
            else mote_gather_window(s, pixel, p->fill, x, windows + i * p->padded);
        }
        p->expand(column[0], column[1], scratch, column[0] + p->padded);
        p->expand(column[2], column[3], scratch + 1, column[2] + p->padded);
        p->multiply(scratch, scratch + p->block_words, stream, &block);
    }
}

#endif
