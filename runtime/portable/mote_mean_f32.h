/* The mean over some of at most four dimensions */
#ifndef MOTE_MEAN_F32_H
#define MOTE_MEAN_F32_H

#include "mote_float_math.h"

typedef struct mote_mean_f32_params
{
    int32_t kept[4], reduced[4]; /* each dimension's size in one, 1 in the other */
    int32_t strides[4];
    float count;
} mote_mean_f32_params;

MOTE_KERNEL void mote_mean_f32(const mote_mean_f32_params *p, const float *x, float *y)
{
    int32_t k0, k1, k2, k3, r0, r1, r2, r3;
    for (k0 = 0; k0 < p->kept[0]; k0++)
    for (k1 = 0; k1 < p->kept[1]; k1++)
    for (k2 = 0; k2 < p->kept[2]; k2++)
    for (k3 = 0; k3 < p->kept[3]; k3++)
    {
        float sum = 0;
        for (r0 = 0; r0 < p->reduced[0]; r0++)
        for (r1 = 0; r1 < p->reduced[1]; r1++)
        for (r2 = 0; r2 < p->reduced[2]; r2++)
        for (r3 = 0; r3 < p->reduced[3]; r3++)
            sum += x[(k0 + r0) * p->strides[0] + (k1 + r1) * p->strides[1] + (k2 + r2) * p->strides[2] + (k3 + r3) * p->strides[3]];
        *y++ = sum / p->count;
    }
}

#endif
