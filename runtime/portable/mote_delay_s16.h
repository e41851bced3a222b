/* A stream some samples later */
#ifndef MOTE_DELAY_S16_H
#define MOTE_DELAY_S16_H

#include "mote_keep.h"

typedef struct mote_delay_s16_params
{
    int32_t rows, samples;
    int32_t length; /* samples of delay */
} mote_delay_s16_params;

/* x and y [rows, samples], line [rows, length]; new_line may be line; without delay they are not touched */
MOTE_KERNEL void mote_delay_s16(const mote_delay_s16_params *p, const int16_t *x, const int16_t *line, int16_t *y, int16_t *new_line)
{
    const int32_t old = mote_min(p->length, p->samples);
    int32_t row;
    for (row = 0; row < p->rows; row++)
    {
        if (old > 0) memcpy(y, line, (size_t)old * sizeof *y);
        if (old < p->samples) memcpy(y + old, x, (size_t)(p->samples - old) * sizeof *y);
        if (p->length > 0)
        {
            mote_keep(new_line, line, p->length * 2, x, p->samples * 2);
            line += p->length;
            new_line += p->length;
        }
        x += p->samples;
        y += p->samples;
    }
}

#endif
