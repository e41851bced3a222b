using Mote.Core.Differences;
using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Core.Tests;

/// <summary>What changed between two graphs, and nothing that did not.</summary>
public class GraphDifferenceTests
{
    private static readonly Quantization Scale = new Quantization.PerTensor(0.1f, -5);

    /// <summary>A small net whose layers have names of their own; <paramref name="change"/> may add to it after the matrix.</summary>
    private static Graph Net(
        Activation activation = Activation.None, Func<GraphBuilder, ValueId, ValueId>? change = null, Quantization? middle = null,
        string prefix = "", bool swap = false)
    {
        var s = new GraphSketch("net", new RandomStream(1));
        var b = s.Builder;
        var (x, z) = (b.Input("x", s.Type([1, 8])), b.Input("z", s.Type([1, 4])));
        var w = b.Constant("w", s.WeightData([4, 8], null));
        var y = b.Add(new FullyConnected(activation), [x, w, ValueId.None], middle ?? Scale, prefix + "matrix", Origin.Of(prefix + "matrix"));
        if (change is not null) y = change(b, y);
        var sum = b.Add(new Add(), swap ? [z, y] : [y, z], Scale, prefix + "sum", Origin.Of(prefix + "sum"));
        return s.Build(b.Add(new Softmax(), [sum], new Quantization.PerTensor(1f / 256, -128), prefix + "answer", Origin.Of(prefix + "answer")));
    }

    private static ValueId Clamp(GraphBuilder b, ValueId y) =>
        b.Add(new Relu(Activation.Relu6), [y], b.Type(y).Quantization, "clamp", Origin.Of("clamp"));

    [Fact]
    public void A_graph_equals_itself()
    {
        var same = new GraphDifferences(Net(), Net());
        Assert.Empty(same.Interface);
        Assert.Empty(same.Nodes);
        Assert.Empty(same.Quantization);
        Assert.Equal("w", Assert.Single(same.Constants).First.Name);
    }

    [Fact]
    public void A_changed_attribute_is_named_with_both_values()
    {
        var node = Assert.Single(new GraphDifferences(Net(), Net(Activation.Relu)).Nodes);
        Assert.Equal((NodeChange.Changed, 0, "FullyConnected", "matrix"), (node.Change, node.Index, node.Op, node.Layer));
        Assert.Equal(["activation: None -> Relu"], node.Details);
    }

    [Fact]
    public void An_added_node_is_one_difference_and_its_reader_none()
    {
        var added = Assert.Single(new GraphDifferences(Net(), Net(change: Clamp)).Nodes);
        Assert.Equal((NodeChange.Added, 1, "Relu", "clamp"), (added.Change, added.Index, added.Op, added.Layer));
        var removed = Assert.Single(new GraphDifferences(Net(change: Clamp), Net()).Nodes);
        Assert.Equal((NodeChange.Removed, 1, "Relu", "clamp"), (removed.Change, removed.Index, removed.Op, removed.Layer));
    }

    [Fact]
    public void Renamed_layers_are_still_paired()
    {
        var differences = new GraphDifferences(Net(), Net(prefix: "new/"));
        Assert.Equal(3, differences.Nodes.Count);
        Assert.All(differences.Nodes, n => Assert.Matches("^name: '.+' -> 'new/.+'$", Assert.Single(n.Details)));
        Assert.Single(differences.Constants);
    }

    [Fact]
    public void Swapped_operands_are_a_difference_of_wiring()
    {
        var node = Assert.Single(new GraphDifferences(Net(), Net(swap: true)).Nodes);
        Assert.Equal(["operand 0: node 0 'matrix' -> input 1", "operand 1: input 1 -> node 0 'matrix'"], node.Details);
    }

    [Fact]
    public void Quantization_has_a_list_of_its_own()
    {
        var differences = new GraphDifferences(Net(), Net(middle: new Quantization.PerTensor(0.25f, 0)));
        Assert.Empty(differences.Nodes);
        Assert.Equal(new QuantizationDifference("matrix", "scale 0.1, zero point -5", "scale 0.25, zero point 0"),
            Assert.Single(differences.Quantization));
    }

    [Fact]
    public void Other_inputs_and_outputs_are_told()
    {
        var s = new GraphSketch("other", new RandomStream(1));
        var x = s.Builder.Input("x", s.Type([1, 9]));
        var differences = new GraphDifferences(Net(), s.Build(x, x));
        Assert.Contains("2 inputs -> 1", differences.Interface);
        Assert.Contains("input 0 'x': i8[1,8] -> i8[1,9]", differences.Interface);
        Assert.Contains("1 outputs -> 2", differences.Interface);
        Assert.Equal(3, differences.Nodes.Count(n => n.Change == NodeChange.Removed));
    }

    [Fact]
    public void Every_sample_equals_itself_and_differs_from_the_next()
    {
        var samples = OpSamples.All;
        for (var i = 0; i < samples.Count; i++)
        {
            var same = new GraphDifferences(samples[i], samples[i]);
            Assert.True(same.Nodes.Count + same.Interface.Count + same.Quantization.Count == 0, samples[i].Name);
            var next = samples[(i + 1) % samples.Count];
            var other = new GraphDifferences(samples[i], next);
            if (other.Nodes.Count + other.Interface.Count + other.Quantization.Count == 0)
                Assert.Equal(samples[i].Nodes.Select(n => n.Op), next.Nodes.Select(n => n.Op));
        }
    }
}
