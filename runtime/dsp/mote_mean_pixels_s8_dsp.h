/* y = the rounded mean of each channel over all pixels, int8, by a routine made for the shape */
#ifndef MOTE_MEAN_PIXELS_S8_DSP_H
#define MOTE_MEAN_PIXELS_S8_DSP_H

#include "mote.h"

typedef struct mote_mean_pixels_s8_dsp_params
{
    void (*mean)(const int8_t *x, int8_t *y);
} mote_mean_pixels_s8_dsp_params;

MOTE_KERNEL void mote_mean_pixels_s8_dsp(const mote_mean_pixels_s8_dsp_params *p, const int8_t *x, int8_t *y)
{
    p->mean(x, y);
}

#endif
