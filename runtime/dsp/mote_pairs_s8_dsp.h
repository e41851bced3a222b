/* y = what two int8 give, element by element, by a routine that multiplies or looks up; y may be a or b */
#ifndef MOTE_PAIRS_S8_DSP_H
#define MOTE_PAIRS_S8_DSP_H

#include "mote.h"

typedef struct mote_pairs_s8_dsp_params
{
    void (*pairs)(const int8_t *a, const int8_t *b, int8_t *y, const int32_t *constants);
} mote_pairs_s8_dsp_params;

/* constants: how many, and what of them; as the routine wants them */
MOTE_KERNEL void mote_pairs_s8_dsp(const mote_pairs_s8_dsp_params *p, const int8_t *a, const int8_t *b, const int32_t *constants,
                                   int8_t *y)
{
    p->pairs(a, b, y, constants);
}

#endif
