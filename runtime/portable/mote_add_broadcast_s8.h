/* y = clamp(a + b), shapes broadcast, int8 */
#ifndef MOTE_ADD_BROADCAST_S8_H
#define MOTE_ADD_BROADCAST_S8_H

#include "mote_add_one_s8.h"
#include "mote_broadcast_offset.h"

typedef struct mote_add_broadcast_s8_params
{
    mote_add_s8_scales scales;
    mote_broadcast shape;
} mote_add_broadcast_s8_params;

MOTE_KERNEL void mote_add_broadcast_s8(const mote_add_broadcast_s8_params *p, const int8_t *a, const int8_t *b, int8_t *y)
{
    const mote_broadcast *const s = &p->shape;
    int32_t i;
    for (i = 0; i < s->elements; i++)
        y[i] = mote_add_one_s8(&p->scales,
            a[mote_broadcast_offset(s->dims, s->a_strides, i)], b[mote_broadcast_offset(s->dims, s->b_strides, i)]);
}

#endif
