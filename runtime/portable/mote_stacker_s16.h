/* The last frames of a stream side by side */
#ifndef MOTE_STACKER_S16_H
#define MOTE_STACKER_S16_H

#include "mote_keep.h"

typedef struct mote_stacker_s16_params
{
    int32_t channels;
    int32_t kept;  /* frames before the newest one */
    int32_t right; /* of them, how many follow the frame in the middle */
    int32_t step;  /* calls from one result to the next */
} mote_stacker_s16_params;

/*
 * x [channels], frames [kept, channels], missing: calls until a result is valid, -1 before the first call; y [kept + 1, channels].
 * New states may be the old ones; where no frames are kept, they are not touched.
 */
MOTE_KERNEL void mote_stacker_s16(
    const mote_stacker_s16_params *p, const int16_t *x, const int16_t *frames, const int32_t *missing,
    int16_t *y, uint8_t *valid, int16_t *new_frames, int32_t *new_missing)
{
    const size_t bytes = (size_t)p->channels * sizeof *x, kept_bytes = (size_t)p->kept * bytes;
    int32_t still = 0, k;
    if (p->kept > 0)
    {
        still = *missing < 0 ? p->right : *missing - 1;
        if (*missing < 0)
            for (k = 0; k < p->kept; k++) memcpy(y + k * p->channels, x, bytes);
        else memcpy(y, frames, kept_bytes);
        *new_missing = still == 0 ? p->step : still;
    }
    memcpy(y + p->kept * p->channels, x, bytes);
    if (p->kept > 0) memcpy(new_frames, y + p->channels, kept_bytes);
    *valid = still == 0;
}

#endif
