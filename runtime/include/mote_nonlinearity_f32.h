/* What filter banks do to their sums */
#ifndef MOTE_NONLINEARITY_F32_H
#define MOTE_NONLINEARITY_F32_H

#include "mote_float_functions.h"

enum
{
    MOTE_NONLINEARITY_NONE,
    MOTE_NONLINEARITY_RELU,
    MOTE_NONLINEARITY_RELU_N1_TO_1,
    MOTE_NONLINEARITY_RELU6,
    MOTE_NONLINEARITY_TANH,
    MOTE_NONLINEARITY_SIGN_BIT
};

static inline float mote_nonlinearity_f32(int32_t kind, float x)
{
    uint32_t bits;
    switch (kind)
    {
    case MOTE_NONLINEARITY_RELU: return x > 0.0f ? x : 0.0f;
    case MOTE_NONLINEARITY_RELU_N1_TO_1: return x < 1.0f ? (x > -1.0f ? x : -1.0f) : 1.0f;
    case MOTE_NONLINEARITY_RELU6: return x < 6.0f ? (x > 0.0f ? x : 0.0f) : 6.0f;
    case MOTE_NONLINEARITY_TANH: return mote_tanh_f32(x);
    case MOTE_NONLINEARITY_SIGN_BIT:
        memcpy(&bits, &x, sizeof bits);
        return bits >> 31 ? 1.0f : 0.0f;
    default: return x;
    }
}

#endif
