/* The adapter of a program without a model: what a program weighs beyond this one, its model brought. */
#ifndef HARNESS_MODEL_H
#define HARNESS_MODEL_H

#include <stdint.h>

#define HARNESS_INPUTS 0u
#define HARNESS_OUTPUTS 0u

static void harness_reset(void)
{
}

static void harness_invoke(void)
{
}

#endif
