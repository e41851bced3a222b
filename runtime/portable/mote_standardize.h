/* y = (x - mean) / deviation, integers of 8 or 16 bits */
#ifndef MOTE_STANDARDIZE_H
#define MOTE_STANDARDIZE_H

#include "mote_integers.h"
#include "mote_standard_scaling.h"

typedef struct mote_standardize_params
{
    int32_t rows, samples, channels; /* x, y [rows, samples, channels] */
    int32_t deviation;               /* 0: none; 1: each channel's; 2: that of all channels */
    int32_t from, to;                /* see mote_integers.h */
    int32_t multiplier, shift;
    int32_t epsilon[2]; /* lower and upper half, in the unit of the sums of squares */
    int32_t output_offset, low, high;
} mote_standardize_params;

/* The sum of a channel's samples; adds n times the sum of squares less its square. */
static inline int32_t mote_standardize_sums(const mote_standardize_params *p, const void *x, int32_t first, uint64_t *squares)
{
    const int32_t end = first + p->samples * p->channels;
    int64_t sum_of_squares = 0;
    int32_t sum = 0, i;
    for (i = first; i < end; i += p->channels)
    {
        const int32_t value = mote_load_integer(x, i, p->from);
        sum += value;
        sum_of_squares += value * value;
    }
    *squares += (uint64_t)(sum_of_squares * p->samples - (int64_t)sum * sum);
    return sum;
}

MOTE_KERNEL void mote_standardize(const mote_standardize_params *p, const void *x, void *y)
{
    const uint64_t epsilon = (uint64_t)(uint32_t)p->epsilon[1] << 32 | (uint32_t)p->epsilon[0];
    const int32_t n = p->samples * p->channels;
    int32_t first, c, i;
    for (first = 0; first < p->rows * n; first += n)
    {
        mote_standard_scaling scaling = mote_standard_scaling_plain(p->multiplier, p->shift);
        uint64_t squares = epsilon;
        if (p->deviation == 2)
        {
            for (c = 0; c < p->channels; c++) (void)mote_standardize_sums(p, x, first + c, &squares);
            scaling = mote_standard_scaling_divided(p->multiplier, p->shift, squares);
        }
        for (c = 0; c < p->channels; c++)
        {
            int32_t sum;
            squares = epsilon;
            sum = mote_standardize_sums(p, x, first + c, &squares);
            if (p->deviation == 1) scaling = mote_standard_scaling_divided(p->multiplier, p->shift, squares);
            for (i = first + c; i < first + n; i += p->channels)
            {
                const int32_t scaled = mote_standard_scaling_apply(&scaling, mote_load_integer(x, i, p->from) * p->samples - sum);
                const int64_t value = (int64_t)scaled + p->output_offset;
                mote_store_integer(y, i, p->to, value < p->low ? p->low : value > p->high ? p->high : (int32_t)value);
            }
        }
    }
}

#endif
