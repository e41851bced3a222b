/* y = clamp(rescale(bias + x * (w + weight_offset)^T) + output_offset), int8; also pointwise convolutions, one row a pixel */
#ifndef MOTE_FULLY_CONNECTED_S8_H
#define MOTE_FULLY_CONNECTED_S8_H

#include "mote_fixed_point.h"

typedef struct mote_fully_connected_s8_params
{
    int32_t rows, columns, outputs; /* x [rows, columns], w [outputs, columns], y [rows, outputs] */
    int32_t backward;               /* 1: the last row first */
    int32_t input_offset;           /* 0 where the bias carries the input's zero point */
    int32_t weight_offset;
    int32_t per_channel; /* 1: a multiplier and shift for each output; 0: one for all */
    int32_t output_offset;
    int32_t low, high;
} mote_fully_connected_s8_params;

MOTE_KERNEL void mote_fully_connected_s8(const mote_fully_connected_s8_params *p, const int8_t *x, const int8_t *w,
                                         const int32_t *bias, const int32_t *multiplier, const int8_t *shift, int8_t *y)
{
    int32_t step, o, i;
    for (step = 0; step < p->rows; step++)
    {
        const ptrdiff_t row = mote_turn(step, p->rows, p->backward);
        const int8_t *const in = x + row * p->columns;
        int8_t *out = y + row * p->outputs;
        const int8_t *weights = w;
        for (o = 0; o < p->outputs; o++)
        {
            uint32_t sum = (uint32_t)bias[o];
            for (i = 0; i < p->columns; i++)
                sum += (uint32_t)((in[i] + p->input_offset) * (weights[i] + p->weight_offset));
            weights += p->columns;
            *out++ = mote_clamp_to_s8(
                mote_add(mote_rescale(mote_wrap(sum), multiplier[o * p->per_channel], shift[o * p->per_channel]), p->output_offset),
                p->low, p->high);
        }
    }
}

#endif
