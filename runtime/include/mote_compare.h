/* A comparison by its kind */
#ifndef MOTE_COMPARE_H
#define MOTE_COMPARE_H

#include "mote.h"

/* 0 to 5: ==, !=, >, >=, <, <=; NaN is unequal to all and neither greater nor less. */
#define MOTE_COMPARE(kind, a, b) \
    ((kind) == 0 ? (a) == (b) : (kind) == 1 ? (a) != (b) : (kind) == 2 ? (a) > (b) : (kind) == 3 ? (a) >= (b) \
                                                         : (kind) == 4 ? (a) < (b) : (a) <= (b))

#endif
