using Mote.Core.Diagnostics;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Execution;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Core.Tests;

/// <summary>Two graphs as one compute what they compute one after the other.</summary>
public class GraphJoinTests
{
    [Fact]
    public void A_join_is_one_after_the_other()
    {
        var (first, second) = (Doubled(0.05f), Doubled(0.05f, "second"));
        var joined = GraphJoin.Join(first, second);
        var x = RandomTensors.Inputs(first, new RandomStream(1));
        Assert.Equal(new Interpreter(second).Run(new Interpreter(first).Run(x)), new Interpreter(joined).Run(x));
        Assert.Equal("second", joined.Name);
        Assert.Equal(first.Nodes.Concat(second.Nodes).Select(n => n.Origin), joined.Nodes.Select(n => n.Origin));
        Assert.Equal(first.Inputs.Select(i => first[i].Name), joined.Inputs.Select(i => joined[i].Name));
    }

    [Fact]
    public void States_of_both_survive()
    {
        Assert.NotEmpty(StateSamples.All);
        foreach (var second in StateSamples.All)
        {
            var type = second.Type(second.Inputs[0]);
            if (type.Element == ElementType.Bool) continue;
            var builder = new GraphBuilder("kept");
            var x = builder.Input("x", type);
            var before = builder.State("before", Tensor.FromBytes(type, new byte[type.Bytes]));
            builder.Keep(before, x);
            // What came one run before.
            var first = builder.Build([builder.Add(new Reshape(type.Shape), [before], type.Quantization, "late", Origin.Of("late"))]);
            var joined = GraphJoin.Join(first, second);
            Assert.Equal(second.States.Length + 1, joined.States.Length);
            var (one, two, both) = (new Interpreter(first), new Interpreter(second), new Interpreter(joined));
            var random = new RandomStream(2);
            for (var run = 0; run < 4; run++)
            {
                var inputs = RandomTensors.Inputs(second, random);
                byte[] late = [.. one.Run(inputs.AsSpan(0, type.Bytes)), .. inputs.AsSpan(type.Bytes)];
                Assert.Equal(two.Run(late), both.Run(inputs));
            }
        }
    }

    [Fact]
    public void Graphs_that_do_not_fit_are_refused_with_both_types()
    {
        var e = Assert.Throws<MoteException>(() => GraphJoin.Join(Doubled(0.05f), Doubled(0.06f)));
        Assert.Contains("MOTE0203", e.Message, StringComparison.Ordinal);
        Assert.Contains("q(0.06, 3)", e.Message, StringComparison.Ordinal);
        Assert.Contains("q(0.05, 3)", e.Message, StringComparison.Ordinal);
        Assert.Contains("the same scale and zero point", e.Message, StringComparison.Ordinal);
    }

    private static Graph Doubled(float scale, string name = "first")
    {
        var s = new GraphSketch(name, new RandomStream(3));
        return s.Build(s.Keep(new Add(), s.Input([1, 6], scale) is var x ? x : default, x));
    }
}
