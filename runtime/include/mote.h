/* What every kernel relies on, checked where it can be. */
#ifndef MOTE_H
#define MOTE_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#define MOTE_STATIC_ASSERT(condition, name) typedef char mote_assert_##name[(condition) ? 1 : -1]

MOTE_STATIC_ASSERT(CHAR_BIT == 8, bytes_have_eight_bits);
MOTE_STATIC_ASSERT((-1 >> 1) == -1, right_shifts_keep_the_sign);
MOTE_STATIC_ASSERT((int32_t)0xFFFFFFFFu == -1, integers_are_twos_complement);

#if defined(__GNUC__)
#define MOTE_NOINLINE __attribute__((noinline))
#define MOTE_ALWAYS_INLINE inline __attribute__((always_inline))
/* Hardly any of a model's work: short code rather than fast code. */
#define MOTE_COLD __attribute__((cold))
/* A body in assembler alone. Its callers must not conclude from it which registers it leaves alone. */
#if defined(__clang__)
#define MOTE_NAKED __attribute__((naked, noinline))
#else
#define MOTE_NAKED __attribute__((naked, noipa))
#endif
#define MOTE_UNUSED __attribute__((unused))
#else
#define MOTE_NOINLINE
#define MOTE_COLD
#define MOTE_ALWAYS_INLINE inline
#endif

/* A model that wants kernels specialised to its shapes defines MOTE_SPECIALISE; one that wants them shared does not. */
#if defined(MOTE_SPECIALISE)
#define MOTE_KERNEL static MOTE_ALWAYS_INLINE
#else
#define MOTE_KERNEL static MOTE_NOINLINE
#endif

/* Sums wrap modulo 2^32, here as in the definition. */
static inline int32_t mote_wrap(uint32_t value)
{
    return (int32_t)value;
}

/* a + b, likewise: what scales out of proportion make of a sum may be anywhere in 32 bits. */
static inline int32_t mote_add(int32_t a, int32_t b)
{
    return mote_wrap((uint32_t)a + (uint32_t)b);
}

static inline int32_t mote_min(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static inline int32_t mote_max(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The step-th of count things, from the last one on if so asked: a result may then lie over later bytes of its operand. */
static inline int32_t mote_turn(int32_t step, int32_t count, int32_t backward)
{
    return backward ? count - 1 - step : step;
}

static inline int8_t mote_clamp_to_s8(int32_t value, int32_t low, int32_t high)
{
    return (int8_t)mote_min(mote_max(value, low), high);
}

static inline int16_t mote_clamp_to_s16(int32_t value, int32_t low, int32_t high)
{
    return (int16_t)mote_min(mote_max(value, low), high);
}

#endif
