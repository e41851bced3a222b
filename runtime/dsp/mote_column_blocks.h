/* Blocks of columns: expanded, then multiplied by all channels. What is done inside is in assembler, made for the shape. */
#ifndef MOTE_COLUMN_BLOCKS_H
#define MOTE_COLUMN_BLOCKS_H

#include "mote.h"

typedef struct mote_column_blocks
{
    int32_t count;
    int32_t columns; /* of one block */
    void (*expand)(const int8_t *x, uint32_t *columns);
    /* instead of it, where one routine serves many layers: how far channels lie apart, and how many there are */
    void (*expand_planes)(const int8_t *x, uint32_t *columns, int32_t plane_stride, int32_t planes);
    int32_t plane_stride, planes;
    void (*multiply)(const uint32_t *columns, const uint32_t *stream, int8_t *y, int8_t *end);
    void (*rest)(const uint32_t *columns, const uint32_t *stream, int8_t *y, int8_t *end);
} mote_column_blocks;

typedef struct mote_channel_groups
{
    int32_t bytes; /* between the outputs of the first channel and of the first of the rest */
    int32_t words; /* of the stream before the rest */
    int32_t rest_bytes;
} mote_channel_groups;

/* x_step, y_step: bytes from one column to the next */
static MOTE_ALWAYS_INLINE void mote_run_blocks(const mote_column_blocks *p, const mote_channel_groups *channels, int32_t x_step,
                                               int32_t y_step, const int8_t *x, const uint32_t *stream, int8_t *y, uint32_t *columns)
{
    int32_t i;
    for (i = 0; i < p->count; i++)
    {
        int8_t *const end = y + channels->bytes;
        if (p->expand_planes) p->expand_planes(x, columns, p->plane_stride, p->planes);
        else p->expand(x, columns);
        p->multiply(columns, stream, y, end);
        if (channels->rest_bytes > 0) p->rest(columns, stream + channels->words, end, end + channels->rest_bytes);
        x += p->columns * x_step;
        y += p->columns * y_step;
    }
}

#endif
