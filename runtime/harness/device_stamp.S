/*
 * Exact instruction counts out of a coarse timer. The emulator lets one instruction take one nanosecond; the timer ticks
 * every HARNESS_TIMER_TICK / HARNESS_TIMER_SCALE of them (40/1 or 125/4). A stamp is the SUM of HARNESS_TIMER_TICK reads,
 * taken exactly SPACING instructions apart, SPACING having no divisor in common with the tick: the reads then fall on
 * every phase of the tick once, and
 *     sum over i of floor(scale * (t + spacing * i) / tick) = scale * t + a constant,
 * so that the difference of two stamps is scale * (instructions between them), to the instruction.
 */
    .syntax unified
    .thumb

    /* r0: where the sum goes. Uses no stack, so that the model's is measured; takes r1 to r7. */
    .section .text.harness_stamp, "ax", %progbits
    .thumb_func
    .type harness_stamp, %function
harness_stamp:
    ldr r1, =HARNESS_TIMER_COUNT
    movs r2, #0
    movs r3, #0
    movs r4, #0
    movs r5, #HARNESS_TIMER_TICK
0:  ldr r6, [r1]                /* SPACING = 7 instructions from here ... */
    adds r2, r2, r6
    adcs r3, r3, r4
    nop
    nop
    subs r5, r5, #1
    bne 0b                      /* ... to here */
    str r2, [r0]
    str r3, [r0, #4]
    bx lr
    .ltorg
    .size harness_stamp, . - harness_stamp

    /* uint32_t harness_measure(void (*run)(void), uint64_t *before, uint64_t *after): the stack pointer run was called with */
    .section .text.harness_measure, "ax", %progbits
    .global harness_measure
    .thumb_func
    .type harness_measure, %function
harness_measure:
    push {r4, r5, r6, r7, lr}
    mov r4, r8
    mov r5, r9
    push {r3, r4, r5}           /* r3 keeps the stack aligned to 8 bytes */
    mov r8, r0
    mov r9, r2
    mov r0, r1
    bl harness_stamp
    blx r8
    mov r0, r9
    bl harness_stamp
    mov r0, sp
    pop {r3, r4, r5}
    mov r8, r4
    mov r9, r5
    pop {r4, r5, r6, r7, pc}
    .size harness_measure, . - harness_measure

    /* void harness_stamp_to(uint64_t *sum): a stamp for callers in C */
    .section .text.harness_stamp_to, "ax", %progbits
    .global harness_stamp_to
    .thumb_func
    .type harness_stamp_to, %function
harness_stamp_to:
    push {r4, r5, r6, r7, lr}
    bl harness_stamp
    pop {r4, r5, r6, r7, pc}
    .size harness_stamp_to, . - harness_stamp_to

    /* void harness_nothing(void): what an empty function costs is not counted */
    .section .text.harness_nothing, "ax", %progbits
    .global harness_nothing
    .thumb_func
    .type harness_nothing, %function
harness_nothing:
    bx lr
    .size harness_nothing, . - harness_nothing
