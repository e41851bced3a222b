/* A matrix over single columns: fully connected layers of a batch of one, mostly */
#ifndef MOTE_VECTOR_S8_MVE_H
#define MOTE_VECTOR_S8_MVE_H

#include "mote.h"

typedef struct mote_vector_s8_params
{
    void (*product)(const int8_t *x, const int32_t *w, int8_t *y);
} mote_vector_s8_params;

MOTE_KERNEL void mote_vector_s8_mve(const mote_vector_s8_params *p, const int8_t *x, const int32_t *w, int8_t *y)
{
    p->product(x, w, y);
}

#endif
