/* Per-channel energy normalisation */
#ifndef MOTE_PCAN_U32_H
#define MOTE_PCAN_U32_H

#include "mote_bits.h"

typedef struct mote_pcan_u32_params
{
    int32_t channels;
    int32_t snr_shift;
} mote_pcan_u32_params;

/* gains: value, slope and curvature for each number of bits of the noise; y may be x */
MOTE_KERNEL void mote_pcan_u32(
    const mote_pcan_u32_params *p, const uint32_t *x, const uint32_t *noise, const int16_t *gains, uint32_t *y)
{
    int32_t i;
    for (i = 0; i < p->channels; i++)
    {
        const uint32_t n = noise[i];
        int32_t gain = gains[n <= 2 ? n : 0];
        uint32_t snr;
        if (n > 2)
        {
            const int32_t bits = mote_bit_length(n);
            const int16_t *const at = gains + 4 * bits - 6;
            const int32_t fraction = (int32_t)((bits < 11 ? n << (11 - bits) : n >> (bits - 11)) & 0x3FFu);
            const uint32_t slope = (uint32_t)((at[2] * fraction) >> 5) + ((uint32_t)at[1] << 5);
            gain = (int16_t)((mote_wrap(slope * (uint32_t)fraction + (1u << 14)) >> 15) + at[0]);
        }
        snr = (uint32_t)(((uint64_t)x[i] * (uint32_t)gain) >> p->snr_shift);
        y[i] = snr < 2u << 12 ? (snr * snr) >> 20 : (snr >> 6) - (1u << 6);
    }
}

#endif
