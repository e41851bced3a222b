/* The rows of an image that a window meets, each copied once into a ring of padded ones; or read where they lie */
#ifndef MOTE_ROW_RING_MVE_H
#define MOTE_ROW_RING_MVE_H

#include "mote.h"

#define MOTE_MVE_MOST_ROWS 11

typedef struct mote_row_ring_mve
{
    int32_t in_h, row_bytes;        /* of the image */
    int32_t out_h, kernel_h, stride_h, pad_top;
    int32_t pitch;                  /* bytes of a padded row in the ring; 0: rows need no padding */
    int32_t left_bytes;             /* of padding in it, before the row */
    void (*copy)(const int8_t *from, int8_t *to); /* a row; null without pitch */
    void (*fill)(int8_t *to);       /* the whole ring and the row of padding behind it; null: nothing is padded */
} mote_row_ring_mve;

static MOTE_ALWAYS_INLINE void mote_begin_rows(const mote_row_ring_mve *r, int8_t *ring)
{
    if (r->fill != 0) r->fill(ring);
}

/* Where the rows of the window at the output row lie. next: the first row of the image that has not been copied. */
static MOTE_ALWAYS_INLINE void mote_rows_at(const mote_row_ring_mve *r, const int8_t *x, int8_t *ring, int32_t row, int32_t *next,
                                            const int8_t **rows)
{
    const int32_t slots = r->pitch == 0 ? 0 : mote_min(r->kernel_h, r->in_h);
    int32_t i;
    for (i = 0; i < r->kernel_h; i++)
    {
        const int32_t y = row * r->stride_h - r->pad_top + i;
        if (y < 0 || y >= r->in_h) rows[i] = ring + (ptrdiff_t)slots * r->pitch;
        else if (r->pitch == 0) rows[i] = x + (ptrdiff_t)y * r->row_bytes;
        else
        {
            int8_t *const slot = ring + (ptrdiff_t)(y % slots) * r->pitch;
            if (y >= *next)
            {
                r->copy(x + (ptrdiff_t)y * r->row_bytes, slot + r->left_bytes);
                *next = y + 1;
            }
            rows[i] = slot;
        }
    }
}

#endif
