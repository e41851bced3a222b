/* y = the sum of the first operands of eight, int8; y may be one of them */
#ifndef MOTE_ADD_N_S8_H
#define MOTE_ADD_N_S8_H

#include "mote_fixed_point.h"

typedef struct mote_add_n_s8_params
{
    int32_t elements;
    int32_t operands;
    int32_t sum_offset; /* -(operands + 1) * zero point of x */
    int32_t output_offset;
    int32_t multiplier, shift;
} mote_add_n_s8_params;

MOTE_KERNEL void mote_add_n_s8(
    const mote_add_n_s8_params *p, const int8_t *x0, const int8_t *x1, const int8_t *x2, const int8_t *x3,
    const int8_t *x4, const int8_t *x5, const int8_t *x6, const int8_t *x7, int8_t *y)
{
    const int8_t *const x[8] = {x0, x1, x2, x3, x4, x5, x6, x7};
    int32_t i, operand;
    for (i = 0; i < p->elements; i++)
    {
        int32_t sum = p->sum_offset;
        for (operand = 0; operand < p->operands; operand++) sum += x[operand][i];
        y[i] = mote_clamp_to_s8(mote_add(mote_rescale(sum * ((int32_t)1 << 19), p->multiplier, p->shift), p->output_offset),
                                INT8_MIN, INT8_MAX);
    }
}

#endif
