/* y = clamp(a + b), shapes broadcast, int16 */
#ifndef MOTE_ADD_BROADCAST_S16_H
#define MOTE_ADD_BROADCAST_S16_H

#include "mote_add_one_s16.h"
#include "mote_broadcast_offset.h"

typedef struct mote_add_broadcast_s16_params
{
    mote_add_s16_scales scales;
    mote_broadcast shape;
} mote_add_broadcast_s16_params;

MOTE_KERNEL void mote_add_broadcast_s16(const mote_add_broadcast_s16_params *p, const int16_t *a, const int16_t *b, int16_t *y)
{
    const mote_broadcast *const s = &p->shape;
    int32_t i;
    for (i = 0; i < s->elements; i++)
        y[i] = mote_add_one_s16(&p->scales, a[mote_broadcast_offset(s->dims, s->a_strides, i)],
                               b[mote_broadcast_offset(s->dims, s->b_strides, i)]);
}

#endif
