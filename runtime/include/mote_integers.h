/* Integers of a type that is a parameter: where the parameters are constants, each access is a plain load or store. */
#ifndef MOTE_INTEGERS_H
#define MOTE_INTEGERS_H

#include "mote.h"

enum
{
    MOTE_S8,
    MOTE_U8,
    MOTE_S16,
    MOTE_S32
};

static inline int32_t mote_load_integer(const void *x, int32_t index, int32_t type)
{
    switch (type)
    {
    case MOTE_S8: return ((const int8_t *)x)[index];
    case MOTE_U8: return ((const uint8_t *)x)[index];
    case MOTE_S16: return ((const int16_t *)x)[index];
    default: return ((const int32_t *)x)[index];
    }
}

/* The value must be one of the type. */
static inline void mote_store_integer(void *y, int32_t index, int32_t type, int32_t value)
{
    switch (type)
    {
    case MOTE_S8: ((int8_t *)y)[index] = (int8_t)value; break;
    case MOTE_U8: ((uint8_t *)y)[index] = (uint8_t)value; break;
    case MOTE_S16: ((int16_t *)y)[index] = (int16_t)value; break;
    default: ((int32_t *)y)[index] = value; break;
    }
}

#endif
