using Mote.Targets.Build;
using Mote.Targets.Run;

namespace Mote.Targets.Tests;

/// <summary>The instruction counts are exact, not close.</summary>
public sealed class TimingTests
{
    /// <summary>ldr, ldr, ldr, [subs, bne] times x[0], ldr, lsls, subs, bx, x[1] nops; as many on RISC-V.</summary>
    private static readonly CSource[] LoopAndSled =
    [
        new(CSource.AdapterPath,
            """
            #include <stdint.h>
            #define HARNESS_INPUTS 1u
            #define HARNESS_OUTPUTS 0u
            uint32_t parameters[2] __attribute__((aligned(8)));
            static const uint32_t harness_input_bytes[] = {8u};
            static void *harness_input(uint32_t i) { (void)i; return parameters; }
            static void harness_reset(void) { }
            __attribute__((naked)) static void harness_invoke(void)
            {
            #if defined(__riscv)
                __asm__ volatile(".option norvc\n\t"
                                 ".option norelax\n\t"
                                 "lui t0, %hi(parameters)\n\t"
                                 "lw t1, %lo(parameters)(t0)\n\t"
                                 "lw t2, %lo(parameters + 4)(t0)\n"
                                 "0: addi t1, t1, -1\n\t"
                                 "bnez t1, 0b\n\t"
                                 "auipc t3, 0\n\t"
                                 "slli t2, t2, 2\n\t"
                                 "sub t3, t3, t2\n\t"
                                 "jr 816(t3)\n\t" /* 4 instructions and 200 nops behind auipc */
                                 ".rept 200\n\t"
                                 "nop\n\t"
                                 ".endr\n\t"
                                 "ret");
            #else
                __asm__ volatile(".syntax unified\n\t"
                                 "ldr r0, =parameters\n\t"
                                 "ldr r1, [r0, #0]\n\t"
                                 "ldr r2, [r0, #4]\n"
                                 "0: subs r1, r1, #1\n\t"
                                 "bne 0b\n\t"
                                 "ldr r3, =1f + 1\n\t"
                                 "lsls r2, r2, #1\n\t"
                                 "subs r3, r3, r2\n\t"
                                 "bx r3\n\t"
                                 ".rept 200\n\t"
                                 "nop\n\t"
                                 ".endr\n"
                                 "1: bx lr\n\t"
                                 ".ltorg");
            #endif
            }

            """),
    ];

    private static long Expected(uint loops, uint nops) => 3 + 2L * loops + 4 + nops;

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void Every_length_around_a_tick_is_exact(string target)
    {
        var lengths = Enumerable.Range(0, 200).Select(nops => (Loops: 1u, Nops: (uint)nops)).ToArray();
        AssertExact(target, lengths);
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void Long_and_random_lengths_are_exact(string target)
    {
        var random = new Random(20);
        var lengths = Enumerable.Range(0, 300)
            .Select(_ => (Loops: (uint)random.Next(1, 5000), Nops: (uint)random.Next(0, 200)))
            .Append((Loops: (1_000_003u - 7) / 2, Nops: 0u))
            .Append((Loops: 50_000_001u, Nops: 3u))
            .ToArray();
        AssertExact(target, lengths);
        Assert.Equal(1_000_003, Expected(lengths[^2].Loops, lengths[^2].Nops));
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void The_shortest_functions_are_exact(string target)
    {
        foreach (var length in (int[])[0, 1, 2, 3])
        {
            var adapter = $$"""
                #include <stdint.h>
                #define HARNESS_INPUTS 0u
                #define HARNESS_OUTPUTS 0u
                static void harness_reset(void) { }
                __attribute__((naked)) static void harness_invoke(void)
                {
                    __asm__ volatile(".rept {{length}}\n\tnop\n\t.endr\n\t{{(target == "rv32imc" ? "ret" : "bx lr")}}");
                }

                """;
            var result = Machine.BuildAndRun(target, [new CSource(CSource.AdapterPath, adapter)], [], 3);
            Assert.Equal([length, length, length], result.Instructions);
        }
    }

    /// <summary>An instruction is one however much it does, and whether or not its condition holds.</summary>
    [Theory]
    [InlineData("cortex-m4", "movs r0, #0; cmp r0, #1; itt eq; addeq r0, #1; addeq r0, #1; bx lr", 5)]
    [InlineData("cortex-m4", "ldr r2, =x; ldm r2, {r0, r1}; umlal r0, r1, r2, r2; smlad r0, r1, r2, r0; vmov.f32 s0, #1.0; vfma.f32 s0, s0, s0; bx lr", 6)]
    [InlineData("cortex-m0plus", "push {r4-r7, lr}; ldr r2, =x; ldm r2!, {r0, r1, r4}; muls r0, r1; pop {r4-r7, pc}", 4)]
    [InlineData("cortex-m55", "push {r4, lr}; movs r1, #100; dls lr, r1; 0: vadd.i32 q0, q0, q0; le lr, 0b; pop {r4, pc}", 203)]
    [InlineData("cortex-m55", "push {r4, lr}; movs r1, #100; ldr r2, =x; dlstp.8 lr, r1; 0: vldrb.u8 q0, [r2]; letp lr, 0b; pop {r4, pc}", 18)]
    public void What_an_instruction_does_makes_no_difference(string target, string code, int expected)
    {
        var adapter = $$"""
            #include <stdint.h>
            #define HARNESS_INPUTS 0u
            #define HARNESS_OUTPUTS 0u
            uint32_t x[4];
            static void harness_reset(void) { }
            __attribute__((naked)) static void harness_invoke(void)
            {
                __asm__ volatile(".syntax unified\n\t{{code}}; .ltorg");
            }

            """;
        Assert.Equal([expected], Machine.BuildAndRun(target, [new CSource(CSource.AdapterPath, adapter)], [], 1).Instructions);
    }

    private static void AssertExact(string target, (uint Loops, uint Nops)[] lengths)
    {
        using var program = Machine.Build(target, LoopAndSled);
        var inputs = TargetNames.Words([.. lengths.SelectMany(length => (uint[])[length.Loops, length.Nops])]);
        var result = Machine.Run(program, inputs, lengths.Length, new RunOptions(Processes: 2));
        Assert.Equal(lengths.Select(length => Expected(length.Loops, length.Nops)), result.Instructions);
    }
}
