/* y = rescaled(bias + x * w^T), int8: fully connected layers, and pointwise convolutions, one column a pixel. y may lie on x where its
   columns are no longer than those of x. */
#ifndef MOTE_MATRIX_S8_DSP_H
#define MOTE_MATRIX_S8_DSP_H

#include "mote_column_blocks.h"

typedef struct mote_matrix_s8_dsp_params
{
    mote_column_blocks wide, narrow;
    mote_channel_groups channels;
    int32_t x_step, y_step; /* bytes from one column to the next */
} mote_matrix_s8_dsp_params;

MOTE_KERNEL void mote_matrix_s8_dsp(const mote_matrix_s8_dsp_params *p, const int8_t *x, const uint32_t *stream, int8_t *y,
                                    uint32_t *scratch)
{
    const int32_t first = p->wide.count * p->wide.columns;
    mote_run_blocks(&p->wide, &p->channels, p->x_step, p->y_step, x, stream, y, scratch);
    mote_run_blocks(&p->narrow, &p->channels, p->x_step, p->y_step, x + first * p->x_step, stream, y + first * p->y_step, scratch);
}

#endif
