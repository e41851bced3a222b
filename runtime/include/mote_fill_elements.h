/* Elements of one stored value, of 1, 2, 4 or 8 bytes, little-endian */
#ifndef MOTE_FILL_ELEMENTS_H
#define MOTE_FILL_ELEMENTS_H

#include "mote.h"

static inline void mote_fill_elements(uint8_t *to, int32_t bytes, int32_t element_bytes, int32_t value)
{
    int32_t i;
    for (i = 0; i < bytes; i++)
    {
        const int32_t shift = 8 * (i % element_bytes);
        to[i] = (uint8_t)((uint32_t)(shift < 32 ? value >> shift : value >> 31) & 0xFFu);
    }
}

#endif
