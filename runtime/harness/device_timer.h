/* The timer of the emulated board that stamps read. Both are restarted before a run, so that they do not wrap within it. */
#ifndef HARNESS_DEVICE_TIMER_H
#define HARNESS_DEVICE_TIMER_H

#include <stdint.h>

#define TIMER_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

#if defined(HARNESS_TIMER_CMSDK)

/* CMSDK APB timer: 32 bits, counts down. */
#define TIMER_COUNTS_DOWN 1

static inline void timer_restart(void)
{
    TIMER_REGISTER(HARNESS_TIMER_BASE + 0x0u) = 0u;           /* CTRL: stop */
    TIMER_REGISTER(HARNESS_TIMER_BASE + 0x8u) = 0xffffffffu;  /* RELOAD */
    TIMER_REGISTER(HARNESS_TIMER_BASE + 0x4u) = 0xffffffffu;  /* VALUE */
    TIMER_REGISTER(HARNESS_TIMER_BASE + 0x0u) = 1u;           /* CTRL: count */
}

#elif defined(HARNESS_TIMER_SSE)

/* System counter of the SSE-300 subsystem: 64 bits (the low half is read), counts up. */
#define TIMER_COUNTS_DOWN 0

static inline void timer_restart(void)
{
    TIMER_REGISTER(HARNESS_TIMER_BASE + 0x0u) = 0u;  /* CNTCR: stop */
    TIMER_REGISTER(HARNESS_TIMER_BASE + 0x8u) = 0u;  /* CNTCV, low half */
    TIMER_REGISTER(HARNESS_TIMER_BASE + 0xcu) = 0u;  /* CNTCV, high half */
    TIMER_REGISTER(HARNESS_TIMER_BASE + 0x0u) = 1u;  /* CNTCR: count */
}

#elif defined(HARNESS_TIMER_INSTRET)

/* RISC-V's counter of retired instructions needs no driving. */
#define TIMER_COUNTS_DOWN 0

static inline void timer_restart(void)
{
}

#else
#error "No timer is known for this target"
#endif

#endif
