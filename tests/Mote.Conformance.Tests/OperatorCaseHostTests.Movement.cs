using Mote.Core.Machine;
using Mote.Formats.TfLite;
using Mote.Testing;
using Mote.Workflows;

namespace Mote.Conformance.Tests;

/// <summary>Movement, indexing, resizing and reductions: the emitted C gives the reference's outputs on this computer.</summary>
public class OperatorCaseHostMovementTests
{
    private static readonly string[] Groups =
    [
        "ARG_MAX", "ARG_MIN", "BATCH_TO_SPACE_ND", "BROADCAST_ARGS", "BROADCAST_TO", "CUMSUM", "DEPTH_TO_SPACE", "DYNAMIC_UPDATE_SLICE",
        "EMBEDDING_LOOKUP", "EXPAND_DIMS", "FILL", "GATHER", "GATHER_ND", "MIRROR_PAD", "PACK", "REDUCE_ALL", "REDUCE_MAX", "REDUCE_MIN",
        "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", "REVERSE_V2", "SHAPE", "SLICE", "SPACE_TO_BATCH_ND", "SPACE_TO_DEPTH", "SPLIT",
        "SPLIT_V",
        "SQUEEZE", "STRIDED_SLICE", "SUM", "TRANSPOSE", "UNPACK",
    ];

    /// <summary>Graphs whose outputs are not what a node computes.</summary>
    private static readonly string[] Graphs = ["graph_const_output", "graph_input_as_output"];

    [Fact]
    public void Emitted_code_equals_the_reference()
    {
        Assert.SkipUnless(OperatorCases.IsAvailable, OperatorCases.Missing);
        TargetsAtHand.Require("host");
        using var batch = new HostBatch();
        var goals = Enum.GetValues<OptimizeGoal>();
        var added = 0;
        var wrong = new List<string>();
        foreach (var name in OperatorCases.Names)
        {
            var @case = OperatorCases.Open(name);
            if (!Groups.Contains(@case.Group) && !Graphs.Contains(name)) continue;
            var inputs = Enumerable.Range(0, @case.Examples).SelectMany(@case.Input).ToArray();
            var graph = TfLiteReader.Read(@case.Model, name, name);
            var outputs = InterpreterRun.Outputs(graph, inputs, @case.Examples, TestContext.Current.CancellationToken);
            var size = outputs.Length / @case.Examples;
            for (var e = 0; e < @case.Examples; e++)
                if (@case.Difference(e, outputs.AsSpan(e * size, size)) is { } difference) wrong.Add($"{name}, example {e}: {difference}");
            batch.Add(graph, goals[added % goals.Length], optimize: added % 2 == 0, inputs, @case.Examples);
            added++;
        }
        // The interpreter against the reference here, the C against the interpreter bit for bit in the batch.
        Assert.Empty(wrong);
        Assert.Empty(batch.Run());
        Assert.True(added >= 150, $"{added} cases");
    }
}
