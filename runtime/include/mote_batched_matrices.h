/* The loops of a product of matrices, one for each combination of at most three leading dimensions */
#ifndef MOTE_BATCHED_MATRICES_H
#define MOTE_BATCHED_MATRICES_H

#include "mote.h"

typedef struct mote_batched_matrices
{
    int32_t batches[3];
    int32_t a_batches[3], b_batches[3]; /* elements from one matrix to the next; 0 where it is repeated */
    int32_t rows, columns, depth;
    int32_t a_row, a_depth, b_depth, b_column; /* elements from one to the next, whichever way the matrices lie */
} mote_batched_matrices;

/* Where the matrices of a batch begin. */
static inline ptrdiff_t mote_batch_offset(const mote_batched_matrices *m, const int32_t strides[3], int32_t batch)
{
    const int32_t b1 = batch / m->batches[2], b0 = b1 / m->batches[1];
    return (ptrdiff_t)b0 * strides[0] + b1 % m->batches[1] * strides[1] + batch % m->batches[2] * strides[2];
}

static inline int32_t mote_batch_count(const mote_batched_matrices *m)
{
    return m->batches[0] * m->batches[1] * m->batches[2];
}

#endif
