/* Channels less the noise that is always there */
#ifndef MOTE_SPECTRAL_SUBTRACTION_U32_H
#define MOTE_SPECTRAL_SUBTRACTION_U32_H

#include "mote.h"

typedef struct mote_spectral_subtraction_u32_params
{
    int32_t channels;
    int32_t smoothing[2], rest[2]; /* of even and odd channels, unsigned, with bits fractional bits, as min_remaining */
    int32_t min_remaining;
    int32_t smoothing_bits, bits;
    int32_t clamping;
} mote_spectral_subtraction_u32_params;

/* y may be x, new_noise may be noise */
MOTE_KERNEL void mote_spectral_subtraction_u32(
    const mote_spectral_subtraction_u32_params *p, const uint32_t *x, const uint32_t *noise, uint32_t *y, uint32_t *new_noise)
{
    int32_t i;
    for (i = 0; i < p->channels; i++)
    {
        const uint64_t a = (uint32_t)p->smoothing[i & 1], b = (uint32_t)p->rest[i & 1];
        const uint32_t in = x[i], scaled = in << p->smoothing_bits;
        const uint32_t estimate = (uint32_t)((scaled * a + noise[i] * b) >> p->bits);
        const uint32_t removed = estimate < scaled ? estimate : scaled;
        const uint32_t least = (uint32_t)(((uint64_t)in * (uint32_t)p->min_remaining) >> p->bits);
        const uint32_t left = (scaled - removed) >> p->smoothing_bits;
        new_noise[i] = p->clamping ? removed : estimate;
        y[i] = left > least ? left : least;
    }
}

#endif
