/* y = a where the condition holds, b elsewhere, elements of any size, shapes broadcast */
#ifndef MOTE_SELECT_H
#define MOTE_SELECT_H

#include <string.h>

#include "mote_pairs.h"

typedef struct mote_select_params
{
    int32_t rows, columns, element_bytes;
    int32_t dims[7];
    int32_t condition_strides[7], a_strides[7], b_strides[7]; /* in elements, 0 where the operand is repeated */
    int32_t condition_step, a_step, b_step;
} mote_select_params;

MOTE_KERNEL void mote_select(const mote_select_params *p, const uint8_t *condition, const void *a, const void *b, void *y)
{
    const size_t size = (size_t)p->element_bytes;
    uint8_t *to = (uint8_t *)y;
    int32_t row, c;
    for (row = 0; row < p->rows; row++)
    {
        const uint8_t *const holds = condition + mote_row_offset(p->dims, p->condition_strides, row);
        const int32_t row_a = mote_row_offset(p->dims, p->a_strides, row), row_b = mote_row_offset(p->dims, p->b_strides, row);
        for (c = 0; c < p->columns; c++)
        {
            const uint8_t *const from = holds[c * p->condition_step] != 0
                ? (const uint8_t *)a + (size_t)(row_a + c * p->a_step) * size
                : (const uint8_t *)b + (size_t)(row_b + c * p->b_step) * size;
            memcpy(to, from, size);
            to += size;
        }
    }
}

#endif
