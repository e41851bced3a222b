/* Squared magnitudes of complex numbers of 32 bits */
#ifndef MOTE_SPECTRUM_ENERGY_S32_H
#define MOTE_SPECTRUM_ENERGY_S32_H

#include "mote.h"

typedef struct mote_spectrum_energy_s32_params
{
    int32_t bins;
    int32_t begin, end; /* bins outside become 0 */
    int32_t shift;
} mote_spectrum_energy_s32_params;

/* x [bins, 2], y [bins] */
MOTE_KERNEL void mote_spectrum_energy_s32(const mote_spectrum_energy_s32_params *p, const int32_t *x, uint64_t *y)
{
    int32_t k;
    for (k = 0; k < p->begin; k++) y[k] = 0;
    for (; k < p->end; k++)
        y[k] = ((uint64_t)((int64_t)x[2 * k] * x[2 * k]) + (uint64_t)((int64_t)x[2 * k + 1] * x[2 * k + 1])) >> p->shift;
    for (; k < p->bins; k++) y[k] = 0;
}

#endif
