/* Exact instruction counts: the emulator counts instructions as they retire. */
    .option arch, +zicsr

    /* a0: where the count goes. Uses no stack, so that the model's is measured; takes t0 to t2. */
    .macro stamp
0:  csrr t1, minstreth
    csrr t0, minstret
    csrr t2, minstreth
    bne t1, t2, 0b
    sw t0, 0(a0)
    sw t1, 4(a0)
    .endm

    /* uint32_t harness_measure(void (*run)(void), uint64_t *before, uint64_t *after): the stack pointer run was called with */
    .section .text.harness_measure, "ax", %progbits
    .global harness_measure
    .type harness_measure, %function
harness_measure:
    addi sp, sp, -16
    sw ra, 12(sp)
    sw s0, 8(sp)
    mv s0, a2
    mv t3, a0
    mv a0, a1
    stamp
    jalr t3
    mv a0, s0
    stamp
    mv a0, sp
    lw ra, 12(sp)
    lw s0, 8(sp)
    addi sp, sp, 16
    ret
    .size harness_measure, . - harness_measure

    /* void harness_stamp_to(uint64_t *count): a stamp for callers in C */
    .section .text.harness_stamp_to, "ax", %progbits
    .global harness_stamp_to
    .type harness_stamp_to, %function
harness_stamp_to:
    stamp
    ret
    .size harness_stamp_to, . - harness_stamp_to

    /* void harness_nothing(void): what an empty function costs is not counted */
    .section .text.harness_nothing, "ax", %progbits
    .global harness_nothing
    .type harness_nothing, %function
harness_nothing:
    ret
    .size harness_nothing, . - harness_nothing
