using Mote.Core.Graphs;
using Mote.Execution.Fast;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Execution.Tests;

/// <summary>The fast executor gives the interpreter's bits, on every vector path that this processor has.</summary>
public class FastInterpreterTests
{
    public static TheoryData<VectorPath> Paths => [.. VectorPaths.Supported];

    public static TheoryData<string> Models => [.. Golden.Models];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Samples_of_every_operator_are_equal(VectorPath path)
    {
        var random = new RandomStream(1);
        foreach (var graph in OpSamples.All) Agree(graph, path, random, cases: 4);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void States_are_equal_over_time_and_after_a_reset(VectorPath path)
    {
        var random = new RandomStream(2);
        foreach (var graph in StateSamples.All) Agree(graph, path, random, cases: 6);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Random_graphs_are_equal(VectorPath path)
    {
        var random = new RandomStream(3);
        var graphs = TestScope.All ? 10_000UL : 1_000UL;
        for (var seed = 0UL; seed < graphs; seed++) Agree(GraphGenerator.Create(seed), path, random, cases: 2);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Stored_outputs_of_the_reference_are_equal(string model)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Golden.Read(model);
        foreach (var path in VectorPaths.Supported)
        {
            var fast = new FastInterpreter(new FastPlan(graph, path));
            var element = graph.Type(graph.Outputs[0]).Element;
            foreach (var (index, input, output) in Golden.Examples(model))
            {
                fast.Reset();
                var difference = Agreement.Difference(element, output, fast.Run(input));
                Assert.True(difference is null, $"{model}, {path}, example {index}: {difference}");
            }
        }
    }

    /// <summary>All of them on the fastest path; every layer, too, on the others.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Golden_models_are_equal_layer_by_layer(string model)
    {
        Assert.SkipUnless(Golden.IsAvailable, Golden.Missing);
        var graph = Golden.Read(model);
        var interpreter = new Interpreter(graph);
        foreach (var input in Golden.Examples(model).Take(2).Select(e => e.Input))
        {
            var layers = new List<byte[]>();
            interpreter.Reset();
            interpreter.Run(input, (_, _, data) => layers.Add(data.ToArray()));
            foreach (var path in VectorPaths.Supported)
            {
                var at = 0;
                new FastInterpreter(new FastPlan(graph, path)).Run(input, (node, output, data) =>
                    Assert.True(layers[at++].AsSpan().SequenceEqual(data), $"{model}, {path}: {graph.Nodes[node].Origin}, result {output}"));
                Assert.Equal(layers.Count, at);
            }
        }
    }

    private static void Agree(Graph graph, VectorPath path, RandomStream random, int cases)
    {
        var (expected, actual) = (new Interpreter(graph), new FastInterpreter(new FastPlan(graph, path)));
        for (var round = 0; round < (graph.States.IsEmpty ? 1 : 2); round++)
        {
            expected.Reset();
            actual.Reset();
            for (var i = 0; i < cases; i++)
            {
                var input = RandomTensors.Inputs(graph, random);
                Assert.True(expected.Run(input).AsSpan().SequenceEqual(actual.Run(input)), $"{graph.Name}, {path}, input {i} differs");
            }
        }
    }
}
