/* The sum of one leaf a tree, and an offset; nodes numbered in 32 bits */
#ifndef MOTE_TREES_S32_F32_H
#define MOTE_TREES_S32_F32_H

#include "mote.h"

typedef struct mote_trees_s32_f32_params
{
    int32_t rows, features;
    int32_t trees, outputs;
} mote_trees_s32_f32_params;

/* A node with a feature of -1 is a leaf and has its row of leaves in next. Another's successors are the node behind it and next. */
MOTE_KERNEL void mote_trees_s32_f32(const mote_trees_s32_f32_params *p, const float *x, const int32_t *roots, const int16_t *feature,
                                   const float *threshold, const int32_t *next, const float *leaves, const float *base, float *y)
{
    int32_t n, t, o;
    for (n = 0; n < p->rows; n++, x += p->features, y += p->outputs)
    {
        for (o = 0; o < p->outputs; o++) y[o] = base[o];
        for (t = 0; t < p->trees; t++)
        {
            int32_t i = roots[t];
            const float *leaf;
            while (feature[i] >= 0) i = x[feature[i]] <= threshold[i] ? i + 1 : next[i];
            leaf = leaves + (ptrdiff_t)next[i] * p->outputs;
            for (o = 0; o < p->outputs; o++) y[o] += leaf[o];
        }
    }
}

#endif
