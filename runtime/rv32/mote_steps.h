/* Rescaling to int8 without wide products: the numbers are chosen so that every output steps where the definition's does. */
#ifndef MOTE_STEPS_H
#define MOTE_STEPS_H

#include "mote.h"

typedef struct mote_steps
{
    int32_t words;             /* constants of a channel: limit, offset, parts of the factor, what negative sums' offset is more */
    int32_t parts, bits, last; /* two or three parts; shifts */
    int32_t by_sign, middle;
    int32_t clamps, low, high; /* 1: the output is clamped, too */
} mote_steps;

static MOTE_ALWAYS_INLINE int8_t mote_step_output(const mote_steps *f, const int32_t *c, uint32_t sum)
{
    const int32_t s = mote_min(mote_max(mote_wrap(sum), -c[0]), c[0]);
    int32_t t = c[1];
    /* Of three parts the middle one is the first. */
    if (f->parts > 2) t += (s * c[3]) >> f->bits;
    if (f->by_sign) t += (s >> 31) & c[4];
    t = ((s * c[2] + t) >> f->bits) + s * c[f->parts + 1];
    if (f->by_sign) t = ((t >> (f->last - 1)) + 2 * f->middle + 1) >> 1;
    else t = (t >> f->last) + f->middle;
    return f->clamps ? mote_clamp_to_s8(t, f->low, f->high) : (int8_t)t;
}

#endif
