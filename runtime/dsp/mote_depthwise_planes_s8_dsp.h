/* Depthwise convolution, a channel's plane at a time, by a routine made for the shape. The routine does all there is to do: it
 * copies a plane into a padded one, and writes the results wherever they belong, over the plane that has been copied at that. */
#ifndef MOTE_DEPTHWISE_PLANES_S8_DSP_H
#define MOTE_DEPTHWISE_PLANES_S8_DSP_H

#include "mote.h"

typedef struct mote_depthwise_planes_s8_dsp_params
{
    uint32_t channels; /* 0: the routine reads it from its parameters */
    void (*planes)(const int8_t *x, int8_t *y, int8_t *padded, const uint32_t *w, uint32_t channels);
} mote_depthwise_planes_s8_dsp_params;

/* w: of each channel its multiplier, weights and addend, as the routine wants them */
MOTE_KERNEL void mote_depthwise_planes_s8_dsp(const mote_depthwise_planes_s8_dsp_params *p, const int8_t *x, const uint32_t *w,
                                              int8_t *y, int8_t *padded)
{
    p->planes(x, y, padded, w, p->channels);
}

#endif
