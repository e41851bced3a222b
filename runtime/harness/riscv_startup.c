/* From reset to main on RISC-V, in machine mode: memory protection, the trap handler, .data and .bss. */
#include <stdint.h>

/* From the linker script. */
extern uint8_t __flash_start[];
extern uint8_t __flash_end[];
extern uint8_t __ram_start[];
extern uint8_t __ram_end[];
extern uint32_t __stack_top[];
extern uint32_t __data_load[];
extern uint32_t __data_start[];
extern uint32_t __data_end[];
extern uint32_t __bss_start[];
extern uint32_t __bss_end[];

extern int main(void);
extern void harness_trap(void);
void harness_reset_handler(void) __attribute__((noreturn, naked, section(".vectors"), used));
void harness_start(void) __attribute__((noreturn, used));

/* The first address of memory is where the core starts. */
void harness_reset_handler(void)
{
    __asm__ volatile("la sp, __stack_top\n\t"
                     "la t0, harness_start\n\t"
                     "jr t0");
}

#define WRITE_REGISTER(name, value) \
    __asm__ volatile(".option push\n\t.option arch, +zicsr\n\tcsrw " #name ", %0\n\t.option pop" : : "r"(value) : "memory")

/* A naturally aligned power of two, as the protection unit encodes it. */
static inline uint32_t aligned_region(const uint8_t *start, const uint8_t *end)
{
    const uint32_t bytes = (uint32_t)(end - start);
    return ((uint32_t)(uintptr_t)start >> 2) | ((bytes >> 3) - 1u);
}

/*
 * Flash can be read and executed, RAM read and written, and nothing else be touched; the first entry that matches decides, and locked
 * entries hold for machine mode.
 */
static inline void protect_memory(void)
{
    const uint32_t locked = 0x80u, aligned = 0x18u, read = 1u, write = 2u, execute = 4u;
    WRITE_REGISTER(pmpaddr0, aligned_region(__flash_start, __flash_end));
    WRITE_REGISTER(pmpaddr1, aligned_region(__ram_start, __ram_end));
    WRITE_REGISTER(pmpaddr2, 0xffffffffu);
    WRITE_REGISTER(pmpcfg0, (locked | aligned | read | execute) | (locked | aligned | read | write) << 8 | (locked | aligned) << 16);
}

void harness_start(void)
{
    const volatile uint32_t *from = __data_load;
    for (volatile uint32_t *to = __data_start; to != __data_end;)
        *to++ = *from++;
    for (volatile uint32_t *to = __bss_start; to != __bss_end;)
        *to++ = 0;

    WRITE_REGISTER(mtvec, (uint32_t)(uintptr_t)harness_trap);
    protect_memory();
    (void)main();
    for (;;) {
    }
}
