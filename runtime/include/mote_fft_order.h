/* In which order a transform of mixed radices takes its inputs */
#ifndef MOTE_FFT_ORDER_H
#define MOTE_FFT_ORDER_H

#include "mote.h"

enum
{
    MOTE_FFT_STAGES = 10
};

typedef struct mote_fft_plan
{
    int32_t points; /* complex ones: half the real ones */
    int32_t stages;
    int32_t radices[MOTE_FFT_STAGES]; /* the last stage's first; their product is points */
} mote_fft_plan;

/* An input's number as digits of the radices, the first one fastest, and where that input goes: the digits read backwards. */
typedef struct mote_fft_place
{
    int32_t digits[MOTE_FFT_STAGES], strides[MOTE_FFT_STAGES];
    int32_t at;
} mote_fft_place;

static inline void mote_fft_first(const mote_fft_plan *plan, mote_fft_place *place)
{
    int32_t stride = plan->points, s;
    for (s = 0; s < plan->stages; s++)
    {
        stride /= plan->radices[s];
        place->strides[s] = stride;
        place->digits[s] = 0;
    }
    place->at = 0;
}

/* After the last input comes the first one. */
static inline void mote_fft_next(const mote_fft_plan *plan, mote_fft_place *place)
{
    int32_t s;
    for (s = 0; s < plan->stages; s++)
    {
        place->at += place->strides[s];
        if (++place->digits[s] < plan->radices[s]) return;
        place->at -= place->strides[s] * plan->radices[s];
        place->digits[s] = 0;
    }
}

/* Before the first input comes the last one. */
static inline void mote_fft_previous(const mote_fft_plan *plan, mote_fft_place *place)
{
    int32_t s;
    for (s = 0; s < plan->stages; s++)
    {
        if (--place->digits[s] >= 0)
        {
            place->at -= place->strides[s];
            return;
        }
        place->digits[s] = plan->radices[s] - 1;
        place->at += place->strides[s] * place->digits[s];
    }
}

#endif
