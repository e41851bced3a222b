/* A matrix over columns that follow one another, two at a time; see the routine for all that is done with one */
#ifndef MOTE_MATRIX_S8_MVE_H
#define MOTE_MATRIX_S8_MVE_H

#include "mote.h"

typedef struct mote_matrix_s8_params
{
    int32_t columns; /* at least 2 */
    int32_t depth, outputs;
    void (*pairs)(const int8_t *x, const int32_t *w, int8_t *y, int32_t pairs);
} mote_matrix_s8_params;

MOTE_KERNEL void mote_matrix_s8_mve(const mote_matrix_s8_params *p, const int8_t *x, const int32_t *w, int8_t *y)
{
    const int32_t last = p->columns - 2;
    p->pairs(x, w, y, p->columns / 2);
    /* An odd column pairs with the one before, which is computed again. */
    if (p->columns % 2 != 0) p->pairs(x + (ptrdiff_t)last * p->depth, w, y + (ptrdiff_t)last * p->outputs, 1);
}

#endif
