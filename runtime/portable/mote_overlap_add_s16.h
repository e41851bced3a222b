/* Frames added where they overlap, int16, sums saturate */
#ifndef MOTE_OVERLAP_ADD_S16_H
#define MOTE_OVERLAP_ADD_S16_H

#include "mote.h"

typedef struct mote_overlap_add_s16_params
{
    int32_t rows, frames;
    int32_t frame_size, frame_step;
} mote_overlap_add_s16_params;

/*
 * x [rows, frames, frame_size], y [rows, frames, frame_step], tail [rows, frame_size - frame_step]: what earlier frames reach beyond;
 * new_tail may be tail. Tails without samples are not touched.
 */
MOTE_KERNEL void mote_overlap_add_s16(
    const mote_overlap_add_s16_params *p, const int16_t *x, const int16_t *tail, int16_t *y, int16_t *new_tail)
{
    const int32_t kept = p->frame_size - p->frame_step;
    int32_t row, frame, i;
    for (row = 0; row < p->rows; row++)
    {
        for (frame = 0; frame < p->frames; frame++)
        {
            const int16_t *const from = frame == 0 ? tail : new_tail;
            for (i = 0; i < p->frame_size; i++)
            {
                const int16_t before = i < kept ? from[i] : 0;
                const int16_t sum = mote_clamp_to_s16(before + x[i], INT16_MIN, INT16_MAX);
                if (i < p->frame_step) y[i] = sum;
                else new_tail[i - p->frame_step] = sum;
            }
            x += p->frame_size;
            y += p->frame_step;
        }
        if (kept > 0)
        {
            tail += kept;
            new_tail += kept;
        }
    }
}

#endif
