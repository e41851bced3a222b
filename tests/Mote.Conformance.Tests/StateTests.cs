using Mote.Core.Machine;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>Models with memory as generated C on this computer, as sequences and from fresh states: the interpreter's bytes.</summary>
public class StateTests
{
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
}
