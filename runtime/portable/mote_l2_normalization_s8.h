/* Rows of int8 divided by their length; y has the scale 1/128 and the zero point 0; y may be x */
#ifndef MOTE_L2_NORMALIZATION_S8_H
#define MOTE_L2_NORMALIZATION_S8_H

#include "mote_inverse_sqrt.h"

typedef struct mote_l2_normalization_s8_params
{
    int32_t rows, depth;
    int32_t input_offset;
} mote_l2_normalization_s8_params;

MOTE_KERNEL void mote_l2_normalization_s8(const mote_l2_normalization_s8_params *p, const int8_t *x, int8_t *y)
{
    int32_t row, c;
    for (row = 0; row < p->rows; row++)
    {
        int32_t sum = 0, multiplier, shift;
        for (c = 0; c < p->depth; c++) sum += (x[c] + p->input_offset) * (x[c] + p->input_offset);
        multiplier = mote_inverse_sqrt(sum, &shift);
        for (c = 0; c < p->depth; c++)
            y[c] = mote_clamp_to_s8(mote_rescale(x[c] + p->input_offset, multiplier, shift + 7), INT8_MIN, INT8_MAX);
        x += p->depth;
        y += p->depth;
    }
}

#endif
