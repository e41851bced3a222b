/* As mote_winograd_s8_dsp, a half of each row of tiles after the other: half the memory for what is transformed, and weights are
   transformed twice as often. Borders of one pixel on all sides, rows of the result as wide as those of the image. Where y is x, the
   left half's results overwrite a column that the right half reads: it is kept, put back meanwhile, and exchanged again. Where it is
   not, the end of y, where no result is yet, takes the second half as long as there is room: then both are multiplied at once. */
#ifndef MOTE_WINOGRAD_HALVES_S8_DSP_H
#define MOTE_WINOGRAD_HALVES_S8_DSP_H

#include "mote_winograd_s8_dsp.h"

typedef struct mote_winograd_halves_s8_dsp_params
{
    mote_winograd_s8_dsp_params of; /* tile_pairs of a half, columns of a half and one more */
    int32_t shared_words;           /* for column transforms, then for weights */
    int32_t tail_rows;              /* rows of tiles behind which the result has room for half a row of transforms */
} mote_winograd_halves_s8_dsp_params;

/* What one half of a row of tiles is made of; `at` is where its first column lies in a row. The row above `first` is in `saved`. */
static MOTE_ALWAYS_INLINE void mote_winograd_half(const mote_winograd_s8_dsp_params *p, int32_t tile_row, int32_t first, int32_t side,
                                                  const int8_t *x, const int8_t *blank, const int8_t *saved, uint32_t *t, uint32_t *v)
{
    const int32_t half = p->out_w / 2, at = side * (half - 1) * p->channels;
    const int8_t *rows[6];
    uint32_t *border = t + side * (half + 1);
    int32_t i, c;
    for (i = 0; i < 6; i++)
    {
        const int32_t row = 4 * tile_row - 1 + i;
        rows[i] = row < 0 || row >= p->in_h ? blank : row < first ? saved + at : x + row * p->in_row + at;
        border[i * p->pitch] = i == 2 ? (uint32_t)(-6 * p->fill & 0xffff) * 0x10001u : 0u;
    }
    for (c = 0; c < p->channels; c += 4, v += 4)
    {
        p->columns(rows, t + 1 - side, (uint32_t)c);
        p->rows(t, v);
        p->odd_columns(rows, t + 1 - side, (uint32_t)c);
        p->rows(t, v + 2);
    }
}

/* Exchanges a column of up to four pixels with what is kept of it, a word at a time. */
static MOTE_ALWAYS_INLINE void mote_winograd_exchange(int8_t *column, int8_t *kept, int32_t rows, int32_t row_bytes, int32_t bytes)
{
    int32_t i, b;
    for (i = 0; i < rows; i++, column += row_bytes, kept += bytes)
        for (b = 0; b < bytes; b += 4)
        {
            uint32_t there, here;
            memcpy(&there, column + b, sizeof there);
            memcpy(&here, kept + b, sizeof here);
            memcpy(column + b, &here, sizeof here);
            memcpy(kept + b, &there, sizeof there);
        }
}

MOTE_KERNEL void mote_winograd_halves_s8_dsp(const mote_winograd_halves_s8_dsp_params *q, const int8_t *x, const void *w,
                                             const int32_t *rescaling, int8_t *y, uint32_t *scratch)
{
    const mote_winograd_s8_dsp_params *const p = &q->of;
    const int32_t pair_words = 36 * p->channels, point_words = p->channels + 1, left = (p->out_w / 2 - 1) * p->channels;
    const int32_t y_row = p->out_w * p->outputs;
    uint32_t *const v = scratch;
    uint32_t *const t = v + p->tile_pairs * pair_words;
    uint32_t *const u = t;
    uint32_t *const far = (uint32_t *)(void *)(y + p->out_h * p->out_w * p->outputs) - p->tile_pairs * pair_words;
    int8_t *const blank = (int8_t *)(void *)(t + q->shared_words);
    int8_t *const saved = blank + left + 2 * p->channels;
    int8_t *const kept = saved + p->in_row;
    int8_t *const part = kept + 4 * p->channels;
    int32_t i, tile_row, side, sides, output, pair;
    memset(blank, p->fill, (size_t)(left + 2 * p->channels));
    for (i = 0; i < 36; i++) u[(i + 1) * point_words - 1] = (uint32_t)(35 - i);
    for (tile_row = 0; tile_row < p->tile_rows; tile_row++)
    {
        const int32_t rows = mote_min(4, p->in_h - 4 * tile_row);
        int8_t *const column = y + 4 * tile_row * p->in_row + left;
        const int8_t *const last = x + (4 * tile_row + 3) * p->in_row;
        sides = y != x && tile_row < q->tail_rows ? 2 : 1;
        for (side = 0; side < 2; side += sides)
        {
            if (side == 1 && y == x) mote_winograd_exchange(column, kept, rows, p->in_row, p->channels);
            for (i = 0; i < sides; i++)
                mote_winograd_half(p, tile_row, y == x ? 4 * tile_row : 0, side + i, x, blank, saved, t, i == 0 ? v : far);
            if (y == x)
            {
                if (tile_row + 1 < p->tile_rows)
                    memcpy(saved + side * left, last + side * left, (size_t)(side == 0 ? left : p->in_row - left));
                if (side == 1) mote_winograd_exchange(column, kept, rows, p->in_row, p->channels);
                else
                    for (i = 0; i < rows; i++) memcpy(kept + i * p->channels, column + i * p->in_row, (size_t)p->channels);
            }
            /* Those counts of points that column transforms lay on. */
            for (i = 0; i < 36 && (i + 1) * point_words <= 6 * p->pitch; i++) u[(i + 1) * point_words - 1] = (uint32_t)(35 - i);
            for (output = 0; output < p->outputs; output += 2)
            {
                for (i = 0; i < 4; i++) /* even channels, then odd ones */
                    p->weights((const int8_t *)w + (output + (i & 1)) * 9 * p->channels + (i >> 1), u + i);
                for (i = 0; i < sides; i++)
                    for (pair = 0; pair < p->tile_pairs; pair++)
                    {
                        const int32_t place = (side + i) * p->tile_pairs + pair;
                        const uint32_t *const transformed = (i == 0 ? v : far) + pair * pair_words;
                        if (p->out_h % 4 != 0)
                            mote_winograd_output(p, u, transformed, rescaling + 4 * output, tile_row, place, y + output, part);
                        else p->product(u, transformed, rescaling + 4 * output,
                                        y + 4 * tile_row * y_row + 8 * place * p->outputs + output, (uint32_t)y_row);
                    }
            }
        }
    }
}

#endif
