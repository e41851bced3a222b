/* y = scale * a * b, matrix by matrix, a in float, b in int8 */
#ifndef MOTE_BATCH_MATMUL_F32_S8_H
#define MOTE_BATCH_MATMUL_F32_S8_H

#include "mote_batched_matrices.h"

typedef struct mote_batch_matmul_f32_s8_params
{
    mote_batched_matrices matrices;
    float scale; /* of b */
} mote_batch_matmul_f32_s8_params;

MOTE_KERNEL void mote_batch_matmul_f32_s8(const mote_batch_matmul_f32_s8_params *p, const float *a, const int8_t *b, float *y)
{
    const mote_batched_matrices *const m = &p->matrices;
    int32_t batch, row, column, k;
    for (batch = 0; batch < mote_batch_count(m); batch++)
        for (row = 0; row < m->rows; row++)
            for (column = 0; column < m->columns; column++)
            {
                const float *const left = a + mote_batch_offset(m, m->a_batches, batch) + (ptrdiff_t)row * m->a_row;
                const int8_t *const right = b + mote_batch_offset(m, m->b_batches, batch) + (ptrdiff_t)column * m->b_column;
                float sum = 0.0f;
                for (k = 0; k < m->depth; k++) sum += left[k * m->a_depth] * (float)right[k * m->b_depth];
                *y++ = sum * p->scale;
            }
}

#endif
