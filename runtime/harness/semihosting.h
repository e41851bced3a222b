/* Arm semihosting: files and the end of the program, served by the emulator on the machine that runs it. */
#ifndef HARNESS_SEMIHOSTING_H
#define HARNESS_SEMIHOSTING_H

#include <stdint.h>

enum {
    SEMIHOSTING_OPEN = 0x01,
    SEMIHOSTING_CLOSE = 0x02,
    SEMIHOSTING_WRITE = 0x05,
    SEMIHOSTING_READ = 0x06,
    SEMIHOSTING_EXIT_EXTENDED = 0x20
};

/* The modes are positions in ISO C's list "r", "rb", "r+", "r+b", "w", "wb" ... */
enum { SEMIHOSTING_READ_BINARY = 1, SEMIHOSTING_WRITE_BINARY = 5 };

#define SEMIHOSTING_APPLICATION_EXIT 0x20026u

#if defined(__riscv)
/* In assembler: the emulator knows the call by the instructions around it. */
extern int32_t harness_semihosting(uint32_t operation, const uint32_t *arguments);
#endif

static inline int32_t semihosting_call(uint32_t operation, const uint32_t *arguments)
{
#if defined(__riscv)
    return harness_semihosting(operation, arguments);
#else
    register uint32_t r0 __asm__("r0") = operation;
    register const uint32_t *r1 __asm__("r1") = arguments;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory", "cc");
    return (int32_t)r0;
#endif
}

/* A handle, or a negative number. */
static inline int32_t semihosting_open(const char *name, uint32_t name_bytes, uint32_t mode)
{
    const uint32_t arguments[3] = {(uint32_t)(uintptr_t)name, mode, name_bytes};
    return semihosting_call(SEMIHOSTING_OPEN, arguments);
}

static inline void semihosting_close(int32_t handle)
{
    const uint32_t arguments[1] = {(uint32_t)handle};
    (void)semihosting_call(SEMIHOSTING_CLOSE, arguments);
}

/* The number of bytes NOT written: 0 is success. */
static inline uint32_t semihosting_write(int32_t handle, const void *data, uint32_t bytes)
{
    const uint32_t arguments[3] = {(uint32_t)handle, (uint32_t)(uintptr_t)data, bytes};
    return (uint32_t)semihosting_call(SEMIHOSTING_WRITE, arguments);
}

/* The number of bytes NOT read: 0 is success. */
static inline uint32_t semihosting_read(int32_t handle, void *data, uint32_t bytes)
{
    const uint32_t arguments[3] = {(uint32_t)handle, (uint32_t)(uintptr_t)data, bytes};
    return (uint32_t)semihosting_call(SEMIHOSTING_READ, arguments);
}

static inline void __attribute__((noreturn)) semihosting_exit(uint32_t status)
{
    const uint32_t arguments[2] = {SEMIHOSTING_APPLICATION_EXIT, status};
    for (;;)
        (void)semihosting_call(SEMIHOSTING_EXIT_EXTENDED, arguments);
}

#endif
