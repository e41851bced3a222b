using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Execution;
using Mote.Formats.TfLite;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>
/// Stored models with memory as generated C on this computer, as sequences and from fresh states: the interpreter must give the
/// reference's outputs, and the C the interpreter's bytes.
/// </summary>
public class RecurrentCaseHostTests
{
    [Fact]
    public void Recurrent_cases_agree()
    {
        TargetsAtHand.Require("host");
        Assert.SkipUnless(OperatorCases.IsAvailable, OperatorCases.Missing);
        using var sequences = new HostBatch();
        using var fresh = new HostBatch { ResetsBetweenExamples = true };
        var goals = Enum.GetValues<OptimizeGoal>();
        var (count, refused, wrong) = (0, new List<string>(), new List<string>());
        foreach (var name in OperatorCases.Names)
        {
            var @case = OperatorCases.Open(name);
            if (!(@case.Group is "SVDF" or "UNIDIRECTIONAL_SEQUENCE_LSTM" || @case.Group.StartsWith("VAR_HANDLE", StringComparison.Ordinal)
                || name.Contains("lstm", StringComparison.Ordinal))) continue;
            if (Read(@case.Model, name) is not { } graph)
            {
                refused.Add(name);
                continue;
            }
            Assert.NotEmpty(graph.States);
            var interpreter = new Interpreter(graph);
            for (var example = 0; example < @case.Examples; example++)
            {
                if (!@case.IsSequence) interpreter.Reset();
                if (@case.Difference(example, interpreter.Run(@case.Input(example))) is { } difference)
                    wrong.Add($"{name}, example {example}: {difference}");
            }
            var inputs = Enumerable.Range(0, @case.Examples).SelectMany(@case.Input).ToArray();
            foreach (var batch in (HostBatch[])[sequences, fresh])
                batch.Add(graph, goals[count % goals.Length], optimize: count % 2 == 0, inputs, @case.Examples);
            count++;
        }
        Assert.Empty(wrong);
        // Beside their memory, these have operators or types that may not be supported.
        Assert.Subset(new HashSet<string> { "graph_lstm_fc_i8", "variable_3_i16" }, refused.ToHashSet());
        Assert.True(count >= 38, $"{count} cases");
        Assert.Empty(sequences.Run());
        Assert.Empty(fresh.Run());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void States_are_kept_wherever_their_values_come_from(bool optimize)
    {
        TargetsAtHand.Require("host");
        using var sequences = new HostBatch();
        using var fresh = new HostBatch { ResetsBetweenExamples = true };
        var random = new RandomStream(3);
        foreach (var graph in StateSamples.All)
        {
            byte[] inputs = [.. Enumerable.Range(0, 5).SelectMany(_ => RandomTensors.Inputs(graph, random))];
            foreach (var batch in (HostBatch[])[sequences, fresh]) batch.Add(graph, OptimizeGoal.Balanced, optimize, inputs, 5);
        }
        Assert.Empty(sequences.Run());
        Assert.Empty(fresh.Run());
    }

    private static Graph? Read(byte[] model, string name)
    {
        try
        {
            return TfLiteReader.Read(model, name, name);
        }
        catch (MoteException)
        {
            return null;
        }
    }
}
