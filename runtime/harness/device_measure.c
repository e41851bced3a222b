/* Instructions and stack bytes of each run. */
#include "measure.h"

#include "channel.h"
#include "device_timer.h"
#include "text.h"

#define PAINT 0x5aa5c33cu

/* Outputs become visible to whoever watches after about this many instructions, some tenths of a second. */
#define FLUSH_INTERVAL 100000000u

/* How far below the deepest run so far the harness's own functions may have written since. */
#define HARNESS_DEPTH 1024u

extern uint32_t harness_measure(void (*run)(void), uint64_t *before, uint64_t *after);
extern void harness_nothing(void);

/* The lowest word of the stack; from the linker script. */
extern uint32_t __stack_limit[];

#ifdef HARNESS_PROFILE
/* Stamps after each step of the latest run; what lies between two is the step and a constant, which an empty step finds. */
#define PROFILED_STEPS 1024u

extern void harness_stamp_to(uint64_t *sum);

static struct { uint64_t stamp; uint32_t step; } stamps[PROFILED_STEPS];
static uint32_t stamp_count;

__attribute__((noinline)) void measure_step(uint32_t step)
{
    if (stamp_count == PROFILED_STEPS)
        channel_fail("more steps than the harness can profile");
    stamps[stamp_count].step = step;
    harness_stamp_to(&stamps[stamp_count].stamp);
    stamp_count++;
}

static uint64_t between(uint32_t i)
{
    const uint64_t before = stamps[i].stamp, after = stamps[i + 1u].stamp;
    return (TIMER_COUNTS_DOWN ? before - after : after - before) / HARNESS_TIMER_SCALE;
}

void measure_prepare(void)
{
}

void measure_run(void (*run)(void))
{
    stamp_count = 0;
    timer_restart();
    measure_step(0);
    measure_step(0);
    run();
}

void measure_finish(void)
{
    for (uint32_t i = 1; i + 1u < stamp_count; i++) {
        text_number("step", stamps[i + 1u].step);
        text_number("cost", between(i) > between(0) ? between(i) - between(0) : 0u);
    }
}
#else
static uint64_t empty_cost;
static uint64_t since_flush;
static uint32_t deepest;
static uint32_t lowest;

/* The stack is compared as numbers: C knows no order between objects. Both functions must have no frame of their own. */
static inline __attribute__((always_inline)) void paint_from(uint32_t from)
{
    uint32_t sp;
#if defined(__riscv)
    __asm__ volatile("mv %0, sp" : "=r"(sp));
#else
    __asm__ volatile("mov %0, sp" : "=r"(sp));
#endif
    for (volatile uint32_t *at = (volatile uint32_t *)(uintptr_t)from; (uint32_t)(uintptr_t)at < sp; at++)
        *at = PAINT;
}

static uint32_t first_unpainted(void)
{
    const volatile uint32_t *at = __stack_limit;
    while (*at == PAINT)
        at++;
    return (uint32_t)(uintptr_t)at;
}

static inline __attribute__((always_inline)) uint64_t scaled_cost(void (*run)(void), uint32_t *sp)
{
    uint64_t before, after;
    timer_restart();
    *sp = harness_measure(run, &before, &after);
    return TIMER_COUNTS_DOWN ? before - after : after - before;
}

void measure_prepare(void)
{
    const uint32_t limit = (uint32_t)(uintptr_t)__stack_limit;
    uint32_t sp;
    empty_cost = scaled_cost(harness_nothing, &sp);
    lowest = limit + HARNESS_DEPTH;
}

void measure_run(void (*run)(void))
{
    const uint32_t limit = (uint32_t)(uintptr_t)__stack_limit;
    uint32_t sp;
    paint_from(lowest - limit > HARNESS_DEPTH ? lowest - HARNESS_DEPTH : limit);
    const uint64_t cost = scaled_cost(run, &sp) - empty_cost;
    const uint32_t touched = first_unpainted();
    if (touched == limit)
        channel_fail("the stack overflowed");
    if (cost % HARNESS_TIMER_SCALE != 0u)
        channel_fail("the timer is not exact");
    lowest = touched < sp ? touched : sp;
    if (sp - lowest > deepest)
        deepest = sp - lowest;
    text_number("instructions", cost / HARNESS_TIMER_SCALE);

    since_flush += cost / HARNESS_TIMER_SCALE;
    if (since_flush >= FLUSH_INTERVAL) {
        since_flush = 0;
        channel_flush();
    }
}

void measure_finish(void)
{
    text_number("stack", deepest);
}
#endif
