using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Rules;
using Mote.Core.Text;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Passes.Tests;

/// <summary>
/// Whatever a pass does, outputs stay to the bit. Each pass alone and the pipeline as a whole, over random graphs and all samples;
/// and each of them does something, or the test would prove nothing.
/// </summary>
public class MetamorphicTests
{
    private const int Graphs = 1000;

    /// <summary>In how many of the random graphs each pass must find work. The generator is made for them: far fewer is a fault.</summary>
    private static readonly Dictionary<string, int> LeastChanged = new()
    {
        ["eliminate-dead-code"] = 300,
        ["fold-constants"] = 100,
        ["remove-reshape"] = 100,
        ["fuse-pad"] = 100,
        ["merge-requantization"] = 200,
        ["fuse-activation"] = 150,
        ["eliminate-dead-channels"] = 200,
        ["order-for-memory"] = 10,
    };

    public static TheoryData<string> Passes => [.. Pipelines.ForDevice.Select(p => p.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Passes))]
    public void A_pass_alone_keeps_outputs_and_is_idempotent(string name)
    {
        var pass = Pipelines.ForDevice.First(p => p.Name == name);
        var changed = 0;
        for (ulong seed = 0; seed < Graphs; seed++)
        {
            var graph = GraphGenerator.Create(seed);
            if (Check([pass], graph, seed, $"seed {seed}")) changed++;
        }
        TestContext.Current.SendDiagnosticMessage($"{name} changed {changed} of {Graphs} graphs");
        Assert.True(changed >= LeastChanged[name], $"{name} changed {changed} of {Graphs} graphs, at least {LeastChanged[name]} are expected");
    }

    [Fact]
    public void The_pipeline_keeps_outputs_and_is_idempotent()
    {
        long before = 0, after = 0;
        for (ulong seed = 0; seed < Graphs; seed++)
        {
            var graph = GraphGenerator.Create(seed);
            Check(Pipelines.ForDevice, graph, seed, $"seed {seed}");
            before += Costs.Macs(graph);
            after += Costs.Macs(Pipelines.Run(Pipelines.ForDevice, graph));
        }
        Assert.True(after < 0.8 * before, $"{before} multiply-accumulates became {after}: the passes hardly fire");
    }

    [Fact]
    public void The_pipeline_keeps_outputs_of_all_samples()
    {
        foreach (var graph in OpSamples.All) Check(Pipelines.ForDevice, graph, 1, graph.Name);
    }

    [Fact]
    public void The_pipeline_keeps_what_is_remembered()
    {
        foreach (var graph in StateSamples.All) Check(Pipelines.ForDevice, graph, 1, graph.Name);
        var unread = StateSamples.All.Single(g => g.Name == "a state that nobody reads");
        Assert.Empty(Pipelines.Run(Pipelines.ForDevice, unread).States);
    }

    [Fact]
    public void Dead_channels_take_weights_with_them()
    {
        var shrunk = 0;
        for (ulong seed = 0; seed < Graphs; seed++)
        {
            var graph = new EliminateDeadCode().Run(GraphGenerator.Create(seed));
            var slim = Pipelines.ForDevice.Single(p => p.Name == "eliminate-dead-channels").Run(graph);
            Assert.True(Weights(slim) <= Weights(graph), $"seed {seed}");
            if (Weights(slim) < Weights(graph)) shrunk++;
        }
        Assert.True(shrunk >= 200, $"{shrunk} of {Graphs} graphs lost weights");

        static long Weights(Graph graph) => graph.Nodes.Where(n => n.Op is Conv2D or DepthwiseConv2D or FullyConnected)
            .Sum(n => (long)graph.Type(n.Inputs[1]).Bytes);
    }

    /// <returns>Whether the passes changed the graph.</returns>
    private static bool Check(IReadOnlyList<IPass> passes, Graph graph, ulong seed, string name)
    {
        Graph changed;
        try
        {
            changed = Pipelines.Run(passes, graph);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}: {e.Message}\n{GraphText.Outline(graph)}", e);
        }
        if (ReferenceEquals(changed, graph)) return false;
        var difference = RandomTensors.Difference(graph, changed, new RandomStream(seed), cases: 3);
        Assert.True(difference is null, $"{name}: {difference}\n{GraphText.Outline(graph)}\nbecame\n{GraphText.Outline(changed)}");
        Assert.Equal(graph.Inputs.Select(i => (graph[i].Name, graph.Type(i))), changed.Inputs.Select(i => (changed[i].Name, changed.Type(i))));
        Assert.Equal(graph.Outputs.Select(o => graph.Type(o)), changed.Outputs.Select(o => changed.Type(o)));
        var again = Pipelines.Run(passes, changed);
        Assert.True(GraphText.Print(changed) == GraphText.Print(again),
            $"{name}: not idempotent\n{GraphText.Outline(graph)}\nbecame\n{GraphText.Outline(changed)}\nand then\n{GraphText.Outline(again)}");
        return true;
    }
}
