/* The system registers of an M-profile core that the harness writes. */
#ifndef HARNESS_DEVICE_REGISTERS_H
#define HARNESS_DEVICE_REGISTERS_H

#include <stdint.h>

#define DEVICE_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define DEVICE_CCR DEVICE_REGISTER(0xe000ed14u)
#define DEVICE_CFSR DEVICE_REGISTER(0xe000ed28u)
#define DEVICE_HFSR DEVICE_REGISTER(0xe000ed2cu)
#define DEVICE_MMFAR DEVICE_REGISTER(0xe000ed34u)
#define DEVICE_BFAR DEVICE_REGISTER(0xe000ed38u)
#define DEVICE_CPACR DEVICE_REGISTER(0xe000ed88u)
#define DEVICE_MPU_CTRL DEVICE_REGISTER(0xe000ed94u)
#define DEVICE_MPU_RNR DEVICE_REGISTER(0xe000ed98u)
#define DEVICE_MPU_RBAR DEVICE_REGISTER(0xe000ed9cu)
#define DEVICE_MPU_RASR DEVICE_REGISTER(0xe000eda0u) /* Armv6-M and Armv7-M */
#define DEVICE_MPU_RLAR DEVICE_REGISTER(0xe000eda0u) /* Armv8-M */
#define DEVICE_MPU_MAIR0 DEVICE_REGISTER(0xe000edc0u)

#define DEVICE_CCR_UNALIGN_TRP (1u << 3)
#define DEVICE_CCR_DIV_0_TRP (1u << 4)
#define DEVICE_CCR_LOB (1u << 19)

/* From the linker script. */
extern uint8_t __flash_start[];
extern uint8_t __flash_end[];
extern uint8_t __ram_start[];
extern uint8_t __ram_end[];

#define DEVICE_PERIPHERALS_START 0x40000000u
#define DEVICE_PERIPHERALS_BYTES 0x20000000u

static inline void device_barrier(void)
{
    __asm__ volatile("dsb\n\tisb" ::: "memory");
}

#if defined(HARNESS_MPU_V8)

static inline void device_region(uint32_t number, uint32_t start, uint32_t end, uint32_t attributes, uint32_t memory)
{
    DEVICE_MPU_RNR = number;
    DEVICE_MPU_RBAR = start | attributes;
    DEVICE_MPU_RLAR = ((end - 1u) & ~31u) | (memory << 1) | 1u;
}

#elif defined(HARNESS_MPU_V7)

/* Regions are powers of two in size, and aligned to it. */
static inline void device_region(uint32_t number, uint32_t start, uint32_t bytes, uint32_t attributes)
{
    uint32_t size = 0;
    while ((2u << size) < bytes)
        size++;
    DEVICE_MPU_RNR = number;
    DEVICE_MPU_RBAR = start;
    DEVICE_MPU_RASR = attributes | (size << 1) | 1u;
}

#else
#error "The target's memory protection is not known"
#endif

/*
 * Flash can be read and executed, RAM read and written, and nothing else be touched: a null pointer, a write to a constant or
 * a stray address is then a fault on every target. The vectors at address 0 are read by the core alone.
 */
static inline void device_protect_memory(void)
{
    const uint32_t flash = (uint32_t)(uintptr_t)__flash_start;
    const uint32_t ram = (uint32_t)(uintptr_t)__ram_start;
#if defined(HARNESS_MPU_V8)
    DEVICE_MPU_MAIR0 = 0x00ffu; /* memory 0: normal, cached; memory 1: device */
    device_region(0, flash, (uint32_t)(uintptr_t)__flash_end, 2u << 1, 0);
    device_region(1, ram, (uint32_t)(uintptr_t)__ram_end, 1u, 0);
    device_region(2, DEVICE_PERIPHERALS_START, DEVICE_PERIPHERALS_START + DEVICE_PERIPHERALS_BYTES, 1u, 1);
#else
    const uint32_t read_only = (6u << 24) | (1u << 17);
    const uint32_t read_write = (1u << 28) | (3u << 24) | (1u << 17);
    const uint32_t device = (1u << 28) | (3u << 24) | (1u << 16);
    const uint32_t untouchable = 1u << 28;
    device_region(0, flash, (uint32_t)(__flash_end - __flash_start), read_only);
    device_region(1, ram, (uint32_t)(__ram_end - __ram_start), read_write);
    device_region(2, DEVICE_PERIPHERALS_START, DEVICE_PERIPHERALS_BYTES, device);
    device_region(3, 0u, 1024u, untouchable); /* the highest region that matches wins */
#endif
    DEVICE_MPU_CTRL = 1u;
    device_barrier();
}

static inline void device_enable_extensions(void)
{
#if defined(__ARM_FP) || defined(__ARM_FEATURE_MVE)
    DEVICE_CPACR |= 0xfu << 20;
#endif
#if defined(__ARM_ARCH_6M__)
    /* This code runs on an Armv7-M core: let it refuse what an Armv6-M core would refuse. */
    DEVICE_CCR |= DEVICE_CCR_UNALIGN_TRP;
#endif
#if defined(__ARM_FEATURE_MVE)
    DEVICE_CCR |= DEVICE_CCR_LOB;
#endif
    device_barrier();
}

#endif
