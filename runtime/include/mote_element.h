/* Elements of a type known by number: 0 float, 1 int8, 2 int16, 3 int32, 4 int64, 5 uint8, 6 uint32, 7 bool */
#ifndef MOTE_ELEMENT_H
#define MOTE_ELEMENT_H

#include "mote.h"

static inline int64_t mote_read_integer(int32_t type, const void *x, int32_t i)
{
    switch (type)
    {
    case 1: return ((const int8_t *)x)[i];
    case 2: return ((const int16_t *)x)[i];
    case 3: return ((const int32_t *)x)[i];
    case 4: return ((const int64_t *)x)[i];
    case 5: return ((const uint8_t *)x)[i];
    case 6: return ((const uint32_t *)x)[i];
    default: return ((const uint8_t *)x)[i] != 0;
    }
}

/* Upper bits that do not fit are lost. */
static inline void mote_write_integer(int32_t type, void *y, int32_t i, int64_t value)
{
    switch (type)
    {
    case 1: ((int8_t *)y)[i] = (int8_t)value; break;
    case 2: ((int16_t *)y)[i] = (int16_t)value; break;
    case 3: ((int32_t *)y)[i] = (int32_t)value; break;
    case 4: ((int64_t *)y)[i] = value; break;
    case 5: ((uint8_t *)y)[i] = (uint8_t)value; break;
    case 6: ((uint32_t *)y)[i] = (uint32_t)value; break;
    default: ((uint8_t *)y)[i] = value != 0; break;
    }
}

#endif
