using Mote.Core.Graphs;
using Mote.Core.Ops;
using Mote.Core.Types;
using Mote.Numerics;
using Mote.Testing;

namespace Mote.Passes.Tests;

/// <summary>What passes do with functions of one element: channels go through them, chains of them become tables, and clamps join differences.</summary>
public class ElementwisePassTests
{
    private static readonly Quantization.PerTensor Fraction = new(1f / 256, -128);

    private static Graph Optimize(GraphSketch s, ValueId output)
    {
        var graph = s.Build(output);
        var changed = Pipelines.Run(Pipelines.ForDevice, graph);
        Assert.Null(RandomTensors.Difference(graph, changed, new RandomStream(3), cases: 30));
        return changed;
    }

    private static string Names(Graph graph) => string.Join(' ', graph.Nodes.Select(n => n.Op.Name()));

    /// <summary>A convolution whose channels 1 and 2 have no weights, a function of its result, and a reader.</summary>
    [Theory]
    [InlineData(UnaryKind.Logistic)]
    [InlineData(UnaryKind.Exp)]
    [InlineData(UnaryKind.HardSwish)]
    public void Constant_channels_go_through_a_function(UnaryKind kind)
    {
        var s = new GraphSketch("channels", new RandomStream(5));
        var x = s.Input([1, 5, 5, 3]);
        var weights = s.WeightData([4, 1, 1, 3], 0);
        var bytes = weights.Bytes.ToArray();
        bytes.AsSpan(3, 6).Clear();
        var bias = s.Constant(Tensor.From<int>(new TensorType(ElementType.Int32, [4]), [100, 2000, -900, -300]));
        var four = s.Node(new Conv2D(Steps.One, default), s.Sums(x, 3, -10), x, s.Constant(Tensor.FromBytes(weights.Type, bytes)), bias);
        var y = s.Node(new Unary(kind), Fraction, four);
        var changed = Optimize(s, s.Node(new Conv2D(Steps.One, default), s.Sums(y, 4, 5), y, s.Weights([2, 1, 1, 4], 0), s.Bias(2)));
        Assert.Equal("Conv2D Unary Conv2D", Names(changed));
        Assert.Equal(2, changed.Type(changed.Nodes[1].Output).Shape[3]);
    }

    [Fact]
    public void Functions_of_one_int8_in_a_row_become_a_table()
    {
        var s = new GraphSketch("chain", new RandomStream(5));
        var y = s.Node(new LeakyRelu(0.1f), s.Q(0.02f, 3), s.Node(new Unary(UnaryKind.Tanh), s.Q(1f / 128, 0), s.Input([300])));
        Assert.Equal("Lookup", Names(Optimize(s, s.Node(new Unary(UnaryKind.Sqrt), s.Q(0.01f, -100), y))));
    }

    [Fact]
    public void A_function_in_float_between_quantizations_becomes_a_table()
    {
        var s = new GraphSketch("chain", new RandomStream(5));
        var y = s.Node(new Unary(UnaryKind.Sin), null, s.Node(new Dequantize(), null, s.Input([300])));
        Assert.Equal("Lookup", Names(Optimize(s, s.Node(new Quantize(ElementType.Int8), s.Q(0.01f, 0), y))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_clamp_joins_a_difference_and_no_maximum(bool isFloat)
    {
        foreach (var (kind, expected) in ((BinaryKind, string)[])[(BinaryKind.Sub, "Binary"), (BinaryKind.Maximum, "Binary Relu")])
        {
            var s = new GraphSketch("clamp", new RandomStream(5), isFloat);
            var y = s.Node(new Binary(kind), s.Q(0.05f, 3), s.Input([40]), s.Input([40]));
            Assert.Equal(expected, Names(Optimize(s, s.Keep(new Relu(Activation.Relu6), y))));
        }
    }
}
