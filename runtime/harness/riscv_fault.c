/* Any trap is a fault: says which, where and why, and ends the program. */
#include "channel.h"
#include "text.h"

#include <stdint.h>

extern uint8_t __ram_start[];
extern uint8_t __ram_end[];

extern void harness_trap(void);
void harness_report_trap(uint32_t sp, uint32_t ra) __attribute__((noreturn, used));

/* The stack may be what is broken: continue on a fresh one. The handler's address is a multiple of 4. */
__attribute__((naked, aligned(4))) void harness_trap(void)
{
    __asm__ volatile("mv a0, sp\n\t"
                     "mv a1, ra\n\t"
                     "la sp, __stack_top\n\t"
                     "j harness_report_trap");
}

#define READ_REGISTER(name, value) \
    __asm__ volatile(".option push\n\t.option arch, +zicsr\n\tcsrr %0, " #name "\n\t.option pop" : "=r"(value))

static void field(const char *name, uint32_t value)
{
    text_string(" ");
    text_string(name);
    text_string("=");
    text_hex(value);
}

void harness_report_trap(uint32_t sp, uint32_t ra)
{
    uint32_t cause, pc, address;
    READ_REGISTER(mcause, cause);
    READ_REGISTER(mepc, pc);
    READ_REGISTER(mtval, address);
    text_string("fault=trap");
    if (sp < (uint32_t)(uintptr_t)__ram_start || sp > (uint32_t)(uintptr_t)__ram_end)
        text_string(" nostack");
    field("pc", pc);
    field("lr", ra);
    field("mcause", cause);
    field("address", address);
    text_string("\n");
    channel_exit(1);
}
