/* The elements of two broadcast operands that meet in one of the output's, row by row */
#ifndef MOTE_PAIRS_H
#define MOTE_PAIRS_H

#include "mote.h"

typedef struct mote_pairs
{
    int32_t rows, columns;
    int32_t dims[7];                    /* the rows', outermost first */
    int32_t a_strides[7], b_strides[7]; /* 0 where the operand is repeated */
    int32_t a_step, b_step;             /* from column to column: 1, or 0 */
} mote_pairs;

/* Where an operand's row begins. */
static inline int32_t mote_row_offset(const int32_t dims[7], const int32_t strides[7], int32_t row)
{
    int32_t offset = 0, axis;
    for (axis = 6; axis >= 0; axis--)
    {
        offset += row % dims[axis] * strides[axis];
        row /= dims[axis];
    }
    return offset;
}

#endif
