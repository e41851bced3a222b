/* y = rescale(sum (a + a_offset) * (b + b_offset)) + output_offset, matrix by matrix, int8 */
#ifndef MOTE_BATCH_MATMUL_S8_H
#define MOTE_BATCH_MATMUL_S8_H

#include "mote_batched_matrices.h"
#include "mote_fixed_point.h"

typedef struct mote_batch_matmul_s8_params
{
    mote_batched_matrices matrices;
    int32_t a_offset, b_offset, output_offset;
    int32_t multiplier, shift;
} mote_batch_matmul_s8_params;

MOTE_KERNEL void mote_batch_matmul_s8(const mote_batch_matmul_s8_params *p, const int8_t *a, const int8_t *b, int8_t *y)
{
    const mote_batched_matrices *const m = &p->matrices;
    int32_t batch, row, column, k;
    for (batch = 0; batch < mote_batch_count(m); batch++)
        for (row = 0; row < m->rows; row++)
            for (column = 0; column < m->columns; column++)
            {
                const int8_t *const left = a + mote_batch_offset(m, m->a_batches, batch) + (ptrdiff_t)row * m->a_row;
                const int8_t *const right = b + mote_batch_offset(m, m->b_batches, batch) + (ptrdiff_t)column * m->b_column;
                uint32_t sum = 0;
                for (k = 0; k < m->depth; k++) 
                    sum += (uint32_t)((left[k * m->a_depth] + p->a_offset) * (right[k * m->b_depth] + p->b_offset));
                *y++ = mote_clamp_to_s8(mote_add(mote_rescale(mote_wrap(sum), p->multiplier, p->shift), p->output_offset),
                                        INT8_MIN, INT8_MAX);
            }
}

#endif
