/* Squared magnitudes of complex numbers */
#ifndef MOTE_SPECTRUM_ENERGY_S16_H
#define MOTE_SPECTRUM_ENERGY_S16_H

#include "mote.h"

typedef struct mote_spectrum_energy_s16_params
{
    int32_t bins;
    int32_t begin, end; /* bins outside become 0 */
    int32_t shift;
} mote_spectrum_energy_s16_params;

/* x [bins, 2], y [bins] */
MOTE_KERNEL void mote_spectrum_energy_s16(const mote_spectrum_energy_s16_params *p, const int16_t *x, uint32_t *y)
{
    int32_t k;
    for (k = 0; k < p->begin; k++) y[k] = 0;
    for (; k < p->end; k++)
        y[k] = p->shift > 31 ? 0 : ((uint32_t)(x[2 * k] * x[2 * k]) + (uint32_t)(x[2 * k + 1] * x[2 * k + 1])) >> p->shift;
    for (; k < p->bins; k++) y[k] = 0;
}

#endif
