/* Binary logarithms of a spectrum's channels above a floor, perhaps relative to a level */
#ifndef MOTE_LOG_SPECTRUM_U64_H
#define MOTE_LOG_SPECTRUM_U64_H

#include "mote_binary_log.h"

typedef struct mote_log_spectrum_u64_params
{
    int32_t channels;
    int32_t drop;     /* of 16 fractional bits, 1 to 16 */
    int32_t added;    /* 1: floors are added; 0: they are the least */
    int32_t relative; /* 1: floors have 16 fractional bits and are multiplied by the reference */
} mote_log_spectrum_u64_params;

/* floors, offsets [channels]; reference [1], read where relative; table: see mote_binary_log */
MOTE_KERNEL void mote_log_spectrum_u64(
    const mote_log_spectrum_u64_params *p, const uint64_t *x, const uint64_t *floors, const int32_t *offsets,
    const int32_t *reference, const int16_t *table, int16_t *y)
{
    const uint32_t level = p->relative && *reference > 1 ? (uint32_t)*reference : 1;
    const uint32_t half = (uint32_t)1 << (p->drop - 1);
    const uint32_t base = (uint32_t)mote_binary_log(level, table);
    int32_t i;
    for (i = 0; i < p->channels; i++)
    {
        const uint64_t least = p->relative ? floors[i] * level >> 16 : floors[i];
        uint64_t above = x[i];
        if (p->added) above = above > UINT64_MAX - least ? UINT64_MAX : above + least;
        else if (above < least) above = least;
        if (above == 0) above = 1;
        y[i] = mote_clamp_to_s16(
            mote_wrap((uint32_t)mote_binary_log(above, table) - base + (uint32_t)offsets[i] + half) >> p->drop, INT16_MIN, INT16_MAX);
    }
}

#endif
