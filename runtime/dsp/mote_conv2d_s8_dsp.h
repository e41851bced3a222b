/* y = rescaled(bias + sum x * w), int8, any window and padding. With a band, y may lie on x where no output row reaches an image row
   that the band has not taken yet. */
#ifndef MOTE_CONV2D_S8_DSP_H
#define MOTE_CONV2D_S8_DSP_H

#include "mote_column_blocks.h"
#include "mote_row_band.h"

typedef struct mote_conv2d_s8_dsp_params
{
    mote_column_blocks wide, narrow;
    mote_channel_groups channels;
    int32_t x_step, y_step; /* bytes from one column to the next */
    int32_t batches, out_h;
    int32_t y_row;         /* bytes from one output row to the next */
    int32_t scratch_words; /* for the columns; behind them lies the band */
    mote_row_band band;
} mote_conv2d_s8_dsp_params;

MOTE_KERNEL void mote_conv2d_s8_dsp(const mote_conv2d_s8_dsp_params *p, const int8_t *x, const uint32_t *stream, int8_t *y,
                                    uint32_t *scratch)
{
    int8_t *const band = (int8_t *)(void *)(scratch + p->scratch_words);
    const int32_t columns = p->wide.count * p->wide.columns;
    int32_t n, row;
    for (n = 0; n < p->batches; n++)
    {
        for (row = 0; row < p->out_h; row++)
        {
            const int8_t *windows = band + p->band.first;
            if (p->band.bytes > 0) mote_next_rows(&p->band, row, x, band);
            else windows = x + row * p->band.stride_h * p->band.image_row;
            mote_run_blocks(&p->wide, &p->channels, p->x_step, p->y_step, windows, stream, y, scratch);
            mote_run_blocks(&p->narrow, &p->channels, p->x_step, p->y_step, windows + columns * p->x_step, stream,
                            y + columns * p->y_step, scratch);
            y += p->y_row;
        }
        x += p->band.in_h * p->band.image_row;
    }
}

#endif
