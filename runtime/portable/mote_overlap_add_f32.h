/* Frames added where they overlap, float */
#ifndef MOTE_OVERLAP_ADD_F32_H
#define MOTE_OVERLAP_ADD_F32_H

#include "mote.h"

typedef struct mote_overlap_add_f32_params
{
    int32_t rows, frames;
    int32_t frame_size, frame_step;
} mote_overlap_add_f32_params;

/*
 * x [rows, frames, frame_size], y [rows, frames, frame_step], tail [rows, frame_size - frame_step]: what earlier frames reach beyond;
 * new_tail may be tail. Tails without samples are not touched.
 */
MOTE_KERNEL void mote_overlap_add_f32(
    const mote_overlap_add_f32_params *p, const float *x, const float *tail, float *y, float *new_tail)
{
    const int32_t kept = p->frame_size - p->frame_step;
    int32_t row, frame, i;
    for (row = 0; row < p->rows; row++)
    {
        for (frame = 0; frame < p->frames; frame++)
        {
            const float *const from = frame == 0 ? tail : new_tail;
            for (i = 0; i < p->frame_size; i++)
            {
                const float before = i < kept ? from[i] : 0.0f;
                const float sum = before + x[i];
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
