/* y = rescale(sum a * b), matrix by matrix, int16, zero points 0 */
#ifndef MOTE_BATCH_MATMUL_S16_H
#define MOTE_BATCH_MATMUL_S16_H

#include "mote_batched_matrices.h"
#include "mote_wide_fixed_point.h"

typedef struct mote_batch_matmul_s16_params
{
    mote_batched_matrices matrices;
    int32_t multiplier, shift;
} mote_batch_matmul_s16_params;

MOTE_KERNEL void mote_batch_matmul_s16(const mote_batch_matmul_s16_params *p, const int16_t *a, const int16_t *b, int16_t *y)
{
    const mote_batched_matrices *const m = &p->matrices;
    int32_t batch, row, column, k;
    for (batch = 0; batch < mote_batch_count(m); batch++)
        for (row = 0; row < m->rows; row++)
            for (column = 0; column < m->columns; column++)
            {
                const int16_t *const left = a + mote_batch_offset(m, m->a_batches, batch) + (ptrdiff_t)row * m->a_row;
                const int16_t *const right = b + mote_batch_offset(m, m->b_batches, batch) + (ptrdiff_t)column * m->b_column;
                uint64_t sum = 0;
                for (k = 0; k < m->depth; k++) sum += (uint64_t)(int64_t)(left[k * m->a_depth] * right[k * m->b_depth]);
                *y++ = mote_sum_to_s16(sum, p->multiplier, p->shift, 0, INT16_MIN, INT16_MAX);
            }
}

#endif
