/* y = rescaled(bias + sum x * w), each channel by itself, int8: gathered into a plane with its border, then convolved, in assembler.
   y may lie on x where both have one shape. */
#ifndef MOTE_DEPTHWISE_S8_V6M_H
#define MOTE_DEPTHWISE_S8_V6M_H

#include "mote.h"

#include <string.h>

/* As the routines read it. */
typedef struct mote_plane_walk
{
    int32_t pitch;    /* bytes of a row of the plane */
    int32_t y_step;   /* from output to output */
    int32_t blocks;   /* of outputs, in a row */
    int32_t rows;     /* of outputs */
    int32_t row_skip; /* from a row's last block to the next row */
} mote_plane_walk;

typedef struct mote_plane_gather
{
    int32_t x_step; /* from column to column */
    int32_t chunks; /* of columns, in a row */
    int32_t skip;   /* from the end of a row to the next one in the plane */
    int32_t rows;
} mote_plane_gather;

typedef struct mote_depthwise_s8_v6m_params
{
    int32_t batches, channels;
    int32_t in_bytes, out_bytes; /* of an image */
    int32_t plane_bytes, interior; /* where the image begins in the plane */
    int32_t fill;                  /* the input's zero point + 128 */
    int32_t channel_words;         /* of the stream */
    mote_plane_gather in;
    mote_plane_walk out;
    void (*gather)(const int8_t *x, uint8_t *to, const void *walk);
    void (*multiply)(const uint8_t *plane, const uint32_t *stream, int8_t *y, const void *walk);
} mote_depthwise_s8_v6m_params;

MOTE_KERNEL void mote_depthwise_s8_v6m(const mote_depthwise_s8_v6m_params *p, const int8_t *x, const uint32_t *stream, int8_t *y,
                                       uint8_t *plane)
{
    int32_t n, c;
    memset(plane, p->fill, (size_t)p->plane_bytes);
    for (n = 0; n < p->batches; n++)
        for (c = 0; c < p->channels; c++)
        {
            p->gather(x + n * p->in_bytes + c, plane + p->interior, &p->in);
            p->multiply(plane, stream + c * p->channel_words, y + n * p->out_bytes + c, &p->out);
        }
}

#endif
