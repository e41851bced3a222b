/* How a window moves over an image [n, h, w, c]. */
#ifndef MOTE_WINDOW_H
#define MOTE_WINDOW_H

#include "mote.h"

typedef struct mote_window
{
    int32_t batches;
    int32_t in_h, in_w, in_c;
    int32_t out_h, out_w, out_c;
    int32_t kernel_h, kernel_w;
    int32_t stride_h, stride_w;
    int32_t dilation_h, dilation_w;
    int32_t pad_top, pad_left;
    int32_t backward; /* 1: the last pixel first */
} mote_window;

/* Kernel positions [from, to) that meet the image: 0 <= origin + position * dilation < size. */
static inline int32_t mote_first_inside(int32_t origin, int32_t dilation)
{
    return origin >= 0 ? 0 : (dilation - 1 - origin) / dilation;
}

static inline int32_t mote_end_inside(int32_t origin, int32_t dilation, int32_t kernel, int32_t size)
{
    return mote_min(kernel, size <= origin ? 0 : (size - origin + dilation - 1) / dilation);
}

#endif
