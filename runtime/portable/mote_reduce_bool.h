/* Whether all or any of the booleans over some dimensions hold */
#ifndef MOTE_REDUCE_BOOL_H
#define MOTE_REDUCE_BOOL_H

#include "mote_reduce_loops.h"

typedef struct mote_reduce_bool_params
{
    mote_reduce_loops loops;
    int32_t decisive; /* the one value that decides: 0 for all, 1 for any */
} mote_reduce_bool_params;

MOTE_KERNEL void mote_reduce_bool(const mote_reduce_bool_params *p, const uint8_t *x, uint8_t *y)
{
    const mote_reduce_loops *const l = &p->loops;
    int32_t k0, k1, k2, r0, r1, r2;
    for (k0 = 0; k0 < l->kept[0]; k0++)
    for (k1 = 0; k1 < l->kept[1]; k1++)
    for (k2 = 0; k2 < l->kept[2]; k2++)
    {
        const uint8_t *const from = x + k0 * l->kept_strides[0] + k1 * l->kept_strides[1] + k2 * l->kept_strides[2];
        int32_t result = !p->decisive;
        for (r0 = 0; r0 < l->reduced[0]; r0++)
        for (r1 = 0; r1 < l->reduced[1]; r1++)
        for (r2 = 0; r2 < l->reduced[2]; r2++)
        {
            const uint8_t value = from[r0 * l->reduced_strides[0] + r1 * l->reduced_strides[1] + r2 * l->reduced_strides[2]];
            if ((value != 0) == p->decisive) result = p->decisive;
        }
        *y++ = (uint8_t)result;
    }
}

#endif
