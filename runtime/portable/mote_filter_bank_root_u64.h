/* Square roots of a filter bank's channels, unscaled */
#ifndef MOTE_FILTER_BANK_ROOT_U64_H
#define MOTE_FILTER_BANK_ROOT_U64_H

#include "mote_rounded_root.h"

typedef struct mote_filter_bank_root_u64_params
{
    int32_t channels;
} mote_filter_bank_root_u64_params;

/* scale [1]: bits that the spectrum was shifted by */
MOTE_KERNEL void mote_filter_bank_root_u64(
    const mote_filter_bank_root_u64_params *p, const uint64_t *x, const int32_t *scale, uint32_t *y)
{
    const int32_t shift = *scale;
    int32_t i;
    for (i = 0; i < p->channels; i++) y[i] = shift >= 0 && shift < 32 ? mote_rounded_root(x[i]) >> shift : 0;
}

#endif
