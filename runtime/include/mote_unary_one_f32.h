/* The function of a float that a unary operator's kind names */
#ifndef MOTE_UNARY_ONE_F32_H
#define MOTE_UNARY_ONE_F32_H

#include "mote_float_functions.h"

static inline float mote_unary_one_f32(int32_t kind, float x)
{
    switch (kind)
    {
    case 0: return mote_abs_f32(x);                   /* abs */
    case 1: return -x;                                /* neg */
    case 2: return mote_sqrt_f32(x);                  /* sqrt */
    case 3: return 1.0f / mote_sqrt_f32(x);           /* rsqrt */
    case 4: return x * x;                             /* square */
    case 5: return mote_exp_f32(x);                   /* exp */
    case 6: return mote_log_f32(x);                   /* log */
    case 7: return mote_wave_f32(x, 0u);              /* sin */
    case 8: return mote_wave_f32(x, 1u);              /* cos */
    case 9: return mote_ceil_f32(x);                  /* ceil */
    case 10: return mote_floor_f32(x);                 /* floor */
    case 11: return mote_round_f32(x);                 /* round */
    case 12: return mote_logistic_f32(x);              /* logistic */
    case 13: return mote_tanh_f32(x);                  /* tanh */
    case 14: return mote_elu_f32(x);                   /* elu */
    case 15: return mote_hard_swish_f32(x);            /* hard_swish */
    case 17: return mote_gelu_f32(x);                  /* gelu */
    case 18: return mote_gelu_tanh_f32(x);             /* gelu_tanh */
    default: return x;
    }
}

#endif
