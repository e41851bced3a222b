/* 3x3 convolutions by one pixel at a time, int8, in Winograd's form F(4x4, 3x3), exact. A row of tiles of 4x4 results is transformed
   from six rows of the image, then multiplied by two output channels after two. y may lie on x where its rows are no longer. */
#ifndef MOTE_WINOGRAD_S8_DSP_H
#define MOTE_WINOGRAD_S8_DSP_H

#include "mote.h"

#include <string.h>

typedef struct mote_winograd_s8_dsp_params
{
    int32_t in_h, in_row;  /* rows of the image, and their bytes */
    int32_t channels, outputs;
    int32_t out_h, out_w;
    int32_t pad_top, pad_left, fill; /* what borders hold */
    int32_t pitch;         /* words of a row of column transforms */
    int32_t tile_rows, tile_pairs;
    int32_t batch;         /* rows of tiles that are transformed at once */
    int32_t block_words;   /* of the transformed weights of two outputs */
    int32_t transforms;    /* whether weights are transformed here, a block after the other */
    void (*columns)(const int8_t *const *rows, uint32_t *t, uint32_t channel);
    void (*odd_columns)(const int8_t *const *rows, uint32_t *t, uint32_t channel);
    void (*rows)(const uint32_t *t, uint32_t *v);
    void (*weights)(const int8_t *w, uint32_t *u);
    void (*product)(const uint32_t *u, const uint32_t *v, const int32_t *rescaling, int8_t *y, uint32_t y_row);
} mote_winograd_s8_dsp_params;

/* One row of tiles. Rows above `first` have been overwritten by results; the last of them are in `saved`. */
static MOTE_ALWAYS_INLINE void mote_winograd_input(const mote_winograd_s8_dsp_params *p, int32_t tile_row, int32_t first,
                                                   const int8_t *x, const int8_t *blank, const int8_t *saved, uint32_t *t, uint32_t *v)
{
    const int8_t *rows[6];
    int32_t i, c;
    for (i = 0; i < 6; i++)
    {
        const int32_t row = 4 * tile_row - p->pad_top + i;
        rows[i] = row < 0 || row >= p->in_h ? blank
            : row < first ? saved + (row - first + p->pad_top) * p->in_row : x + row * p->in_row;
    }
    for (c = 0; c < p->channels; c += 4, v += 4)
    {
        p->columns(rows, t + p->pad_left, (uint32_t)c);
        p->rows(t, v);
        p->odd_columns(rows, t + p->pad_left, (uint32_t)c);
        p->rows(t, v + 2);
    }
}

/* Two output channels of two tiles, or of what the image has of them. */
static MOTE_ALWAYS_INLINE void mote_winograd_output(const mote_winograd_s8_dsp_params *p, const uint32_t *u, const uint32_t *v,
                                                    const int32_t *rescaling, int32_t tile_row, int32_t pair, int8_t *y, int8_t *part)
{
    const int32_t y_row = p->out_w * p->outputs;
    const int32_t height = mote_min(4, p->out_h - 4 * tile_row), width = mote_min(8, p->out_w - 8 * pair);
    int32_t row, column;
    y += 4 * tile_row * y_row + 8 * pair * p->outputs;
    if (height == 4 && width == 8)
    {
        p->product(u, v, rescaling, y, (uint32_t)y_row);
        return;
    }
    p->product(u, v, rescaling, part, (uint32_t)(8 * p->outputs));
    for (row = 0; row < height; row++)
        for (column = 0; column < width; column++)
            memcpy(y + row * y_row + column * p->outputs, part + (8 * row + column) * p->outputs, 2);
}

/* w: int8 as the graph has them and a byte more, or words that are transformed already */
MOTE_KERNEL void mote_winograd_s8_dsp(const mote_winograd_s8_dsp_params *p, const int8_t *x, const void *w, const int32_t *rescaling,
                                      int8_t *y, uint32_t *scratch)
{
    const int32_t pair_words = 36 * p->channels, row_words = p->tile_pairs * pair_words;
    uint32_t *const v = scratch;
    uint32_t *const t = v + p->batch * row_words;
    uint32_t *const u = t + 6 * p->pitch;
    int8_t *const blank = (int8_t *)(void *)(u + p->transforms * p->block_words);
    int8_t *const saved = blank + p->in_row;
    int8_t *const part = saved + (p->batch < p->tile_rows ? p->pad_top * p->in_row : 0);
    int32_t i, first, count, output, pair;
    memset(blank, p->fill, (size_t)p->in_row);
    /* Columns of the border: all six values are equal, which leaves but the second result. */
    for (i = 0; i < 6 * p->pitch; i++) t[i] = 0u;
    for (i = 2 * p->pitch; i < 3 * p->pitch; i++) t[i] = (uint32_t)(-6 * p->fill & 0xffff) * 0x10001u;
    if (p->transforms)
        for (i = 0; i < 36; i++) u[(i + 1) * (p->channels + 1) - 1] = (uint32_t)(35 - i);
    for (first = 0; first < p->tile_rows; first += p->batch)
    {
        count = mote_min(p->batch, p->tile_rows - first);
        for (i = 0; i < count; i++)
            mote_winograd_input(p, first + i, 4 * first, x, blank, saved, t, v + i * row_words);
        if (p->pad_top > 0 && first + count < p->tile_rows)
            memcpy(saved, x + (4 * (first + count) - p->pad_top) * p->in_row, (size_t)(p->pad_top * p->in_row));
        for (output = 0; output < p->outputs; output += 2)
        {
            const uint32_t *block = u;
            if (p->transforms)
                for (i = 0; i < 4; i++) /* even channels, then odd ones */
                    p->weights((const int8_t *)w + (output + (i & 1)) * 9 * p->channels + (i >> 1), u + i);
            else block = (const uint32_t *)w + output / 2 * p->block_words;
            for (i = 0; i < count; i++)
                for (pair = 0; pair < p->tile_pairs; pair++)
                    mote_winograd_output(p, block, v + i * row_words + pair * pair_words, rescaling + 4 * output, first + i, pair,
                                         y + output, part);
        }
    }
}

#endif
