/* y = clamp(a + b), shapes broadcast, int32 modulo 2^32 */
#ifndef MOTE_ADD_BROADCAST_S32_H
#define MOTE_ADD_BROADCAST_S32_H

#include "mote_broadcast_offset.h"

typedef struct mote_add_broadcast_s32_params
{
    mote_broadcast shape;
    int32_t low, high;
} mote_add_broadcast_s32_params;

MOTE_KERNEL void mote_add_broadcast_s32(const mote_add_broadcast_s32_params *p, const int32_t *a, const int32_t *b, int32_t *y)
{
    const mote_broadcast *const s = &p->shape;
    int32_t i;
    for (i = 0; i < s->elements; i++)
    {
        const uint32_t a_value = (uint32_t)a[mote_broadcast_offset(s->dims, s->a_strides, i)];
        const uint32_t b_value = (uint32_t)b[mote_broadcast_offset(s->dims, s->b_strides, i)];
        y[i] = mote_min(mote_max(mote_wrap(a_value + b_value), p->low), p->high);
    }
}

#endif
