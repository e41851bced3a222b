/* Between which pixels of an image one of its resized copy lies */
#ifndef MOTE_PLACE_BETWEEN_F32_H
#define MOTE_PLACE_BETWEEN_F32_H

#include "mote.h"

typedef struct mote_place_f32
{
    int32_t lower, upper;
    float beyond; /* the lower one */
} mote_place_f32;

static inline mote_place_f32 mote_place_between_f32(int32_t position, float scale, int32_t size, int32_t half_pixel_centers)
{
    const float at = half_pixel_centers ? ((float)position + 0.5f) * scale - 0.5f : (float)position * scale;
    mote_place_f32 place;
    /* Truncation is the floor: what is negative is cut off at zero. */
    place.lower = mote_min((int32_t)at, size - 1);
    place.upper = mote_min(at > (float)place.lower ? place.lower + 1 : place.lower, size - 1);
    place.beyond = at - (float)place.lower;
    return place;
}

#endif
