/* Samples shifted left as far as the largest magnitude allows */
#ifndef MOTE_FFT_AUTO_SCALE_S16_H
#define MOTE_FFT_AUTO_SCALE_S16_H

#include "mote_bits.h"

typedef struct mote_fft_auto_scale_s16_params
{
    int32_t elements;
} mote_fft_auto_scale_s16_params;

/* y may be x; scale: by how many bits */
MOTE_KERNEL void mote_fft_auto_scale_s16(const mote_fft_auto_scale_s16_params *p, const int16_t *x, int16_t *y, int32_t *scale)
{
    int16_t largest = 0;
    int32_t bits, i;
    for (i = 0; i < p->elements; i++)
    {
        if (x[i] > largest) largest = x[i];
        /* -32768 has no counterpart: it wraps, and the search begins again. */
        else if (-x[i] > largest) largest = (int16_t)-x[i];
    }
    bits = largest <= 0 ? 0 : 15 - mote_bit_length((uint32_t)largest);
    for (i = 0; i < p->elements; i++) y[i] = (int16_t)(x[i] * (1 << bits));
    *scale = bits;
}

#endif
