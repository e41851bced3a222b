/* Any exception is a fault: says which, where and why, and ends the program. */
#include "channel.h"
#include "device_registers.h"
#include "text.h"

extern uint32_t __stack_top[];
extern uint8_t __ram_start[];
extern uint8_t __ram_end[];

extern void harness_fault(void);
void harness_report_fault(const uint32_t *frame, uint32_t exception) __attribute__((noreturn, used));

/* The stack may be what is broken: continue on a fresh one. */
__attribute__((naked)) void harness_fault(void)
{
    __asm__ volatile(".syntax unified\n\t"
                     "mrs r0, msp\n\t"
                     "mrs r1, ipsr\n\t"
                     "ldr r2, =__stack_top\n\t"
                     "mov sp, r2\n\t"
                     "ldr r2, =harness_report_fault\n\t"
                     "bx r2\n\t"
                     ".ltorg");
}

static const char *kind_of(uint32_t exception)
{
    static const char *const kinds[] = {"NMI", "HardFault", "MemManage", "BusFault", "UsageFault", "SecureFault"};
    return exception >= 2u && exception < 8u ? kinds[exception - 2u] : "exception";
}

static void field(const char *name, uint32_t value)
{
    text_string(" ");
    text_string(name);
    text_string("=");
    text_hex(value);
}

void harness_report_fault(const uint32_t *frame, uint32_t exception)
{
    const uint32_t at = (uint32_t)(uintptr_t)frame;
    const uint32_t status = DEVICE_CFSR;
    text_string("fault=");
    text_string(kind_of(exception));
    if (at >= (uint32_t)(uintptr_t)__ram_start && at + 32u <= (uint32_t)(uintptr_t)__ram_end) {
        field("pc", frame[6]);
        field("lr", frame[5]);
    } else {
        text_string(" nostack"); /* the core could not leave the registers on it */
    }
    field("cfsr", status);
    field("hfsr", DEVICE_HFSR);
    if ((status & (1u << 7)) != 0u)
        field("address", DEVICE_MMFAR);
    else if ((status & (1u << 15)) != 0u)
        field("address", DEVICE_BFAR);
    text_string("\n");
    channel_exit(1);
}
