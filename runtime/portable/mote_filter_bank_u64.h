/* Triangular filters that share their slopes, of bins of 64 bits: each bin is weighted twice */
#ifndef MOTE_FILTER_BANK_U64_H
#define MOTE_FILTER_BANK_U64_H

#include "mote.h"

typedef struct mote_filter_bank_u64_params
{
    int32_t channels;
} mote_filter_bank_u64_params;

/* starts, weight_starts and widths [channels + 1]: of each band, between which the filters lie; y [channels] */
MOTE_KERNEL void mote_filter_bank_u64(
    const mote_filter_bank_u64_params *p, const uint64_t *x, const int16_t *weights, const int16_t *unweights,
    const int32_t *starts, const int32_t *weight_starts, const int32_t *widths, uint64_t *y)
{
    uint64_t falling = 0;
    int32_t band, j;
    for (band = 0; band <= p->channels; band++)
    {
        uint64_t rising = falling;
        falling = 0;
        for (j = 0; j < widths[band]; j++)
        {
            const uint64_t bin = x[starts[band] + j];
            rising += (uint64_t)weights[weight_starts[band] + j] * bin;
            falling += (uint64_t)unweights[weight_starts[band] + j] * bin;
        }
        if (band > 0) *y++ = rising;
    }
}

#endif
