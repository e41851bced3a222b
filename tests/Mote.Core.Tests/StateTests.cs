using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Text;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Core.Tests;

/// <summary>Memory between inferences: what a graph may keep, and that it survives as text and in the interpreter.</summary>
public class StateTests
{
    private static readonly TensorType Six = new(ElementType.Int8, [2, 3], new Quantization.PerTensor(0.05f, 3));

    [Fact]
    public void Graphs_with_states_are_sound_and_survive_as_text()
    {
        foreach (var graph in StateSamples.All)
        {
            Assert.Empty(GraphVerifier.Problems(graph));
            var parsed = GraphText.Parse(GraphText.Print(graph));
            Assert.Equal(GraphText.Print(graph), GraphText.Print(parsed));
            Assert.Equal(graph.States, parsed.States);
            Assert.Null(RandomTensors.Difference(graph, parsed, new RandomStream(1), cases: 4));
        }
    }

    [Fact]
    public void The_interpreter_remembers_until_it_is_reset()
    {
        var graph = StateSamples.All.Single(g => g.Name == "a running sum");
        var interpreter = new Interpreter(graph);
        byte[] one = [23, 23, 23, 23, 23, 23];
        var first = interpreter.Run(one);
        var second = interpreter.Run(one);
        Assert.Equal([.. Enumerable.Repeat((byte)23, 6)], first);
        Assert.Equal([.. Enumerable.Repeat((byte)43, 6)], second);
        interpreter.Reset();
        Assert.Equal(first, interpreter.Run(one));
    }

    [Fact]
    public void A_state_that_keeps_another_state_or_is_an_output_is_refused()
    {
        var zero = Tensor.FromBytes(Six, new byte[6]);
        Refused("another state", (s, a) => s.Builder.Keep(a, s.Builder.State("b", zero)));
        Refused("but keeps", (s, a) => s.Builder.Keep(a, s.Input([3, 2])));
        Refused("is no state", (s, a) => s.Builder.Keep(s.Input([2, 3]), a));
        var output = new GraphSketch("output", new RandomStream(1));
        var e = Assert.Throws<InvalidOperationException>(() => output.Build(output.Builder.State("a", zero)));
        Assert.Contains("is a state", e.Message, StringComparison.Ordinal);

        void Refused(string reason, Action<GraphSketch, ValueId> keep)
        {
            var s = new GraphSketch(reason, new RandomStream(1));
            var a = s.Builder.State("a", zero);
            var refused = Assert.Throws<InvalidOperationException>(() =>
            {
                keep(s, a);
                s.Build(s.Keep(new Relu(Activation.Relu), a));
            });
            Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_verifier_finds_states_that_are_broken()
    {
        var graph = StateSamples.All[0];
        var state = graph.States[0];
        Assert.Contains(Problems(state with { After = new ValueId(99) }), p => p.Contains("never defined", StringComparison.Ordinal));
        Assert.Contains(Problems(state with { Before = graph.Inputs[0] }), p => p.Contains("defined twice", StringComparison.Ordinal));
        Assert.Contains(Problems(state with { Initial = Tensor.FromBytes(Six with { Shape = [6] }, new byte[6]) }),
            p => p.Contains("begins with", StringComparison.Ordinal));

        IReadOnlyList<string> Problems(State changed) =>
            GraphVerifier.Problems(new Graph("broken", graph.Values, graph.Nodes, graph.Inputs, graph.Outputs, [changed]));
    }
}
