/* Overlapping frames of a stream */
#ifndef MOTE_FRAMER_S16_H
#define MOTE_FRAMER_S16_H

#include "mote_keep.h"

typedef struct mote_framer_s16_params
{
    int32_t rows, samples; /* x [rows, samples] */
    int32_t frames, frame_size, frame_step;
    int32_t kept;   /* samples of history a row */
    int32_t counts; /* whether frames are missing until there is enough history */
} mote_framer_s16_params;

/*
 * history [rows, kept], y [rows, frames, frame_size]; new_history may be history, new_missing may be missing. Not touched: histories
 * where nothing is kept, numbers of missing steps where they are not counted.
 */
MOTE_KERNEL void mote_framer_s16(
    const mote_framer_s16_params *p, const int16_t *x, const int16_t *history, const int32_t *missing,
    int16_t *y, uint8_t *valid, int16_t *new_history, int32_t *new_missing)
{
    int32_t row, frame, still = 0;
    for (row = 0; row < p->rows; row++)
    {
        for (frame = 0; frame < p->frames; frame++)
        {
            const int32_t begin = frame * p->frame_step;
            const int32_t old = mote_min(mote_max(p->kept - begin, 0), p->frame_size);
            if (old > 0) memcpy(y, history + begin, (size_t)old * sizeof *y);
            if (old < p->frame_size) memcpy(y + old, x + (begin + old - p->kept), (size_t)(p->frame_size - old) * sizeof *y);
            y += p->frame_size;
        }
        if (p->kept > 0)
        {
            mote_keep(new_history, history, p->kept * 2, x, p->samples * 2);
            history += p->kept;
            new_history += p->kept;
        }
        x += p->samples;
    }
    if (p->counts)
    {
        still = mote_max(*missing - 1, 0);
        *new_missing = mote_max(still - (p->frames - 1), 0);
    }
    *valid = still == 0;
}

#endif
