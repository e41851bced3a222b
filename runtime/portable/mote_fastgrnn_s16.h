/* FastGRNN, int16 activations, int8 weights, int16 hidden state; new_hidden may be hidden */
#ifndef MOTE_FASTGRNN_S16_H
#define MOTE_FASTGRNN_S16_H

#include "mote_fastgrnn.h"

typedef mote_fastgrnn_params mote_fastgrnn_s16_params;

MOTE_KERNEL void mote_fastgrnn_s16(
    const mote_fastgrnn_s16_params *p, const int16_t *x, const int8_t *w, const int8_t *u, const int8_t *factor,
    const int64_t *b_update, const int64_t *b_candidate, const int16_t *hidden, int16_t *y, int16_t *new_hidden, int16_t *work)
{
    mote_fastgrnn_step_all(p, 1, 1, x, w, u, factor, b_update, b_candidate, hidden, y, new_hidden, work);
}

#endif
