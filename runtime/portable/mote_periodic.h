/* Whether a call is the last of so many */
#ifndef MOTE_PERIODIC_H
#define MOTE_PERIODIC_H

#include "mote.h"

typedef struct mote_periodic_params
{
    int32_t cycles;
} mote_periodic_params;

/* missing: calls to go, this one included; new_missing may be missing */
MOTE_KERNEL void mote_periodic(const mote_periodic_params *p, const int32_t *missing, uint8_t *now, int32_t *new_missing)
{
    const int32_t still = *missing - 1;
    *now = still == 0;
    *new_missing = still == 0 ? p->cycles : still;
}

#endif
