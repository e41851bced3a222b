using Mote.Core.Diagnostics;
using Mote.Targets.Run;

namespace Mote.Targets.Tests;

public sealed class FaultTests
{
    private static string MessageOf(string target, string statement, string declarations = "")
    {
        using var program = Machine.Build(target, TestModels.Doing(statement, declarations));
        var exception = Assert.Throws<MoteException>(() => Machine.Run(program, [0, 0, 1, 0], 4, new RunOptions(Processes: 1)));
        Assert.Equal("MOTE0405", exception.Diagnostics[0].Code);
        return exception.Diagnostics[0].Message;
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void A_null_pointer_faults(string target)
    {
        var read = MessageOf(target, "if (x[0] == 1u) broken();",
            "static uint8_t *volatile pointer;\n"
            + "static __attribute__((noinline)) void broken(void) { y[0] = *pointer; }");
        Assert.Contains("example 2", read);
        Assert.Contains("memory that is not the program's at 0x00000000 in broken", read);
        Assert.Contains("at 0x00000004", MessageOf(target, "if (x[0] == 1u) pointer[4] = 1;", "static uint8_t *volatile pointer;"));
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void A_call_of_nothing_faults_and_names_the_caller(string target)
    {
        var message = MessageOf(target, "if (x[0] == 1u) caller();",
            "static void (*volatile callee)(void); static __attribute__((noinline)) void caller(void) { callee(); y[0] = 1u; }");
        Assert.Contains("memory that is not code", message);
        Assert.Contains("called from caller", message);
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void A_write_to_a_constant_faults(string target) =>
        Assert.Contains("memory that is not the program's", MessageOf(
            target, "if (x[0] == 1u) *(volatile uint32_t *)(uintptr_t)&constants[y[0]] = 1u;", "static const uint32_t constants[4] = {3u};"));

    [Theory]
    [InlineData("cortex-m0plus", true)]
    [InlineData("cortex-m4", false)]
    [InlineData("cortex-m7", false)]
    [InlineData("cortex-m33", false)]
    [InlineData("cortex-m55", false)]
    [InlineData("rv32imc", false)]
    public void An_unaligned_access_faults_where_the_core_cannot_do_it(string target, bool faults)
    {
        const string declarations = "static uint32_t words[2]; static volatile uintptr_t offset = 1u;";
        const string statement = "*(volatile uint32_t *)((uintptr_t)words + offset) = 3u;";
        if (faults)
        {
            Assert.Contains("unaligned access", MessageOf(target, statement, declarations));
            return;
        }

        Assert.Equal([9], Machine.BuildAndRun(target, TestModels.Doing(statement, declarations), [9], 1).Outputs);
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void An_undefined_instruction_faults(string target) =>
        Assert.Contains("undefined instruction", MessageOf(
            target, $"if (x[0] == 1u) __asm__ volatile(\".short {(target == "rv32imc" ? "0" : "0xde00")}\");"));

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void Endless_recursion_faults(string target) =>
        Assert.Contains($"example 2: {(target == "rv32imc" ? "trap" : "HardFault")}: stack overflow", MessageOf(target, "if (x[0] == 1u) y[0] = dig(3);",
            """
            static volatile uint8_t deeper = 1u;
            static uint8_t dig(uint8_t depth)
            {
                volatile uint8_t frame[512];
                for (uint32_t i = 0; i < sizeof frame; i++)
                    frame[i] = depth;
                if (deeper == 0u)
                    return depth;
                return (uint8_t)(dig((uint8_t)(frame[depth] | 1u)) + frame[3]);
            }
            """));

    [Fact]
    public void A_crash_on_the_host_names_the_signal() =>
        Assert.Contains("segmentation fault", MessageOf("host", "*pointer = 1;", "static volatile uint8_t *volatile pointer;"));

    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void A_hang_ends_with_the_figures(string target)
    {
        using var program = Machine.Build(target, TestModels.Doing("while (stuck != 0u) { }", "static volatile uint8_t stuck = 1u;"));
        var options = new RunOptions(Timeout: TimeSpan.FromSeconds(1));
        var exception = Assert.Throws<MoteException>(() => Machine.Run(program, [0, 0, 0], 3, options));
        Assert.Equal("MOTE0406", exception.Diagnostics[0].Code);
        Assert.Contains("after 1 s, with 0 of 3 examples", exception.Diagnostics[0].Message);
    }

    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void A_run_can_be_cancelled(string target)
    {
        using var program = Machine.Build(target, TestModels.Doing("while (stuck != 0u) { }", "static volatile uint8_t stuck = 1u;"));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.ThrowsAny<OperationCanceledException>(
            () => TargetRunner.Run(program, new byte[2], 2, new RunOptions(), cancellation.Token));
    }
}
