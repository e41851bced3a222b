/* What one run of the model costs; on the host nothing is known about that. */
#ifndef HARNESS_MEASURE_H
#define HARNESS_MEASURE_H

#include <stdint.h>

/* Finds out what the measurement itself costs; paints the stack. */
void measure_prepare(void);

/* Calls run, and writes its cost to the results. */
void measure_run(void (*run)(void));

/* In builds with HARNESS_PROFILE: the step has ended. */
void measure_step(uint32_t step);

/* Writes what is known after the last run. */
void measure_finish(void);

#endif
