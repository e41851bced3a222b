using Mote.Core.Machine;
using Mote.Formats.TfLite;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>Number formats and matrix-like operators: the emitted C gives the reference's outputs on this computer.</summary>
public class OperatorCaseHostTypesTests
{
    public static TheoryData<string, int> Groups => new()
    {
        { "CONV_2D", 44 }, { "DEPTHWISE_CONV_2D", 32 }, { "FULLY_CONNECTED", 31 }, { "AVERAGE_POOL_2D", 14 }, { "MAX_POOL_2D", 18 },
        { "ADD", 30 }, { "MUL", 29 }, { "RELU", 1 }, { "RELU6", 12 }, { "SOFTMAX", 22 }, { "MEAN", 15 }, { "CONCATENATION", 8 }, { "PAD", 1 },
        { "PADV2", 1 }, { "RESHAPE", 12 }, { "QUANTIZE", 28 }, { "DEQUANTIZE", 3 },
        { "TRANSPOSE_CONV", 9 }, { "BATCH_MATMUL", 16 }, { "L2_POOL_2D", 2 },
    };

    [Theory]
    [MemberData(nameof(Groups))]
    public void Emitted_code_equals_the_reference(string group, int least)
    {
        Assert.SkipUnless(OperatorCases.IsAvailable, OperatorCases.Missing);
        TargetsAtHand.Require("host");
        using var batch = new HostBatch();
        var cases = OperatorCases.Names.Select(OperatorCases.Open).Where(c => c.Group == group).ToList();
        var wrong = new List<string>();
        foreach (var (@case, i) in cases.Select((c, i) => (c, i)))
        {
            var graph = TfLiteReader.Read(@case.Model, Path.GetFileName(@case.Directory), Path.GetFileName(@case.Directory));
            var inputs = Enumerable.Range(0, @case.Examples).SelectMany(@case.Input).ToArray();
            var outputs = batch.Add(graph, i % 2 == 0 ? OptimizeGoal.Speed : OptimizeGoal.Size, optimize: i % 3 != 0, inputs, @case.Examples);
            var size = outputs.Length / @case.Examples;
            for (var e = 0; e < @case.Examples; e++)
                if (@case.Difference(e, outputs.AsSpan(e * size, size)) is { } difference) wrong.Add($"{graph.Name}, example {e}: {difference}");
        }
        // The batch holds the C against the interpreter bit for bit; the interpreter has just been held against the reference.
        Assert.Empty(wrong);
        Assert.Empty(batch.Run());
        Assert.True(cases.Count >= least, $"{cases.Count} cases of {group}, {least} are expected");
    }
}
