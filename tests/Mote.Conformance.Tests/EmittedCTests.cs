using System.Runtime.InteropServices;
using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Machine;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Conformance.Tests;

/// <summary>Generated C against the interpreter on this computer, under sanitizers, bit for bit.</summary>
public class EmittedCTests
{
    private const int Examples = 4;

    public static TheoryData<string> Operators => [.. Core.Ops.OpCatalog.Prototypes.Select(Core.Ops.OpCatalog.Name)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_sample_of_an_operator_agrees(string op)
    {
        TargetsAtHand.Require("host");
        var samples = OpSamples.Of(Core.Ops.OpCatalog.Prototypes.Single(p => Core.Ops.OpCatalog.Name(p) == op));
        using var batch = new HostBatch();
        var goals = Enum.GetValues<OptimizeGoal>();
        foreach (var (graph, i) in samples.Select((g, i) => (g, i)))
            batch.Add(graph, goals[i % goals.Length], optimize: i % 2 == 0, Inputs(graph, (ulong)i), Examples);
        Assert.Empty(batch.Run());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_graphs_agree(int part)
    {
        TargetsAtHand.Require("host");
        var (count, compiled) = (TestScope.All ? 250 : 30, 0);
        using var batch = new HostBatch();
        var goals = Enum.GetValues<OptimizeGoal>();
        for (var i = 0; i < count; i++)
        {
            var graph = GraphGenerator.Create((ulong)(90_000 + part * 1000 + i));
            try
            {
                batch.Add(graph, goals[i % goals.Length], optimize: i % 3 != 0, Inputs(graph, (ulong)i), Examples);
                compiled++;
            }
            catch (MoteException e) when (e.Diagnostics[0].Code == "MOTE0303")
            {
                // Five nested loops are for the interpreter alone, and it was said so.
            }
        }
        Assert.InRange(compiled, count * 9 / 10, count);
        Assert.Empty(batch.Run());
    }

    [Fact]
    public void A_float_clamp_treats_infinities_and_signed_zeros_as_the_interpreter_does()
    {
        TargetsAtHand.Require("host");
        float[] special = [float.PositiveInfinity, float.NegativeInfinity, 0f, -0f, float.MaxValue, float.MinValue, float.Epsilon, -1f];
        using var batch = new HostBatch();
        foreach (var kind in (Core.Ops.Activation[])[Core.Ops.Activation.Relu, Core.Ops.Activation.Relu6, Core.Ops.Activation.ReluN1To1])
        {
            var builder = new GraphBuilder(kind.ToString());
            var x = builder.Input("x", new Core.Types.TensorType(Core.Types.ElementType.Float32, [special.Length]));
            var y = builder.Add(new Core.Ops.Relu(kind), [x], null, "y", Origin.Of("clamp"));
            batch.Add(builder.Build([y]), OptimizeGoal.Balanced, optimize: true, MemoryMarshal.AsBytes<float>(special).ToArray(), 1);
        }
        Assert.Empty(batch.Run());
    }

    private static byte[] Inputs(Graph graph, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, Examples).SelectMany(_ => RandomTensors.Inputs(graph, random))];
    }
}
