/* Between which pixels of an image one of its resized copy lies, in 1/1024 of a pixel */
#ifndef MOTE_PLACE_BETWEEN_H
#define MOTE_PLACE_BETWEEN_H

#include "mote.h"

typedef struct mote_place
{
    int32_t lower, upper;
    int32_t beyond; /* the lower one, 0 ... 1024 */
} mote_place;

static inline mote_place mote_place_between(int32_t position, int32_t scale, int32_t size, int32_t half_pixel_centers)
{
    const int32_t at = position * scale + (half_pixel_centers ? scale / 2 - 512 : 0);
    mote_place place;
    place.lower = mote_min(mote_max(at / 1024, 0), size - 1);
    place.upper = mote_min((at + 1023) / 1024, size - 1);
    /* Between a pixel and itself no weight matters; beyond the borders it could be large. */
    place.beyond = place.lower == place.upper ? 0 : at - 1024 * place.lower;
    return place;
}

#endif
