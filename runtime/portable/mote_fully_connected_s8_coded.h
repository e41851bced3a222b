/* As mote_fully_connected_s8, with weights that are decoded a few outputs at a time. y lies apart from x. */
#ifndef MOTE_FULLY_CONNECTED_S8_CODED_H
#define MOTE_FULLY_CONNECTED_S8_CODED_H

#include "mote_coded.h"
#include "mote_fixed_point.h"

typedef struct mote_fully_connected_s8_coded_params
{
    int32_t rows, columns, outputs; /* x [rows, columns], w [outputs, columns], y [rows, outputs] */
    int32_t piece;                  /* outputs whose weights the buffer holds */
    int32_t input_offset;           /* 0 where the bias carries the input's zero point */
    int32_t weight_offset;
    int32_t per_channel; /* 1: a multiplier and shift for each output; 0: one for all */
    int32_t output_offset;
    int32_t low, high;
    mote_coder coder;
} mote_fully_connected_s8_coded_params;

/* 0; or 1 if the weights are corrupt. */
MOTE_KERNEL int32_t mote_fully_connected_s8_coded(const mote_fully_connected_s8_coded_params *p, const int8_t *x, const mote_coded *w,
                                                  const int32_t *bias, const int32_t *multiplier, const int8_t *shift, int8_t *y,
                                                  int8_t *buffer)
{
    mote_decoder decoder;
    int32_t first, row, o, i;
    if (p->coder.begin(&decoder, w)) return 1;
    for (first = 0; first < p->outputs; first += p->piece)
    {
        const int32_t end = mote_min(first + p->piece, p->outputs);
        const int8_t *in = x;
        if (p->coder.next(&decoder, (uint8_t *)buffer, (uint32_t)((end - first) * p->columns))) return 1;
        for (row = 0; row < p->rows; row++)
        {
            const int8_t *weights = buffer;
            for (o = first; o < end; o++)
            {
                uint32_t sum = (uint32_t)bias[o];
                for (i = 0; i < p->columns; i++)
                    sum += (uint32_t)((in[i] + p->input_offset) * (*weights++ + p->weight_offset));
                y[row * p->outputs + o] = mote_clamp_to_s8(
                    mote_add(mote_rescale(mote_wrap(sum), multiplier[o * p->per_channel], shift[o * p->per_channel]), p->output_offset),
                    p->low, p->high);
            }
            in += p->columns;
        }
    }
    return p->coder.end(&decoder);
}

#endif
