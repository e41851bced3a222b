using Mote.Targets.Run;

namespace Mote.Targets.Tests;

public sealed class RunningTests
{
    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void The_outputs_are_those_of_the_model(string target)
    {
        byte[] inputs = [1, 2, 3, 255, 10, 20, 30, 40];
        var result = Machine.BuildAndRun(target, TestModels.Increment(4), inputs, 2);
        Assert.Equal([2, 3, 4, 0, 11, 21, 31, 41], result.Outputs);
        Assert.Empty(result.Trace);
    }

    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void How_examples_are_split_makes_no_difference(string target)
    {
        using var program = Machine.Build(target, TestModels.Increment(3));
        byte[] inputs = [.. Enumerable.Range(0, 3 * 7).Select(i => (byte)(i * 5))];
        var whole = Machine.Run(program, inputs, 7, new RunOptions(Processes: 1));
        var split = Machine.Run(program, inputs, 7, new RunOptions(Processes: 3));
        Assert.Equal(whole.Outputs, split.Outputs);
        Assert.Equal(whole.Instructions, split.Instructions);
        Assert.Equal(whole.StackBytes, split.StackBytes);
        Assert.Equal(TargetTable.Find(target).IsHost ? 0 : 7, whole.Instructions.Length);
    }

    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void Only_a_sequence_keeps_state(string target)
    {
        using var program = Machine.Build(target, TestModels.Counting);
        Assert.Equal([10, 20, 30], Machine.Run(program, [10, 20, 30], 3).Outputs);
        Assert.Equal([10, 21, 32], Machine.Run(program, [10, 20, 30], 3, new RunOptions(Sequence: true)).Outputs);
    }

    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void A_trace_build_tells_of_every_step(string target)
    {
        using var program = Machine.Build(target, TestModels.Counting, trace: true);
        var result = Machine.Run(program, [10, 20, 30], 3, new RunOptions(Processes: 2));
        Assert.Equal([10, 20, 30], result.Outputs);
        Assert.Empty(result.Instructions);
        Assert.Equal(
            [(0, 0, 10), (0, 7, 10), (1, 0, 20), (1, 7, 20), (2, 0, 30), (2, 7, 30)],
            result.Trace.Select(record => (record.Example, record.Step, (int)record.Data.Span[0])));
    }

    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void Outputs_larger_than_the_buffer_arrive_whole(string target)
    {
        const int bytes = 100_003;
        byte[] inputs = [.. Enumerable.Range(0, 2 * bytes).Select(i => (byte)(i * 7 >> 3))];
        using var program = Machine.Build(target, TestModels.Increment(bytes));
        var result = Machine.Run(program, inputs, 2, new RunOptions(Processes: 1));
        Assert.Equal(inputs.Select(x => (byte)(x + 1)), result.Outputs);
    }

    [Theory]
    [MemberData(nameof(TargetNames.All), MemberType = typeof(TargetNames))]
    public void The_C_library_is_there_and_weighs_in_the_model(string target)
    {
        const string statement = """
            uint8_t copy[64];
            memcpy(copy, table + x[0], sizeof copy);
            const float power = expf((float)copy[x[1]]);
            const uint64_t quotient = 10000000006u / (uint64_t)x[1];
            y[0] = (uint8_t)(int32_t)power;
            y[1] = (uint8_t)(quotient & 255u);
            """;
        const string declarations = "#include <math.h>\n#include <string.h>\nstatic uint8_t table[300] = {0, 0, 0, 0, 3};\n";
        using var empty = Machine.BuildEmpty(target);
        using var program = Machine.Build(target, [TestModels.Adapter(2, 2, statement, declarations)]);
        // e to the power of 3; (10^10 + 6) / 2 is 0x12a05f203.
        Assert.Equal([20, 0x03], Machine.Run(program, [2, 2], 1).Outputs);
        if (!TargetTable.Find(target).IsHost)
            Assert.InRange(program.Size.Beyond(empty.Size).FlashBytes, 600, 10_000);
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void The_memory_is_as_large_as_the_layout_says(string target)
    {
        // The last words of code and variables are used, so that a hole in the board's memory would show.
        var memory = TargetNames.Memory(target);
        var constants = (memory.Code.Bytes - 8192) / 4;
        var variables = (memory.Variables.Bytes - 4096) / 4;
        var sources = TestModels.Doing(
            $"variables[0] = 1u; variables[{variables - 1}u] = constants[last];\n"
            + $"if (variables[{variables - 1}u] == 77u && variables[0] == 1u)",
            $"""
             static volatile uint32_t last = {constants - 1}u;
             static const uint32_t constants[{constants}] = {"{"}[0] = 1u, [{constants - 1}] = 77u{"}"};
             static volatile uint32_t variables[{variables}];
             """);
        using var program = Machine.Build(target, sources);
        Assert.Equal([5], Machine.Run(program, [5], 1).Outputs);
        Assert.InRange(program.Size.FlashBytes, constants * 4, memory.Code.Bytes);
        Assert.InRange(program.Size.RamBytes, variables * 4, memory.Variables.Bytes);
    }

    [Theory]
    [MemberData(nameof(TargetNames.Devices), MemberType = typeof(TargetNames))]
    public void Progress_never_goes_back_and_ends_at_all(string target)
    {
        var seen = new List<RunProgress>();
        using var program = Machine.Build(target, TestModels.Increment(1));
        Machine.Run(program, [1, 2, 3, 4], 4, new RunOptions(Progress: seen.Add));
        Assert.Equal(new RunProgress(4, 4), seen[^1]);
        Assert.Equal(seen.Select(progress => progress.Done).Distinct().Order(), seen.Select(progress => progress.Done));
    }
}
