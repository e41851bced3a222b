/* The rows of an image that windows lie in: the image's own, or copies with a border, in a band that slides down. */
#ifndef MOTE_ROW_BAND_H
#define MOTE_ROW_BAND_H

#include "mote.h"

#include <string.h>

typedef struct mote_row_band
{
    int32_t bytes; /* 0: no window leaves the image, and there is no band */
    int32_t row_stride;
    int32_t kernel_h, stride_h, pad_top;
    int32_t in_h, image_row;   /* the image's rows, and their bytes */
    int32_t first, interior;   /* where the first window and the image begin in a row of the band */
    int32_t reached, fill;     /* bytes of a row of the image that are copied; what borders hold */
    void (*slide)(const int8_t *x, int8_t *y); /* the rows that the next windows share */
    void (*copy)(const int8_t *x, int8_t *y);  /* a row of the image */
} mote_row_band;

/* Makes the band ready for the windows of an output row: rows before the first are empty, the others follow one another. */
static MOTE_ALWAYS_INLINE void mote_next_rows(const mote_row_band *p, int32_t out_row, const int8_t *image, int8_t *band)
{
    const int32_t shared = out_row > 0 ? mote_max(p->kernel_h - p->stride_h, 0) : 0;
    const int32_t top = out_row * p->stride_h - p->pad_top;
    int32_t i;
    if (out_row == 0) memset(band, p->fill, (size_t)p->bytes);
    if (shared > 0) p->slide(band + p->stride_h * p->row_stride, band);
    for (i = shared; i < p->kernel_h; i++)
    {
        int8_t *const to = band + i * p->row_stride + p->interior;
        if (top + i >= 0 && top + i < p->in_h) p->copy(image + (top + i) * p->image_row, to);
        else memset(to, p->fill, (size_t)p->reached);
    }
}

#endif
