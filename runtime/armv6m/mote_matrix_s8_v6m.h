/* y = rescaled(bias + x * w^T), int8: row by row, a few outputs at a time, in assembler */
#ifndef MOTE_MATRIX_S8_V6M_H
#define MOTE_MATRIX_S8_V6M_H

#include "mote.h"

/* As the routines read it. */
typedef struct mote_row_block
{
    uint32_t correction; /* 128 * sum (x + 128) */
    int8_t *y, *end;
} mote_row_block;

typedef struct mote_matrix_s8_v6m_params
{
    int32_t rows, columns, outputs;
    int32_t backward; /* 1: the last row first */
    int32_t full;     /* outputs of whole groups, computed by multiply */
    int32_t words;    /* of the stream before the rest */
    void (*multiply)(const uint8_t *x, const uint8_t *end, const uint32_t *stream, const void *block);
    void (*rest)(const uint8_t *x, const uint8_t *end, const uint32_t *stream, const void *block);
} mote_matrix_s8_v6m_params;

MOTE_KERNEL void mote_matrix_s8_v6m(const mote_matrix_s8_v6m_params *p, const int8_t *x, const uint32_t *stream, int8_t *y,
                                    uint8_t *scratch)
{
    int32_t step, i;
    for (step = 0; step < p->rows; step++)
    {
        const int32_t row = mote_turn(step, p->rows, p->backward);
        const int8_t *const in = x + row * p->columns;
        mote_row_block block;
        uint32_t sum = 0;
        for (i = 0; i < p->columns; i++)
        {
            const uint8_t biased = (uint8_t)(in[i] + 128);
            scratch[i] = biased;
            sum += biased;
        }
        block.correction = sum << 7;
        block.y = y + row * p->outputs;
        block.end = block.y + p->full;
        if (p->full > 0) p->multiply(scratch, scratch + p->columns, stream, &block);
        block.y = block.end;
        block.end = y + (row + 1) * p->outputs;
        if (p->full < p->outputs) p->rest(scratch, scratch + p->columns, stream + p->words, &block);
    }
}

#endif
