/* From reset to main: memory protection, floating point, .data and .bss. */
#include "device_registers.h"

#include <stdint.h>

/* From the linker script. */
extern uint32_t __stack_top[];
extern uint32_t __data_load[];
extern uint32_t __data_start[];
extern uint32_t __data_end[];
extern uint32_t __bss_start[];
extern uint32_t __bss_end[];

extern int main(void);
extern void harness_fault(void);
void harness_reset_handler(void) __attribute__((noreturn));

/* No interrupt is ever enabled: the system exceptions are all there is, and all but reset are faults. */
typedef union {
    uint32_t *stack;
    void (*handler)(void);
} vector;

static const vector vectors[16] __attribute__((section(".vectors"), used)) = {
    {.stack = __stack_top},       {.handler = harness_reset_handler}, {.handler = harness_fault}, {.handler = harness_fault},
    {.handler = harness_fault},   {.handler = harness_fault},         {.handler = harness_fault}, {.handler = harness_fault},
    {.handler = harness_fault},   {.handler = harness_fault},         {.handler = harness_fault}, {.handler = harness_fault},
    {.handler = harness_fault},   {.handler = harness_fault},         {.handler = harness_fault}, {.handler = harness_fault},
};

void harness_reset_handler(void)
{
    const volatile uint32_t *from = __data_load;
    for (volatile uint32_t *to = __data_start; to != __data_end;)
        *to++ = *from++;
    for (volatile uint32_t *to = __bss_start; to != __bss_end;)
        *to++ = 0;

    device_protect_memory();
    device_enable_extensions();
    (void)main();
    for (;;) {
    }
}
