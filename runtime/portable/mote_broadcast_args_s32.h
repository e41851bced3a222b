/* The shape that two shapes broadcast to, int32 */
#ifndef MOTE_BROADCAST_ARGS_S32_H
#define MOTE_BROADCAST_ARGS_S32_H

#include "mote.h"

typedef struct mote_broadcast_args_s32_params
{
    int32_t a_elements, b_elements;
} mote_broadcast_args_s32_params;

MOTE_KERNEL void mote_broadcast_args_s32(const mote_broadcast_args_s32_params *p, const int32_t *a, const int32_t *b, int32_t *y)
{
    const int32_t elements = mote_max(p->a_elements, p->b_elements);
    int32_t i;
    for (i = 1; i <= elements; i++)
    {
        const int32_t own = i <= p->a_elements ? a[p->a_elements - i] : 1;
        y[elements - i] = own != 1 ? own : i <= p->b_elements ? b[p->b_elements - i] : 1;
    }
}

#endif
