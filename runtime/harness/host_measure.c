/* The host neither counts instructions nor paints its stack: its numbers would say nothing about a microcontroller. */
#include "measure.h"

void measure_prepare(void)
{
}

void measure_run(void (*run)(void))
{
    run();
}

void measure_step(uint32_t step)
{
    (void)step;
}

void measure_finish(void)
{
}
