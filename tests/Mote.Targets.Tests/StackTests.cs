using Mote.Targets.Build;

namespace Mote.Targets.Tests;

public sealed class StackTests
{
    /// <summary>A leaf without a frame: only assembly is sure to be one.</summary>
    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void Exactly_what_is_pushed_is_counted(string target)
    {
        foreach (var registers in (int[])[0, 2, 4])
        {
            var names = string.Join(", ", Enumerable.Range(4, registers).Select(i => $"r{i}"));
            var stored = string.Concat(Enumerable.Range(0, registers).Select(i => $"sw s{i}, {4 * i}(sp)\\n\\t"));
            var body = target == "rv32imc" ? $"addi sp, sp, -{4 * registers}\\n\\t{stored}addi sp, sp, {4 * registers}\\n\\tret"
                : registers == 0 ? "bx lr" : $"push {{{names}}}\\n\\tpop {{{names}}}\\n\\tbx lr";
            var adapter = $$"""
                #include <stdint.h>
                #define HARNESS_INPUTS 0u
                #define HARNESS_OUTPUTS 0u
                static void harness_reset(void) { }
                __attribute__((naked)) static void harness_invoke(void) { __asm__ volatile("{{body}}"); }

                """;
            var result = Machine.BuildAndRun(target, [new CSource(CSource.AdapterPath, adapter)], [], 2);
            Assert.Equal(4 * registers, result.StackBytes);
        }
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void A_large_array_shows_whichever_example_needs_it(string target)
    {
        const string declarations = """
            static __attribute__((noinline)) void large(void)
            {
                volatile uint8_t array[10000];
                for (uint32_t i = 0; i < sizeof array; i++)
                    array[i] = (uint8_t)i;
            }
            """;
        using var program = Machine.Build(target, TestModels.Doing("if (x[0] == 1u) large();", declarations));
        Assert.InRange(Machine.Run(program, [0, 1, 0], 3).StackBytes!.Value, 10_000, 10_100);
        Assert.InRange(Machine.Run(program, [0, 0], 2).StackBytes!.Value, 0, 100);
    }

    [Fact]
    public void The_host_does_not_measure_it() =>
        Assert.Null(Machine.BuildAndRun("host", TestModels.Increment(1), [1], 1).StackBytes);
}
