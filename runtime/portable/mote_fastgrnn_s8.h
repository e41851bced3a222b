/* FastGRNN, int8 activations, int8 weights, int8 hidden state; new_hidden may be hidden */
#ifndef MOTE_FASTGRNN_S8_H
#define MOTE_FASTGRNN_S8_H

#include "mote_fastgrnn.h"

typedef mote_fastgrnn_params mote_fastgrnn_s8_params;

MOTE_KERNEL void mote_fastgrnn_s8(
    const mote_fastgrnn_s8_params *p, const int8_t *x, const int8_t *w, const int8_t *u, const int8_t *factor,
    const int32_t *b_update, const int32_t *b_candidate, const int8_t *hidden, int8_t *y, int8_t *new_hidden, int16_t *work)
{
    mote_fastgrnn_step_all(p, 0, 0, x, w, u, factor, b_update, b_candidate, hidden, y, new_hidden, work);
}

#endif
