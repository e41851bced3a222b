/* Gated recurrent unit, int16 activations, int8 weights, int16 hidden state; new_hidden may be hidden */
#ifndef MOTE_GRU_S16_H
#define MOTE_GRU_S16_H

#include "mote_gru.h"

typedef mote_gru_params mote_gru_s16_params;

MOTE_KERNEL void mote_gru_s16(
    const mote_gru_s16_params *p, const int16_t *x,
    const int8_t *w_update, const int8_t *w_reset, const int8_t *w_candidate,
    const int8_t *r_update, const int8_t *r_reset, const int8_t *r_candidate,
    const int64_t *b_update, const int64_t *b_reset, const int64_t *b_candidate, const int64_t *b_recurrent,
    const int16_t *hidden, int16_t *y, int16_t *new_hidden, int16_t *work)
{
    const int8_t *const w[3] = {w_update, w_reset, w_candidate};
    const int8_t *const r[3] = {r_update, r_reset, r_candidate};
    const void *const b[3] = {b_update, b_reset, b_candidate};
    mote_gru_step_all(p, 1, 1, x, w, r, b, b_recurrent, hidden, y, new_hidden, work);
}

#endif
