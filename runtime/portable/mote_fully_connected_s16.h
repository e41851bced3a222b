/* y = clamp(rescale(bias + x * w^T)), int16 with int8 weights, zero points 0; also pointwise convolutions, one row a pixel */
#ifndef MOTE_FULLY_CONNECTED_S16_H
#define MOTE_FULLY_CONNECTED_S16_H

#include "mote_wide_fixed_point.h"

typedef struct mote_fully_connected_s16_params
{
    int32_t rows, columns, outputs; /* x [rows, columns], w [outputs, columns], y [rows, outputs] */
    int32_t backward;               /* 1: the last row first */
    int32_t narrow;                 /* 1 where biases and sums have 32 bits instead of 64 */
    int32_t per_channel;            /* 1: a multiplier and shift for each output; 0: one for all */
    int32_t low, high;
} mote_fully_connected_s16_params;

MOTE_KERNEL void mote_fully_connected_s16(const mote_fully_connected_s16_params *p, const int16_t *x, const int8_t *w, const void *bias,
                                          const int32_t *multiplier, const int8_t *shift, int16_t *y)
{
    int32_t step, o, i;
    for (step = 0; step < p->rows; step++)
    {
        const ptrdiff_t row = mote_turn(step, p->rows, p->backward);
        const int16_t *const in = x + row * p->columns;
        int16_t *out = y + row * p->outputs;
        const int8_t *weights = w;
        for (o = 0; o < p->outputs; o++)
        {
            uint64_t sum = mote_bias_s16(bias, o, p->narrow);
            for (i = 0; i < p->columns; i++) sum += (uint64_t)(int64_t)(in[i] * weights[i]);
            weights += p->columns;
            *out++ = mote_sum_to_s16(sum, multiplier[o * p->per_channel], shift[o * p->per_channel], p->narrow, p->low, p->high);
        }
    }
}

#endif
